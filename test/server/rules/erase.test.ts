import { expect, test } from 'vitest'
import { type Chat, nextId, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, type House, hour, minute } from '../../support/house.ts'
import { accounts, telegramTap, telegramText, whatsappStatus } from '../../support/updates.ts'

/** Contacts of which anything is kept. */
const partitions = async (house: House): Promise<string[]> => {
  const found = new Set<string>()
  for await (const { ref } of house.engine.walk()) found.add(ref.partition)
  return [...found].filter((name) => name.includes('/c/'))
}

const toDelete = async (chat: Chat): Promise<string> => {
  await chat.tap('Menu')
  await chat.tap('My data')
  await chat.tap('Delete everything')
  return chat.last().buttons[0]!.label
}

onBothEngines('Delete and retention are one mechanism', (open) => {
  test('delete: everything goes in one commit, the receipt is sent, the tombstone drops what is older', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900201)
    await chat.settleIn()
    const messageId = nextId()
    const early = { chat: 447700900201, messageId, text: 'a distinctive zebra', received: house.now() }
    house.pass(minute)
    const code = await toDelete(chat)
    const oldButton = chat.last().buttons.at(-1)!.id
    const askedAt = house.now()
    house.pass(minute)
    expect((await chat.tell('9')).map(({ body }) => body).join()).not.toContain('Everything is deleted')
    expect(await partitions(house)).toHaveLength(1)
    house.pass(2000)
    const receipt = await chat.tell(code)
    expect(receipt).toHaveLength(1)
    expect(receipt[0]?.body).toContain('Everything is deleted')
    expect(receipt[0]?.body).toContain('8 days')
    expect(await partitions(house)).toEqual([])
    const plain = await house.plain()
    for (const trace of ['447700900201', 'hello', 'zebra', '500001']) expect(plain).not.toContain(trace)
    chat.fresh()
    house.pass(minute)
    await house.accept(telegramText({ ...early, updateId: nextId(), at: house.now() - 5 * minute }))
    const query = String(nextId())
    await house.accept(
      telegramTap({
        chat: 447700900201,
        updateId: nextId(),
        at: house.now(),
        received: house.now(),
        query,
        button: oldButton,
        askedAt,
      }),
    )
    await house.settle()
    expect(chat.fresh()).toEqual([])
    expect(await partitions(house)).toEqual([])
    expect((await chat.tell('hello'))[0]?.body).toContain('Which language')
    expect(house.faults).toEqual([])
  })

  test('the Address outlives its tombstone once somebody writes again', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900202)
    await chat.settleIn()
    await chat.tell(await toDelete(chat))
    house.pass(minute)
    await chat.settleIn()
    house.pass(9 * day)
    await house.store.sweep(house.now())
    await house.settle()
    expect((await chat.tell('menu'))[0]?.body).toContain('What do you need')
  })

  test('what was sent right behind the code is answered; what was sent before goes with the rest', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900203)
    await chat.settleIn()
    const code = await toDelete(chat)
    house.pass(minute)
    chat.fresh()
    await chat.says(code)
    house.pass(1000)
    await chat.says('hello again')
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said[0]).toContain('Everything is deleted')
    expect(said.at(-1)).toContain('Which language')
    expect(await partitions(house)).toHaveLength(1)
    expect(house.faults).toEqual([])
  })

  test('a send in hand brings nothing of an erased Contact back', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900204)
    await chat.settleIn()
    await chat.says('person')
    await house.settle('inbox')
    house.answer = async (call) => {
      if (call.type !== 'message') return null
      await house.store.commit((await partitions(house))[0] ?? 'main/c/none', { erase: true })
      return { type: 'failed', reason: 'test', maybeTaken: true }
    }
    await house.settle('outbox')
    expect(await partitions(house)).toEqual([])
  })

  test('a sent record is not written into an erased Contact', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900205)
    await chat.settleIn()
    await chat.says('person')
    await house.settle('inbox')
    house.answer = async (call) => {
      if (call.type === 'message')
        await house.store.commit((await partitions(house))[0] ?? 'main/c/none', { erase: true })
      return null
    }
    await house.settle('outbox')
    expect(await partitions(house)).toEqual([])
  })

  test('without remembering everything goes 24 hours after the last message; a new one moves it', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900206)
    await chat.settleIn('Do not remember')
    house.pass(23 * hour)
    await house.settle()
    await chat.tell('menu')
    house.pass(23 * hour)
    await house.settle()
    expect(await partitions(house)).toHaveLength(1)
    house.pass(hour + minute)
    const before = house.made.length
    await house.settle()
    expect(await partitions(house)).toEqual([])
    expect(house.made.length).toBe(before)
    expect(await house.plain()).not.toContain('447700900206')
    house.pass(9 * day)
    await house.store.sweep(house.now())
    const left: string[] = []
    for await (const { ref } of house.engine.walk()) left.push(ref.partition)
    expect(left.filter((name) => name.includes('/a/'))).toEqual([])
    expect(house.faults).toEqual([])
  })

  test('with remembering it is the operator’s days, counted from the last message', async () => {
    const house = await open({ operator: { retentionDays: 40 } })
    const chat = telegramChat(house, 447700900207)
    await chat.settleIn()
    house.pass(20 * day)
    await chat.tell('menu')
    house.pass(39 * day)
    await house.settle()
    expect(await partitions(house)).toHaveLength(1)
    house.pass(day + minute)
    await house.settle()
    expect(await partitions(house)).toEqual([])
  })

  test('a message that was accepted and not worked yet is not lost to retention', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900208)
    await chat.settleIn('Do not remember')
    house.pass(25 * hour)
    await chat.says('menu')
    await house.settle('due')
    chat.fresh()
    await house.settle()
    expect(chat.fresh().length).toBeGreaterThan(0)
  })

  test('a hidden Contact retires too and is forgotten by its Address', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900209)
    await chat.settleIn('Do not remember')
    await chat.tap('Menu')
    await chat.tap('My data')
    await chat.tap('My own word')
    await chat.tell('zonnebloemveld')
    await chat.tell('hide')
    house.pass(20 * hour)
    await chat.settleIn()
    house.pass(5 * hour)
    await house.settle()
    expect(await partitions(house)).toHaveLength(1)
    expect(await house.plain()).toContain('"sealed":[]')
    expect((await chat.tell('zonnebloemveld')).map(({ body }) => body).join()).not.toContain('Welcome back')
    expect(house.faults).toEqual([])
  })

  test('the demo clock moved forward brings retention about; the real clock of main stays', async () => {
    const house = await open()
    const real = telegramChat(house, 447700900210)
    await real.settleIn('Do not remember')
    const moment = { chat: 447700900211, updateId: nextId(), at: house.now(), received: house.now() }
    const incoming = telegramText({ ...moment, messageId: nextId(), text: 'hello' }).map((one) =>
      one.type === 'activity' ? { ...one, reach: { ...one.reach, account: 'demo:telegram' } } : one,
    )
    await house.accept(incoming)
    await house.settle()
    expect((await partitions(house)).toSorted()).toHaveLength(2)
    await house.deps.clock.forward(25 * hour)
    await house.settle()
    expect((await partitions(house)).map((name) => name.split('/')[0])).toEqual(['main'])
    expect(house.made.some(({ account }) => account === accounts.telegram)).toBe(true)
    expect(house.faults).toEqual([])
  })

  test('provider ids go after 48 hours; the engine’s own expiry is a backstop alone', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900212)
    await chat.settleIn()
    const id = nextId()
    await chat.says('menu', { id })
    await house.settle()
    expect(await house.plain()).toContain(`"${id}"`)
    house.pass(50 * hour)
    await house.settle()
    const plain = await house.plain()
    expect(plain).not.toContain(`"${id}"`)
    expect(plain).not.toMatch(/"messageId":"5\d{5}"/)
    house.pass(89 * day)
    await house.store.sweep(house.now())
    expect(await partitions(house)).toHaveLength(1)
    house.pass(30 * day)
    await house.store.sweep(house.now())
    expect(await partitions(house)).toEqual([])
  })

  test('WhatsApp: a tap on an old button after delete is a stranger’s', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900213')
    await chat.settleIn()
    const code = await toDelete(chat)
    const old = chat.last().buttons.at(-1)!.id
    await chat.tell(code)
    house.pass(minute)
    chat.fresh()
    await chat.tapsId(old)
    await house.settle()
    expect(chat.fresh()[0]?.body).toContain('Which language')
  })

  test('a first message that asked something is kept for 24 hours and not longer', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900214)
    await chat.tell('where can I find a quetzalcoatl')
    await chat.tap('English')
    house.pass(20 * hour)
    await chat.tell('zzz')
    expect(await house.plain()).toContain('quetzalcoatl')
    house.pass(4 * hour + minute)
    await house.settle()
    expect(await house.plain()).not.toContain('quetzalcoatl')
    expect(await partitions(house)).toHaveLength(1)
    expect(house.faults).toEqual([])
  })

  test('what was parked of a Contact goes with it', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900215)
    const other = telegramChat(house, 447700900216)
    await chat.settleIn()
    await other.settleIn()
    const own = house.deps.flows
    const steps = { pick: { type: 'act', effect: 'none', next: [] } } as const
    house.setFlows({
      ...own,
      letter: {
        ...own.letter!,
        steps,
        get closed(): never {
          throw new Error('broken')
        },
      },
    })
    await chat.taps('I got a letter')
    await other.taps('I got a letter')
    for (let tries = 0; tries < 4; tries++) {
      await house.settle()
      house.pass(2000)
    }
    house.setFlows(own)
    expect(await house.plain()).toContain('activity.failed')
    await chat.tell(await toDelete(chat))
    const plain = await house.plain()
    expect(plain).not.toContain('447700900215')
    expect(plain).toContain('activity.failed')
    await other.tell(await toDelete(other))
    expect(await house.plain()).not.toContain('activity.failed')
    expect(house.faults).toEqual([])
  })

  test('a report on the receipt leaves nothing behind', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900217')
    await chat.settleIn()
    const code = await toDelete(chat)
    house.answer = async (call) => {
      if (call.type !== 'message') return null
      const [number, received] = ['447700900217', house.now()]
      await house.accept(
        whatsappStatus({ number, messageId: 'wamid.out', outbox: call.outbox, state: 'sent', received }),
      )
      return { type: 'failed', reason: 'test', maybeTaken: true }
    }
    await chat.says(code)
    await house.settle('inbox', 'outbox')
    expect(await house.plain()).not.toContain('wamid.out')
    house.answer = () => null
    chat.fresh()
    house.pass(minute)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    expect(await house.plain()).not.toContain('447700900217')
    expect(house.faults).toEqual([])
  })
})
