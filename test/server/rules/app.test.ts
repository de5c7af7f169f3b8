import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { openMetrics } from '../../../server/metrics.ts'
import { park } from '../../../server/parked.ts'
import { realChance } from '../../../server/world.ts'
import { telegramChat } from '../../support/chat.ts'
import { type House, minute, openHouse } from '../../support/house.ts'
import { hasRedis, startRedis } from '../../support/redis.ts'

const appOf = (
  house: House,
  gate = { token: null as string | null, open: true },
  hosts: readonly string[] | null = null,
) => {
  const metrics = openMetrics(house.store, house.now, () => 7)
  let stopping = false
  const app = createApp({
    store: house.store,
    metrics,
    metricsGate: gate,
    mounts: {},
    hosts,
    isStopping: () => stopping,
  })
  const stop = () => {
    stopping = true
  }
  return { app, metrics, stop }
}

const value = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1) ?? Number.NaN,
  )

describe('health and metrics', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(() => house.end())

  test('alive, ready, and not ready while it stops', async () => {
    const { app, stop } = appOf(house)
    expect((await app.request('/healthz')).status).toBe(200)
    expect((await app.request('/readyz')).status).toBe(200)
    stop()
    expect((await app.request('/readyz')).status).toBe(503)
    expect((await app.request('/healthz')).status).toBe(200)
    expect((await app.request('/nowhere')).status).toBe(404)
  })

  test('another site that points its name at this machine reaches neither metrics nor simulator', async () => {
    const { app } = appOf(house, undefined, ['localhost', '127.0.0.1'])
    expect((await app.request('http://evil.example/metrics')).status).toBe(403)
    expect((await app.request('http://evil.example/simulator/clock')).status).toBe(403)
    expect((await app.request('http://localhost/metrics')).status).toBe(200)
    expect((await app.request('http://evil.example/healthz')).status).toBe(200)
  })

  test('age of the oldest work, parked updates, stale texts, counts without ids', async () => {
    const { app, metrics } = appOf(house)
    const chat = telegramChat(house, 447700900777)
    await chat.says('hello')
    house.pass(5 * minute)
    await park({ store: house.store, chance: realChance, now: house.now }, 'test', { raw: '447700900777' })
    metrics.count('deliveries', { channel: 'telegram', outcome: 'sent' })
    metrics.measure('turn_seconds', 0.02)
    const text = await (await app.request('/metrics')).text()
    expect(value(text, 'wegwijs_oldest_work_seconds{queue="inbox"}')).toBe(300)
    expect(value(text, 'wegwijs_oldest_work_seconds{queue="relay"}')).toBe(0)
    expect(value(text, 'wegwijs_parked_updates')).toBe(1)
    expect(value(text, 'wegwijs_stale_texts')).toBe(7)
    expect(value(text, 'wegwijs_deliveries_total{channel="telegram",outcome="sent"}')).toBe(1)
    expect(value(text, 'wegwijs_turn_seconds_count')).toBe(1)
    expect(text).not.toContain('447700900777')
    for (const type of ['contact.sealed', 'contact.found', 'contact.erased', 'word.set', 'step.entered'])
      metrics.count('events', { type })
    const told = await (await app.request('/metrics')).text()
    expect(told).toContain('type="step.entered"')
    expect(told).not.toMatch(/type="(contact|word)\./)
    await house.settle()
    const after = await (await app.request('/metrics')).text()
    expect(value(after, 'wegwijs_oldest_work_seconds{queue="inbox"}')).toBe(0)
  })

  test.each<[string, { token: string | null; open: boolean }, string | null, number]>([
    ['open on loopback without a token', { token: null, open: true }, null, 200],
    ['off elsewhere without a token', { token: null, open: false }, null, 404],
    ['refused without the token, on loopback too', { token: 'right', open: true }, null, 401],
    ['refused with a wrong one', { token: 'right', open: false }, 'wrong', 401],
    ['refused with a part of it', { token: 'right', open: false }, 'righ', 401],
    ['given with the token', { token: 'right', open: false }, 'right', 200],
  ])('%s', async (_, gate, token, status) => {
    const { app } = appOf(house, gate)
    const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` }
    expect((await app.request('/metrics', { headers })).status).toBe(status)
  })
})

describe.skipIf(!hasRedis())('the store is gone', () => {
  test('not ready, metrics and webhooks say so, and all is well again by itself', async () => {
    const redis = await startRedis({ appendfsync: 'always' })
    const house = await openHouse({ redis: redis.url })
    const { app } = appOf(house)
    expect((await app.request('/readyz')).status).toBe(200)
    await redis.kill9()
    const gone = await app.request('/readyz')
    expect(gone.status).toBe(503)
    expect(gone.headers.get('Retry-After')).toBe('5')
    expect((await app.request('/healthz')).status).toBe(200)
    expect((await app.request('/metrics')).status).toBeLessThan(600)
    await expect(telegramChat(house, 4480101).says('hello')).rejects.toThrow()
    await redis.restart()
    let status = 503
    for (let tries = 0; tries < 100 && status !== 200; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      status = (await app.request('/readyz')).status
    }
    expect(status).toBe(200)
    const chat = telegramChat(house, 4480101)
    expect((await chat.tell('hello'))[0]?.body).toContain('Which language')
    await house.end()
    await redis.stop()
  }, 20_000)
})
