import { expect, test } from 'vitest'
import { park, parkedCount } from '../../../server/parked.ts'
import { realChance } from '../../../server/world.ts'
import { telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, type House, minute } from '../../support/house.ts'

const broken = (house: House, flow: string) => ({
  ...house.deps.flows,
  [flow]: {
    ...house.deps.flows[flow]!,
    get steps(): never {
      throw new Error('an author’s mistake that no check found')
    },
  },
})

const contactPartition = async (house: House): Promise<string> => {
  for await (const { ref } of house.engine.walk())
    if (ref.type === 'record' && ref.key === 's/contact') return ref.partition
  return ''
}

onBothEngines('What cannot be worked', (open) => {
  test('three tries, then parked with an apology and a way to a person; later messages work again', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900501')
    await chat.settleIn()
    const own = house.deps.flows
    house.setFlows(broken(house, 'letter'))
    chat.fresh()
    await chat.taps('I got a letter')
    for (let tries = 0; tries < 5; tries++) {
      await house.settle()
      house.pass(2000)
    }
    const [apology, ...more] = chat.fresh()
    expect(more).toEqual([])
    expect(apology?.body).toContain('Something went wrong on our side')
    expect(apology?.buttons.map(({ label }) => label)).toEqual(['👤 To a person', '☰ Menu'])
    expect(await parkedCount(house.store)).toBe(1)
    expect(house.counted.filter(({ name }) => name === 'turn_faults')).toHaveLength(3)
    expect((await chat.tap('To a person'))[0]?.body).toContain('Wegwijs Demo')
    house.setFlows(own)
    expect((await chat.tell('menu'))[0]?.body).toContain('What do you need')
    expect(house.faults).toEqual([])
  })

  test('the very first message too: in the guessed language, without a Conversation', async () => {
    const house = await open()
    const own = house.deps.flows
    house.setFlows(broken(house, 'language'))
    const chat = telegramChat(house, 4450101)
    await chat.says('hello')
    for (let tries = 0; tries < 4; tries++) {
      await house.settle()
      house.pass(2000)
    }
    expect(chat.fresh()[0]?.body).toContain('Something went wrong')
    house.setFlows(own)
    expect((await chat.tap('Menu'))[0]?.body).toContain('Which language')
    expect(house.faults).toEqual([])
  })

  test('an apology that comes late begins with an opener too', async () => {
    const house = await open()
    house.setFlows(broken(house, 'language'))
    const chat = telegramChat(house, 4450102)
    await chat.says('hello')
    house.pass(10 * minute)
    for (let tries = 0; tries < 4; tries++) {
      await house.settle()
      house.pass(2000)
    }
    expect(chat.fresh().map(({ body }) => body)).toEqual(['New message. Tap to read.'])
  })

  test('a record that cannot be read: parked with an apology, and left as it is', async () => {
    const house = await open()
    const chat = telegramChat(house, 4450104)
    await chat.settleIn()
    const partition = await contactPartition(house)
    const key = 's/conversation/telegram'
    await house.store.commit(partition, { set: [{ key, value: { v: 1, broken: true } }] })
    chat.fresh()
    await chat.says('menu')
    for (let tries = 0; tries < 4; tries++) {
      await house.settle()
      house.pass(2000)
    }
    expect(chat.fresh()[0]?.body).toContain('Something went wrong')
    expect(await parkedCount(house.store)).toBe(1)
    expect(await house.plain()).toContain('"broken":true')
  })

  test('unreadable rows of every queue are parked and stop nothing', async () => {
    const house = await open()
    const chat = telegramChat(house, 4450103)
    await chat.settleIn()
    const partition = await contactPartition(house)
    const garbage = ['inbox', 'outbox', 'relay', 'due/main'].map((queue) => ({
      queue,
      id: `x-${queue}`,
      at: 0,
      value: { nonsense: true },
    }))
    await house.store.commit(partition, { enqueue: garbage })
    expect((await chat.tell('menu'))[0]?.body).toContain('What do you need')
    expect(await parkedCount(house.store)).toBe(4)
    expect(house.faults).toEqual([])
  })

  test('parked holds the newest 1 000, for seven days', async () => {
    const house = await open()
    const deps = { store: house.store, chance: realChance, now: house.now }
    for (let count = 0; count < 1010; count++) {
      house.pass(1)
      await park(deps, 'test', { count })
    }
    expect(await parkedCount(house.store)).toBe(1000)
    const plain = await house.plain()
    expect(plain).not.toContain('{"count":9}')
    expect(plain).toContain('{"count":10}')
    house.pass(7 * day + minute)
    await park(deps, 'test', 'last')
    expect(await parkedCount(house.store)).toBe(1)
  })
})
