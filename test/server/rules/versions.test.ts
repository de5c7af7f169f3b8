import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineRecord } from '../../../bot/record.ts'
import type { Json } from '../../../server/store/store.ts'
import { telegramChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { type House, minute } from '../../support/house.ts'

const partitionOf = async (house: House, key: string): Promise<string> => {
  for await (const { ref } of house.engine.walk())
    if (ref.type === 'record' && ref.key === key) return ref.partition
  return ''
}

const lift = async (house: House, partition: string, key: string, v: number): Promise<Json> => {
  const [found] = await house.store.read(partition, [key])
  const value = { ...Object(found?.value), v }
  await house.store.commit(partition, { set: [{ key, value }] })
  return found?.value ?? null
}

test('migrations lift a record from each older version to the newest', () => {
  const kind = defineRecord({
    name: 'thing',
    version: 3,
    schema: z.object({ v: z.literal(3), name: z.string(), count: z.number() }),
    migrations: {
      1: ({ title, ...rest }) => ({ ...rest, name: title }),
      2: (old) => ({ ...old, count: 0 }),
    },
  })
  const lifted = { type: 'known', value: { v: 3, name: 'a', count: 0 } }
  expect(kind.parse({ v: 1, title: 'a' })).toEqual(lifted)
  expect(kind.parse({ v: 2, name: 'a' })).toEqual(lifted)
  expect(kind.parse({ v: 3, name: 'a', count: 0 })).toEqual(lifted)
  expect(kind.parse({ v: 4, other: true })).toEqual({ type: 'newer', version: 4 })
})

test('a missing migration and a value without a version are said in a sentence', () => {
  const schema = z.object({ v: z.literal(2) })
  expect(() => defineRecord({ name: 'thing', version: 2, schema })).toThrow(
    'Record thing has version 2, but no migration from version 1',
  )
  const kind = defineRecord({ name: 'thing', version: 1, schema: z.object({ v: z.literal(1) }) })
  expect(() => kind.parse({})).toThrow('carries no version')
})

onBothEngines('Rolling deploys: what a newer release wrote is left alone', (open) => {
  test.each(['s/contact', 's/conversation/telegram'])('%s', async (key) => {
    const house = await open()
    const chat = telegramChat(house, 4460101)
    await chat.settleIn()
    const partition = await partitionOf(house, key)
    const value = await lift(house, partition, key, 99)
    chat.fresh()
    await chat.says('menu')
    for (let count = 0; count < 5; count++) {
      await house.settle()
      house.pass(31_000)
    }
    expect(chat.fresh()).toEqual([])
    expect(await house.store.rows(partition, 'inbox')).toHaveLength(1)
    expect(house.faults).toEqual([])
    await house.store.commit(partition, { set: [{ key, value }] })
    house.pass(31_000)
    await house.settle()
    expect((await chat.tap('Read')).at(-1)?.body).toContain('What do you need')
  })

  test('an Address: nothing is accepted, so that the provider comes back', async () => {
    const house = await open()
    const chat = telegramChat(house, 4460102)
    await chat.settleIn()
    const partition = await partitionOf(house, 'address')
    const value = await lift(house, partition, 'address', 99)
    await expect(chat.says('menu')).rejects.toThrow('newer release')
    await house.store.commit(partition, { set: [{ key: 'address', value }] })
    expect((await chat.tell('menu'))[0]?.body).toContain('What do you need')
  })

  test.each(['inbox', 'outbox', 'relay', 'due/main'])(
    'a row of %s waits and is not parked',
    async (queue) => {
      const house = await open()
      const chat = telegramChat(house, 4460103)
      await chat.settleIn()
      const partition = await partitionOf(house, 's/contact')
      const row = { queue, id: 'newer', at: 0, value: { v: 99, type: 'unheard-of' } }
      await house.store.commit(partition, { enqueue: [row] })
      for (let count = 0; count < 4; count++) {
        await house.settle()
        house.pass(minute)
      }
      const rows = await house.store.rows(partition, queue)
      expect(rows.find(({ id }) => id === 'newer')?.value).toEqual(row.value)
      expect((await chat.tell('menu'))[0]?.body).toContain('What do you need')
      expect(house.faults).toEqual([])
    },
  )

  test('retention of a newer Contact waits too', async () => {
    const house = await open()
    const chat = telegramChat(house, 4460104)
    await chat.settleIn('Do not remember')
    const partition = await partitionOf(house, 's/contact')
    await lift(house, partition, 's/contact', 99)
    house.pass(40 * 60 * minute)
    await house.settle()
    expect(await partitionOf(house, 's/contact')).toBe(partition)
    expect(house.faults).toEqual([])
  })

  test('step ids that were renamed are followed; retired ones start their flow anew', async () => {
    const house = await open()
    const chat = telegramChat(house, 4460105)
    await chat.settleIn()
    await chat.tap('Menu')
    const own = house.deps.flows
    const { rows, ...others } = own.menu!.steps
    house.setFlows({
      ...own,
      menu: { ...own.menu!, steps: { ...others, list: rows! }, renamed: { rows: 'list' } },
    })
    const label = 'I got a letter'
    expect((await chat.tap(label)).at(-1)?.body).toContain('Which letter')
    house.setFlows(own)
    await chat.tap('Menu')
    house.setFlows({
      ...own,
      menu: {
        ...own.menu!,
        steps: { open: { type: 'act', effect: 'none', next: [{ to: 'home/first' }] } },
        retired: ['rows'],
      },
    })
    const after = (await chat.tap(label)).at(-1)?.body ?? ''
    expect(after).toContain('What do you want to do')
    expect(house.faults).toEqual([])
  })
})
