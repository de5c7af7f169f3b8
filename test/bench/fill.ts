import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dueQueue } from '../../server/rows.ts'
import { readAddress } from '../../server/store/addresses.ts'
import { openRedis } from '../../server/store/redis.ts'
import { parseKeyRing, sealStore } from '../../server/store/seal.ts'
import { contactPartition } from '../../server/store/state.ts'
import type { Batch, Json, Store } from '../../server/store/store.ts'
import { telegramChat } from '../support/chat.ts'
import { day, type House, hour, openHouse } from '../support/house.ts'
import { testKey } from '../support/server.ts'

/** What one person left in the store: the batches that write it, with their ids to be replaced. */
export interface Template {
  readonly contact: string
  readonly chat: string
  readonly contactBatch: Batch<Json>
  readonly addressBatch: Batch<Json>
}

/** Twenty-two characters, as a real Contact's id. */
const contactId = (place: number): string => `bench${String(place).padStart(17, '0')}`
/** Forty-three characters, as a real hash: the filled people never write. */
const addressHash = (place: number): string => `bench${String(place).padStart(38, '0')}`
const chatOf = (place: number): string => String(7_500_000_000 + place)

const never = Date.UTC(2200, 0, 1)

/** Lets somebody walk through the dialogue and takes down what is stored: at once, or after nine days. */
export const templateOf = async (redis: string, isIdle: boolean): Promise<Template> => {
  const house = await openHouse({ redis, start: Date.now() - (isIdle ? 9 * day + hour : 0) })
  const chat = 7_000_000_001
  const marks = new Map<string, number>()
  watchMarks(house, marks)
  const { partition, address, from } = await walk(house, chat)
  if (isIdle) await grow(house)
  const records = await house.store.scan(partition, '')
  const due = await house.store.rows(partition, dueQueue('main'))
  const [found] = await house.store.read(address, ['address'])
  await house.end()
  return {
    contact: from,
    chat: String(chat),
    contactBatch: {
      set: records.map(({ key, found }) => ({ key, value: found.value })),
      enqueue: due.map((row) => ({ ...row, queue: dueQueue('main') })),
      mark: isIdle ? [] : [...marks].map(([mark, until]) => ({ mark, until })),
      expireAt: Date.now() + 104 * day,
    },
    addressBatch: { set: [{ key: 'address', value: found?.value ?? null }], expireAt: never },
  }
}

const walk = async (house: House, chat: number) => {
  await telegramChat(house, chat).settleIn()
  const address = `main/a/${house.lookup.hash('address', 'telegram', String(chat))}`
  const { contact: from } = (await readAddress(house.store, address)).address
  if (from === null) throw new Error('The Address of the template points to nobody.')
  return { partition: contactPartition('main', from), address, from }
}

/** Marks as they are set with rows: the store has no list of them. */
const watchMarks = (house: House, marks: Map<string, number>): void => {
  const { commit } = house.store
  Object.assign(house.store, {
    commit: (partition: string, batch: Batch<Json>) => {
      for (const { once } of batch.enqueue ?? []) if (once) marks.set(once.mark, once.until)
      return commit(partition, batch)
    },
  })
}

/** Nine days on: ids of messages went after two, marks after eight. */
const grow = async (house: House): Promise<void> => {
  for (let days = 0; days < 9; days++) {
    house.pass(day)
    await house.settle('inbox', 'outbox', 'relay', 'due')
    await house.store.sweep(house.now())
  }
}

const renamed = (batch: Batch<Json>, template: Template, place: number): Batch<Json> => {
  const text = JSON.stringify(batch)
  return JSON.parse(
    text.replaceAll(template.contact, contactId(place)).replaceAll(template.chat, chatOf(place)),
  )
}

/** Stores people `from` to `from + count` as the template left them, 100 at a time. */
export const fill = async (store: Store, template: Template, from: number, count: number): Promise<void> => {
  let next = from
  const lane = async (): Promise<void> => {
    while (next < from + count) {
      const place = next++
      const name = contactPartition('main', contactId(place))
      await store.commit(name, renamed(template.contactBatch, template, place))
      await store.commit(`main/a/${addressHash(place)}`, renamed(template.addressBatch, template, place))
    }
  }
  await Promise.all(Array.from({ length: 100 }, lane))
}

/** The same, by several processes at once: a million people take minutes. */
export const fillBy = async (redis: string, template: Template, count: number): Promise<void> => {
  if (count < 20_000) {
    const store = await openStore(redis)
    await fill(store, template, 0, count)
    return store.close()
  }
  const file = join(tmpdir(), `wegwijs-bench-template-${process.pid}.json`)
  writeFileSync(file, JSON.stringify(template))
  const share = Math.ceil(count / processes)
  await Promise.all(
    Array.from({ length: processes }, async (_, place) => {
      const words = [
        import.meta.filename,
        'fill',
        redis,
        file,
        place * share,
        Math.min(share, count - place * share),
      ]
      const child = spawn(process.execPath, words.map(String), { stdio: ['ignore', 'ignore', 'inherit'] })
      const [code] = await once(child, 'exit')
      if (code !== 0) throw new Error(`Filling the store ended with code ${code}.`)
    }),
  )
  rmSync(file)
}

const processes = 3
const openStore = async (url: string): Promise<Store> =>
  sealStore(await openRedis({ url }), parseKeyRing(testKey))

const [, started, command, redis = '', file = '', from = '0', count = '0'] = process.argv
if (started === import.meta.filename && command === 'fill') {
  const store = await openStore(redis)
  await fill(store, JSON.parse(readFileSync(file, 'utf8')), Number(from), Number(count))
  await store.close()
}
