import { setTimeout as pause } from 'node:timers/promises'
import type { TestRedis } from '../support/redis.ts'
import { candidates, type Running, startCandidate } from './candidates.ts'
import { crowd, dialogue, turnsADialogue } from './dialogue.ts'
import { between, countStore, cpuMs, quantile, rssMb } from './measure.ts'
import { startProvider } from './provider.ts'

/** One round of one bot, as fast as it goes. Milliseconds of CPU time, commands and bytes are for one turn. */
export interface Fast {
  readonly cpu: number
  readonly turnsASecond: number
  readonly rss: number
  readonly calls: number
  readonly ran: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly redisCpu: number
}

/** The same bot while turns come in at a steady rate: milliseconds from webhook to reply. */
export interface Steady {
  readonly p50: number
  readonly p99: number
}

export type Figures = Map<string, (Fast & Steady)[]>

let people = 7_100_000_000
const newChats = (count: number): string[] => Array.from({ length: count }, () => String(++people))

export const measureRound = async (
  one: Running,
  size: { readonly people: number; readonly abreast: number },
): Promise<Fast> => {
  const turns = size.people * turnsADialogue
  const [before, cpu, calls] = [await countStore(one.ask), cpuMs(one.pid()), one.line.provider.calls()]
  const began = performance.now()
  await crowd(one.line, newChats(size.people), size.abreast)
  const seconds = (performance.now() - began) / 1000
  // What follows a reply (settling, taking buttons off) belongs to the turn.
  await pause(300)
  const store = between(before, await countStore(one.ask))
  return {
    cpu: (cpuMs(one.pid()) - cpu) / turns,
    turnsASecond: turns / seconds,
    rss: rssMb(one.pid()),
    calls: (one.line.provider.calls() - calls) / turns,
    ran: store.ran / turns,
    bytesIn: store.bytesIn / turns,
    bytesOut: store.bytesOut / turns,
    redisCpu: store.cpu / turns,
  }
}

/** People come at an even pace whatever the bot does; each of their turns follows the answer before it. */
export const measureSteady = async (one: Running, rate: number, seconds: number): Promise<Steady> => {
  const everyMs = (1000 * turnsADialogue) / rate
  const walks: Promise<number[]>[] = []
  for (const chat of newChats(Math.round((seconds * 1000) / everyMs))) {
    walks.push(dialogue(one.line, chat).then(({ latencies }) => latencies))
    await pause(everyMs)
  }
  const latencies = (await Promise.all(walks)).flat()
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }
}

/** Milliseconds from spawning node until ready, interleaved; the process of the last round stays. */
export const measureReady = async (
  running: readonly Running[],
  rounds: number,
): Promise<Map<string, number[]>> => {
  const all = new Map<string, number[]>(running.map(({ candidate }) => [candidate.name, []]))
  for (let round = 0; round < rounds; round++)
    for (const one of running) all.get(one.candidate.name)?.push(await one.restart())
  return all
}

/** The real server on a store that is there already. */
export const serverOn = async (
  redis: TestRedis,
  count: number,
): Promise<{
  readonly cpu: number
  readonly redisCpu: number
  readonly p50: number
  readonly p99: number
}> => {
  const provider = await startProvider()
  const [wegwijs] = candidates
  const one = await startCandidate(wegwijs!, provider, [], redis)
  try {
    await pause(3_000)
    await measureRound(one, { people: Math.ceil(count / 2), abreast: 16 })
    const { cpu, redisCpu } = await measureRound(one, { people: count, abreast: 16 })
    const { p50, p99 } = await measureSteady(one, 20, 10)
    return { cpu, redisCpu, p50, p99 }
  } finally {
    await one.end()
    await provider.stop()
  }
}
