import { expect, test } from 'vitest'
import { runTasks } from '../../../server/cli/tasks.ts'
import { openMetrics } from '../../../server/metrics.ts'
import { type Json, StoreGone } from '../../../server/store/store.ts'
import { openTasks } from '../../../server/tasks.ts'
import { blocks, type Chat, telegramChat, whatsappChat } from '../../support/chat.ts'
import { saveDate, until } from '../../support/dates.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, type House } from '../../support/house.ts'
import { whatsappStatus } from '../../support/updates.ts'

const reminded = '2026-12-21T08:01:00Z'
const nextMorning = '2026-12-22T08:01:00Z'
const kinds = async (house: House): Promise<string[]> =>
  (await openTasks(house.store)).map(({ kind, due }) => `${kind} ${due}`)
const undelivered = ['reminder-undelivered 2026-12-28']

/** WhatsApp's report on the last message that went to this person. */
const report = async (house: House, chat: Chat, state: string): Promise<void> => {
  const last = house.made.findLast(({ call }) => call.type === 'message' && call.to === chat.to)
  const outbox = last?.call.type === 'message' ? last.call.outbox : ''
  const messageId = last?.sent.type === 'sent' ? (last.sent.messageId ?? '') : ''
  await house.accept(whatsappStatus({ number: chat.to, messageId, outbox, state, received: house.now() }))
}

const listed = async (house: House, ...argv: string[]): Promise<string[]> => {
  const lines: string[] = []
  await runTasks(argv, house.store, (line) => lines.push(line))
  return lines
}

onBothEngines('P13: a reminder that did not arrive by the next morning', (open) => {
  test('is a task where the person allowed it: WhatsApp silent for three days, nothing may be sent first', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900321')
    await saveDate(chat, 'No', 'Yes')
    expect(await until(house, chat, reminded)).toEqual([])
    expect(await kinds(house)).toEqual([])
    expect(await until(house, chat, '2026-12-22T07:59:00Z')).toEqual([])
    expect(await kinds(house)).toEqual([])
    expect(await until(house, chat, nextMorning)).toEqual([])
    expect(await kinds(house)).toEqual(undelivered)
    // Missed once more for the same date, it is the same task.
    expect(await until(house, chat, '2026-12-26T08:01:00Z')).toEqual([])
    expect(await kinds(house)).toEqual(undelivered)
    expect(house.counted.filter(({ name }) => name === 'tasks_opened')).toEqual([
      { name: 'tasks_opened', labels: { kind: 'reminder-undelivered' } },
    ])
    expect((await chat.tell('menu'))[0]?.body).toContain('28 December 2026')
    expect(house.faults).toEqual([])
  })

  test('is no task where the person did not allow it, hid, deleted, or took the date away', async () => {
    const house = await open()
    const numbers = ['447700900322', '447700900323', '447700900324', '447700900325']
    const [not, hidden, erased, removed] = numbers.map((number) => whatsappChat(house, number))
    await saveDate(not!, 'No', 'No')
    for (const chat of [hidden!, erased!, removed!]) await saveDate(chat, 'No', 'Yes')
    await until(house, not!, reminded)
    await hidden!.tell('hide')
    await erased!.tell('menu')
    for (const label of ['My data', 'Delete']) await erased!.tap(label)
    await erased!.tap(erased!.last().buttons[0]?.label ?? '')
    await removed!.tell('menu')
    for (const label of ['My dates', '28 Dec', 'Remove', 'Yes']) await removed!.tap(label)
    await until(house, not!, '2026-12-31T09:01:00Z')
    expect(await kinds(house)).toEqual([])
    expect(house.faults).toEqual([])
  })

  test('a template that WhatsApp delivered has arrived; one that failed, or of which nothing is known, has not', async () => {
    const house = await open()
    const states = ['delivered', 'read', 'failed', 'sent'] as const
    const chats = states.map((_, place) => whatsappChat(house, `44770090033${place}`))
    for (const chat of chats) await saveDate(chat, 'May write to me', 'Yes')
    await until(house, chats[0]!, reminded)
    for (const [place, state] of states.entries()) await report(house, chats[place]!, state)
    await until(house, chats[0]!, nextMorning)
    const tasks = await openTasks(house.store)
    expect(tasks).toHaveLength(2)
    expect(house.faults).toEqual([])
  })

  test('whoever read it, or wrote since, was reached', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900340')
    await saveDate(chat, 'May write to me', 'Yes')
    await until(house, chat, reminded)
    expect((await chat.tap('Read')).map(({ body }) => body).join()).toContain('28 December')
    await until(house, chat, nextMorning)
    expect(await kinds(house)).toEqual([])
    expect(house.faults).toEqual([])
  })

  test('on Telegram: blocked or refused is a task, sent is none', async () => {
    const house = await open()
    const [blocked, refused, sent] = [4490101, 4490102, 4490103].map((id) => telegramChat(house, id))
    for (const chat of [blocked!, refused!, sent!]) await saveDate(chat, null, 'Yes')
    house.answer = (call) => {
      const to = 'to' in call ? call.to : ''
      if (call.type !== 'message') return null
      if (to === blocked!.to) return { type: 'gone', reason: 'telegram.403' }
      return to === refused!.to ? { type: 'refused', reason: 'telegram.400' } : null
    }
    await until(house, sent!, reminded)
    await blocks(house, 4490101)
    await until(house, sent!, nextMorning)
    expect(await kinds(house)).toHaveLength(2)
    expect(house.faults).toEqual([])
  })

  test('P17: after 30 days of silence it must be read, on Telegram too', async () => {
    const house = await open()
    const chat = telegramChat(house, 4490104)
    await chat.settleIn()
    await chat.tap('Menu')
    for (const label of ['I got a letter', 'Ongegrond', 'Yes']) await chat.tap(label)
    await chat.tell('28-02-2027')
    for (const label of ['Right', 'Me', 'On or after', 'I cannot find it', 'Save', 'Yes'])
      await chat.tap(label)
    expect(await until(house, chat, '2027-02-21T08:01:00Z')).toEqual(['New message. Tap to read.'])
    expect(await kinds(house)).toEqual([])
    await until(house, chat, '2027-02-22T08:01:00Z')
    expect(await kinds(house)).toEqual(['reminder-undelivered 2027-02-28'])
    const [own] = await chat.tap('Read')
    expect(own?.body).not.toContain('28')
    expect(own?.body).toContain('own word')
    expect(house.faults).toEqual([])
  })

  test('refused by Meta the day before, the template that says so is tried once the next morning', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900341')
    await saveDate(chat, 'May write to me', 'No')
    house.answer = (call) => (call.type === 'message' ? { type: 'refused', reason: 'whatsapp.132001' } : null)
    await until(house, chat, reminded)
    house.answer = () => null
    expect(await until(house, chat, nextMorning)).toEqual(['wegwijs_missed_v1 en'])
    expect((await chat.tap('Read')).map(({ body }) => body).join()).toContain('28 December 2026')
    expect(house.faults).toEqual([])
  })

  test.each(['before', 'after'] as const)(
    'a death %s any commit loses no task and makes none twice',
    async (when) => {
      const house = await open()
      const chat = whatsappChat(house, '447700900342')
      await saveDate(chat, 'No', 'Yes')
      await until(house, chat, reminded)
      const commit = house.store.commit
      const deaths = new Set<string>()
      const dying: typeof commit = async (partition, batch) => {
        const place = partition.endsWith('/tasks') ? 'tasks' : (batch.lease?.queue ?? '')
        const dies = ['tasks', 'relay', 'due/main'].includes(place) && !deaths.has(place)
        if (dies) deaths.add(place)
        if (dies && when === 'before') throw new StoreGone('Killed.')
        const done = await commit(partition, batch)
        if (dies) throw new StoreGone('Killed.')
        return done
      }
      Object.assign(house.store, { commit: dying })
      await until(house, chat, nextMorning)
      expect([...deaths].toSorted()).toEqual(['due/main', 'relay', 'tasks'])
      expect(await kinds(house)).toEqual(undelivered)
      expect(house.counted.filter(({ name }) => name === 'tasks_opened').length).toBeLessThanOrEqual(1)
    },
  )
})

onBothEngines('Tasks for a human', (open) => {
  const onDecision = async (chat: Chat): Promise<void> => {
    await chat.settleIn()
    await chat.tap('Menu')
    for (const label of ['Where am I', 'Me', 'No', 'On or after', 'Refused', 'Departure'])
      await chat.tap(label)
  }

  test('P12: one opens by the tap on a grave stage alone, with a kind, a day and random ids', async () => {
    const house = await open()
    const chat = telegramChat(house, 4490201)
    await onDecision(chat)
    expect(await kinds(house)).toEqual([])
    const [said] = await chat.tap('A person')
    expect(said?.body).toContain('I noted that somebody wants to talk about this')
    expect(said?.body).toContain('+44 7700 900123')
    expect(said?.body).not.toContain('passed nothing on')
    expect(await kinds(house)).toEqual(['decision-follow-up 2026-12-17'])
    await chat.tap('Back')
    await chat.tap('A person')
    expect(await kinds(house)).toHaveLength(1)
    await chat.tell('menu')
    expect((await chat.tap('A person'))[0]?.body).toContain('passed nothing on')
    const [task] = await openTasks(house.store)
    expect(Object.keys(task ?? {}).toSorted()).toEqual(['contact', 'due', 'id', 'kind', 'openedAt', 'v'])
    expect(await house.raw()).not.toContain('4490201')
    expect(house.faults).toEqual([])
  })

  test('the list shows day, kind and id; a closed one is gone', async () => {
    const house = await open()
    const chat = telegramChat(house, 4490202)
    await onDecision(chat)
    await chat.tap('A person')
    const [task] = await openTasks(house.store)
    const { id = '', contact = '' } = task ?? {}
    expect(await listed(house)).toEqual([`2026-12-17  decision-follow-up    ${id}`, '1 in all.'])
    expect((await listed(house, '--json')).join()).not.toContain(contact)
    const figures = await openMetrics(house.store, house.now, () => 0).text()
    expect(figures).toContain('wegwijs_tasks_open{kind="decision-follow-up"} 1')
    expect(figures).toContain('wegwijs_tasks_open{kind="correction-unread"} 0')
    expect(await listed(house, 'close', 'nobody')).toEqual([expect.stringContaining('No open task')])
    expect(await listed(house, 'close', id)).toEqual(['Closed.'])
    expect(await listed(house)).toEqual(['Nothing waits for a human.'])
    expect(await listed(house, 'open')).toEqual([expect.stringContaining('not understood')])
  })

  test('delete takes it along, and retention does', async () => {
    const house = await open({ operator: { retentionDays: 10 } })
    const [erased, other] = [4490203, 4490204].map((id) => telegramChat(house, id))
    for (const chat of [erased!, other!]) {
      await onDecision(chat)
      await chat.tap('A person')
    }
    expect(await kinds(house)).toHaveLength(2)
    await erased!.tell('menu')
    for (const label of ['My data', 'Delete']) await erased!.tap(label)
    await erased!.tap(erased!.last().buttons[0]?.label ?? '')
    expect(await kinds(house)).toHaveLength(1)
    house.pass(12 * day)
    await house.settle()
    expect(await kinds(house)).toEqual([])
    expect(await house.plain()).not.toContain('decision-follow-up')
    expect(house.faults).toEqual([])
  })

  test('an older release leaves the row alone: it names a version that it does not know', async () => {
    const house = await open()
    const chat = telegramChat(house, 4490205)
    await onDecision(chat)
    await chat.taps('A person')
    await house.settle('inbox')
    const values: Json[] = []
    for await (const { ref } of house.engine.walk())
      if (ref.type === 'row' && ref.queue === 'relay')
        for (const { value } of await house.store.rows(ref.partition, 'relay')) values.push(value)
    expect(values).toEqual([expect.objectContaining({ v: 2, type: 'task' })])
  })
})
