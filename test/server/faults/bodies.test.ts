import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { signed } from '../../support/people.ts'
import { type Rig, startRig } from '../kill/rig.ts'

const rigs: Rig[] = []
afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

const folder = join(import.meta.dirname, '..', '..', 'updates')
const samplesOf = (channel: string): Buffer[] =>
  readdirSync(join(folder, channel))
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(folder, channel, name)))

/** A small generator of its own, so that a failing run can be repeated. */
const randomOf = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
  return seed / 4_294_967_296
}
type Random = () => number
const upTo = (random: Random, limit: number): number => Math.floor(random() * limit)

const oddities = [
  null,
  true,
  -1,
  1e308,
  '',
  '\u0000',
  '\ud800',
  'x'.repeat(5_000),
  [],
  {},
  [[]],
  { a: { a: {} } },
]

/** Puts something odd in place of one value of the tree. */
const withOddity = (tree: unknown, random: Random): unknown => {
  if (typeof tree !== 'object' || tree === null || random() < 0.12)
    return oddities[upTo(random, oddities.length)]
  const entries = Object.entries(tree)
  if (entries.length === 0) return oddities[upTo(random, oddities.length)]
  const [key] = entries[upTo(random, entries.length)]!
  const next: Record<string, unknown> = Object.fromEntries(entries)
  if (random() < 0.15) delete next[key]
  else next[key] = withOddity(next[key], random)
  return Array.isArray(tree) ? Object.values(next) : next
}

const bodyOf = (samples: readonly Buffer[], random: Random): Buffer => {
  const sample = samples[upTo(random, samples.length)]!
  const kind = random()
  if (kind < 0.15) return Buffer.from(Array.from({ length: upTo(random, 400) }, () => upTo(random, 256)))
  if (kind < 0.6)
    return Buffer.from(JSON.stringify(withOddity(JSON.parse(sample.toString('utf8')), random)) ?? '')
  const bytes = Buffer.from(sample)
  if (kind < 0.7) return bytes.subarray(0, upTo(random, bytes.length))
  for (let times = 1 + upTo(random, 6); times > 0; times--)
    bytes[upTo(random, bytes.length)] = upTo(random, 256)
  return kind < 0.95 ? bytes : Buffer.from(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)
}

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

const eachOf = async (
  count: number,
  lanes: number,
  work: (place: number) => Promise<void>,
): Promise<void> => {
  let next = 0
  const lane = async () => {
    for (let place = next++; place < count; place = next++) await work(place)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

const count = process.env.WEGWIJS_LONG === '1' ? 100_000 : 10_000

test(`${count} random and mutated bodies with the right secret: 200 each, and memory stays`, async () => {
  const rig = await startRig('sqlite')
  rigs.push(rig)
  const server = await rig.start()
  const random = randomOf(20_261_122)
  const samples = { telegram: samplesOf('telegram'), whatsapp: samplesOf('whatsapp') }
  const statuses = new Map<string, number>()
  const send = async (place: number, wrong: boolean): Promise<void> => {
    const channel = place % 2 === 0 ? 'telegram' : 'whatsapp'
    const body = bodyOf(samples[channel], random)
    const secret = wrong ? 'wrong' : rig.bench.secret
    const headers: Record<string, string> =
      channel === 'telegram'
        ? { 'X-Telegram-Bot-Api-Secret-Token': secret }
        : { 'X-Hub-Signature-256': signed(wrong ? 'wrong' : rig.bench.whatsapp.appSecret, body) }
    const response = await fetch(`${server.url}/webhooks/${channel}`, { method: 'POST', headers, body })
    await response.arrayBuffer()
    const key = `${wrong ? 'wrong ' : ''}${response.status}`
    statuses.set(key, (statuses.get(key) ?? 0) + 1)
  }
  await eachOf(count / 2, 32, (place) => send(place, false))
  const half = residentMb(server.pid)
  await eachOf(count / 2, 32, (place) => send(place, false))
  const whole = residentMb(server.pid)
  await eachOf(200, 16, (place) => send(place, true))
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const parked = Number(/wegwijs_parked_updates (\d+)/.exec(metrics)?.[1])
  console.log(`memory ${Math.round(half)} MB after half, ${Math.round(whole)} MB after all; ${parked} parked`)
  expect(Object.fromEntries(statuses)).toEqual({ 200: count, 'wrong 401': 200 })
  expect(whole - half).toBeLessThan(80)
  expect(parked).toBeGreaterThan(500)
  expect(parked).toBeLessThanOrEqual(1_001)
  expect(metrics).toMatch(/wegwijs_webhook_total\{channel="telegram",outcome="parked"\} \d{3,}/)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  expect(server.isGone()).toBe(false)
}, 180_000)
