import { Redis } from 'ioredis'
import { telegramChat } from '../support/chat.ts'
import { type House, openHouse } from '../support/house.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { fillBy, templateOf } from './fill.ts'
import { between, countStore, type StoreCount, usedMemory } from './measure.ts'

const people = 20
const turns = people * 3

/** What the store does for a turn, exactly: 20 new people walk through the dialogue, one after the other. */
export interface Cost {
  /** Commands that ran in Redis for a turn, those inside scripts included, and what they are by name. */
  readonly ran: number
  readonly names: Readonly<Record<string, number>>
  readonly bytesIn: number
  readonly bytesOut: number
}

/** All queues but the due rows', which no turn waits for. */
const queues = ['inbox', 'outbox', 'relay'] as const

const talk = async (house: House, chat: number): Promise<void> => {
  const person = telegramChat(house, chat)
  await person.says('hello', { id: chat })
  await house.settle(...queues)
  for (const label of ['English', 'Yes']) {
    await person.taps(label)
    await house.settle(...queues)
  }
}

/** The pipeline in this process, without HTTP and timers, so that two runs ask the same. */
export const costOf = async (redis: TestRedis): Promise<Cost> => {
  const house = await openHouse({ redis: redis.url, whole: true, start: Date.now() })
  const ask = new Redis(redis.url)
  try {
    await talk(house, 6_100_000_000)
    const before = await countStore(ask)
    for (let one = 1; one <= people; one++) await talk(house, 6_100_000_000 + one)
    return aTurn(between(before, await countStore(ask)))
  } finally {
    ask.disconnect()
    await house.end()
  }
}

const aTurn = ({ names, bytesIn, bytesOut }: StoreCount): Cost => {
  const own = Object.entries(names).filter(([, calls]) => calls > 0)
  return {
    ran: own.reduce((sum, [, calls]) => sum + calls, 0) / turns,
    names: Object.fromEntries(own.map(([name, calls]) => [name, calls / turns])),
    bytesIn: bytesIn / turns,
    bytesOut: bytesOut / turns,
  }
}

export interface Filled {
  readonly redis: TestRedis
  /** Memory of Redis for one stored conversation, bytes. */
  readonly bytes: number
  readonly seconds: number
}

/** A Redis with so many conversations in it, each as the real pipeline left one. */
export const filledRedis = async (count: number, isIdle: boolean): Promise<Filled> => {
  const redis = await startRedis()
  const ask = new Redis(redis.url)
  const template = await templateOf(redis.url, isIdle)
  await ask.flushall()
  const began = performance.now()
  const before = await usedMemory(ask)
  await fillBy(redis.url, template, count)
  const bytes = ((await usedMemory(ask)) - before) / count
  ask.disconnect()
  return { redis, bytes, seconds: (performance.now() - began) / 1000 }
}
