import { expect, test } from 'vitest'
import { nextId, telegramChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, type House, hour, minute } from '../../support/house.ts'
import { accounts, telegramText } from '../../support/updates.ts'

/** Contacts of which anything is kept. */
const partitions = async (house: House): Promise<string[]> => {
  const found = new Set<string>()
  for await (const { ref } of house.engine.walk()) found.add(ref.partition)
  return [...found].filter((name) => name.includes('/c/'))
}

onBothEngines('Retention', (open) => {
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
})
