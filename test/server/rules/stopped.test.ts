import { expect, test } from 'vitest'
import { startLoop } from '../../../server/loop.ts'
import { workOutbox } from '../../../server/outbox.ts'
import { queues } from '../../../server/rows.ts'
import { StoreGone } from '../../../server/store/store.ts'
import { telegramChat, whatsappChat } from '../../support/chat.ts'
import { saveDate } from '../../support/dates.ts'
import { onBothEngines } from '../../support/engines.ts'
import { type House, minute } from '../../support/house.ts'
import { until } from '../../support/people.ts'

/** Longer than a lease, as when a machine is put to sleep. */
const stoppedMs = 25_000

/** The store goes at the first so many commits that note what was sent: before it took them, or before it answered. */
const goneAtNotes = (house: House, times: number, when: string, of = /^sent\//): void => {
  const { commit } = house.store
  let left = times
  const gone: typeof commit = async (...given) => {
    const isNote = given[1].set?.some(({ key }) => of.test(key)) === true
    if (!isNote || left === 0) return commit(...given)
    left -= 1
    if (when === 'after') await commit(...given)
    throw new StoreGone('Gone for a moment.')
  }
  Object.assign(house.deps, { store: { ...house.store, commit: gone } })
}

const stopAtMessage = (house: House): void => {
  house.answer = (call) => {
    if (call.type !== 'message') return null
    house.answer = () => null
    house.pass(stoppedMs)
    return null
  }
}

/** What is owed goes while that happens, and whoever comes next finds what was left. */
const knocksOnce = async (house: House, how: string): Promise<void> => {
  const [, when] = how.split(' ')
  if (when) goneAtNotes(house, 1, when, /^sent\/.*\.[ot]$/)
  else stopAtMessage(house)
  await house.settle()
  house.pass(stoppedMs)
  await house.settle()
}

const knocks = ['gone before', 'gone after', 'stopped']

onBothEngines('A process that was stopped for longer than its lease', (open) => {
  test.each(['telegram', 'whatsapp'])('does not send again what %s took meanwhile', async (channel) => {
    const house = await open()
    const chat =
      channel === 'telegram' ? telegramChat(house, 447700900441) : whatsappChat(house, '447700900442')
    await chat.settleIn()
    chat.fresh()
    await chat.says('person')
    stopAtMessage(house)
    await house.settle()
    house.pass(stoppedMs)
    await house.settle()
    expect(chat.fresh()).toHaveLength(1)
    expect(house.noted).toContainEqual({ event: 'lease.lost', codes: { place: 'outbox' } })
    expect(await house.plain()).toContain('"state":"sent"')
    expect(house.faults).toEqual([])
  })

  test('brings nothing of whoever was erased meanwhile back', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900443)
    await chat.settleIn()
    for (const label of ['Menu', 'My data']) await chat.tap(label)
    await chat.taps('Delete')
    await house.settle('inbox')
    house.answer = async (call) => {
      if (call.type !== 'message') return null
      house.answer = () => null
      house.pass(stoppedMs)
      const [, code = ''] = /"text":"(\d+)"/.exec(JSON.stringify(call.payload)) ?? []
      await chat.says(code)
      await house.settle('inbox')
      return null
    }
    await house.settle()
    expect(await house.plain()).not.toContain('"state":"sent"')
    expect(house.faults).toEqual([])
  })

  test.each([
    ['before', 'took'],
    ['after', 'answered for'],
  ])('insists on noting what was sent when the store is gone %s it %s the note', async (when) => {
    const house = await open()
    const chat = telegramChat(house, when === 'before' ? 447700900445 : 447700900446)
    await chat.settleIn()
    chat.fresh()
    await chat.says('person')
    goneAtNotes(house, 2, when)
    await house.settle()
    expect(chat.fresh()).toHaveLength(1)
    expect(await house.plain()).toContain('"state":"sent"')
    expect(house.noted.map(({ event }) => event)).not.toContain('settle.unheard')
    expect(house.faults).toEqual([])
  })

  test('says nothing of a lost lease where the note that nobody heard of gave it back itself', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900447)
    goneAtNotes(house, 1, 'after')
    await chat.says('hello')
    await house.settle()
    expect(chat.fresh()).toHaveLength(1)
    expect(house.noted.map(({ event }) => event)).not.toContain('lease.lost')
    expect(house.faults).toEqual([])
  })

  test.each(knocks)('knocks with one opener alone when the store or itself was %s', async (how) => {
    const house = await open()
    const chat = telegramChat(house, 447700900450 + knocks.indexOf(how))
    await chat.settleIn()
    await chat.says('person')
    await house.settle('inbox')
    house.pass(5 * minute)
    chat.fresh()
    await knocksOnce(house, how)
    expect(chat.fresh().map(({ body }) => body)).toEqual(['New message. Tap to read.'])
    expect((await chat.tap('Read')).map(({ body }) => body).join()).toContain('Wegwijs Demo')
    expect(house.faults).toEqual([])
  })

  test.each(knocks)('knocks with one template alone when the store or itself was %s', async (how) => {
    const house = await open()
    const chat = whatsappChat(house, `44770090046${knocks.indexOf(how)}`)
    await saveDate(chat, 'May write to me', 'No')
    await house.settle()
    chat.fresh()
    house.pass(Date.parse('2026-12-21T08:01:00Z') - house.now())
    await knocksOnce(house, how)
    expect(chat.fresh().map(({ body }) => body)).toEqual(['wegwijs_reminder_v1 en'])
    expect((await chat.tap('Read')).map(({ body }) => body).join()).toContain('28 December 2026')
    expect(house.faults).toEqual([])
  })

  test('waits for its own lane that still has the row in hand, though its lease is over', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900444)
    await chat.settleIn()
    chat.fresh()
    await chat.says('person')
    await house.settle('inbox')
    let sends = 0
    let wake = () => {}
    house.answer = (call) => {
      if (call.type !== 'message') return null
      sends += 1
      house.pass(stoppedMs)
      return new Promise((resolve) => {
        wake = () => resolve(null)
      })
    }
    const loop = startLoop({
      ...{ store: house.store, queue: queues.outbox, now: house.now, lanes: 3, rows: 1 },
      work: (claim, isStopping) => workOutbox(house.deps, claim, isStopping),
      failed: (error) => void house.faults.push(error),
    })
    await until(
      () => sends > 0,
      5_000,
      () => 'Nothing was sent.',
    )
    // Long enough for another lane to look, and to find the lease over.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    wake()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await loop.stop()
    expect(sends).toBe(1)
    expect(chat.fresh()).toHaveLength(1)
    expect(house.faults).toEqual([])
  })
})
