import { readdirSync, readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import type { Incoming } from '../../server/channel.ts'
import { StoreGone } from '../../server/store/store.ts'
import { telegramBodyLimit, telegramWebhook } from '../../server/telegram/webhook.ts'

const folder = new URL('../updates/telegram/', import.meta.url)
const bodies = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
const text = readFileSync(new URL('text.json', folder), 'utf8')

function build(over: Partial<Parameters<typeof telegramWebhook>[0]> = {}) {
  const accepted: Incoming[] = []
  const parked: [string, unknown][] = []
  const counted: string[] = []
  const app = telegramWebhook({
    secret: 'right_secret-1',
    account: 'telegram',
    accept: async (incoming) => void accepted.push(...incoming),
    park: async (reason, raw) => void parked.push([reason, raw]),
    now: () => Temporal.Instant.from('2026-12-18T08:05:00Z'),
    count: (_, labels) => counted.push(labels.outcome ?? ''),
    ...over,
  })
  const post = (body: string | ReadableStream, secret: string | null = 'right_secret-1', headers = {}) =>
    app.request('/', {
      method: 'POST',
      body,
      headers: { ...(secret === null ? {} : { 'X-Telegram-Bot-Api-Secret-Token': secret }), ...headers },
    })
  return { app, post, accepted, parked, counted }
}

describe('the webhook of Telegram', () => {
  test('an Update is stored before it answers 200, with nothing in the answer', async () => {
    const { post, accepted, counted } = build()
    const response = await post(text)
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(accepted).toHaveLength(1)
    expect(counted).toEqual(['accepted'])
  })

  test('a wrong, missing or longer secret is 401 with an empty body and stores nothing', async () => {
    const { post, accepted, parked } = build()
    for (const secret of [null, '', 'wrong', 'right_secret-1x', 'right_secret-', 'RIGHT_SECRET-1']) {
      const response = await post('not json', secret)
      expect([response.status, await response.text()]).toEqual([401, ''])
    }
    expect([accepted, parked]).toEqual([[], []])
  })

  test('what is no JSON or no Update is parked and answered 200', async () => {
    const { post, parked } = build()
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '{"update_id":"x"}',
      '\u0000',
      '{"update_id":1,"new_kind":{}}',
    ]) {
      expect((await post(body)).status).toBe(200)
    }
    expect(parked.map(([reason]) => reason)).toEqual([
      'telegram.json',
      'telegram.json',
      'telegram.update',
      'telegram.update',
      'telegram.update',
      'telegram.json',
      'telegram.kind',
    ])
  })

  test('the store being away is 503 with Retry-After, and the repeat goes through', async () => {
    let away = true
    const { post } = build({
      accept: async () => {
        if (away) throw new StoreGone('away')
      },
    })
    const response = await post(text)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    away = false
    expect((await post(text)).status).toBe(200)
  })

  test('nothing is answered 200 that could not be parked', async () => {
    const { post } = build({ park: () => Promise.reject(new StoreGone('away')) })
    expect((await post('{')).status).toBe(503)
  })

  test('a repeat names the same message', async () => {
    const { post, accepted } = build()
    await post(text)
    await post(text)
    const ids = accepted.map((one) => 'providerId' in one && one.providerId)
    expect(new Set(ids).size).toBe(1)
  })

  test('a secret of no letters is refused at start-up', () => {
    expect(() => build({ secret: '' })).toThrow('secret')
  })

  test('on a real server: 413 with and without a length, also while it is still sent', async () => {
    const { app, accepted } = build()
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
    const headers = { 'X-Telegram-Bot-Api-Secret-Token': 'right_secret-1' }
    const padded = (size: number) => text.trim() + ' '.repeat(size - Buffer.byteLength(text.trim()))
    const chunked = (size: number) =>
      new ReadableStream({
        start(controller) {
          for (let at = 0; at < size; at += 65_536)
            controller.enqueue(new Uint8Array(Math.min(65_536, size - at)).fill(32))
          controller.close()
        },
      })
    const status = (body: string | ReadableStream) =>
      fetch(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit).then(
        (response) => response.status,
      )
    expect(await status(padded(telegramBodyLimit))).toBe(200)
    expect(await status(padded(telegramBodyLimit + 1))).toBe(413)
    expect(await status(chunked(telegramBodyLimit + 1))).toBe(413)
    expect(await status(chunked(telegramBodyLimit))).toBe(200)
    expect(await status(text)).toBe(200)
    expect(accepted).toHaveLength(2)
    server.close()
  })
})

describe('10 000 mutated Updates', () => {
  // Replaces one value somewhere in the JSON, or one byte of its text.
  const values = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.constant(undefined),
  )
  function replaceAt(value: unknown, path: number, put: unknown): unknown {
    if (typeof value !== 'object' || value === null || path % 7 === 0) return put
    const entries = Object.entries(value)
    const at = path % Math.max(1, entries.length)
    const changed = entries.map(([key, item], index) => [
      key,
      index === at ? replaceAt(item, Math.floor(path / 3), put) : item,
    ])
    return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed)
  }
  const mutated = fc.oneof(
    fc
      .tuple(fc.constantFrom(...bodies), fc.nat(1_000_000), values)
      .map(([body, path, put]) => JSON.stringify(replaceAt(JSON.parse(body), path + 1, put)) ?? ''),
    fc
      .tuple(fc.constantFrom(...bodies), fc.nat(2_000), fc.nat(255))
      .map(([body, at, byte]) => body.slice(0, at) + String.fromCharCode(byte) + body.slice(at + 1)),
    fc.string({ unit: 'binary' }),
  )

  test('are answered 200 each, whatever is in them, and take no memory', async () => {
    let taken = 0
    const { post } = build({
      accept: async (incoming) => {
        for (const one of incoming) {
          if (one.type !== 'activity') continue
          taken += 1
          expect(Date.parse(one.activity.sentAt)).not.toBeNaN()
          expect(one.reach.id).toMatch(/^-?\d+$/)
        }
      },
      park: async (reason) => expect(reason).toMatch(/^telegram\.[a-z]+$/),
      count: () => {},
    })
    const before = process.memoryUsage().heapUsed
    await fc.assert(
      fc.asyncProperty(mutated, async (body) => {
        expect((await post(body)).status).toBe(200)
      }),
      { numRuns: 10_000 },
    )
    expect(taken).toBeGreaterThan(500)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(250 * 1024 * 1024)
  }, 120_000)
})
