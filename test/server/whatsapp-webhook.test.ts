import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import type { Incoming } from '../../server/channel.ts'
import { StoreGone } from '../../server/store/store.ts'
import { whatsappBodyLimit, whatsappWebhook } from '../../server/whatsapp/webhook.ts'

const folder = new URL('../updates/whatsapp/', import.meta.url)
const bodies = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
const text = readFileSync(new URL('text.json', folder), 'utf8')

const sign = (body: string | Uint8Array, secret = 'app-secret-1') =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

function build(over: Partial<Parameters<typeof whatsappWebhook>[0]> = {}) {
  const accepted: Incoming[] = []
  const parked: [string, unknown][] = []
  const counted: string[] = []
  const app = whatsappWebhook({
    appSecret: 'app-secret-1',
    verifyToken: 'verify-1',
    phoneNumberId: '106540352240001',
    account: 'whatsapp:106540352240001',
    accept: async (incoming) => void accepted.push(...incoming),
    park: async (reason, raw) => void parked.push([reason, raw]),
    now: () => Temporal.Instant.from('2026-12-18T08:05:00Z'),
    count: (_, labels) => counted.push(labels.outcome ?? ''),
    ...over,
  })
  const post = (body: string, signature: string | null = sign(body)) =>
    app.request('/', {
      method: 'POST',
      body,
      headers: signature === null ? {} : { 'X-Hub-Signature-256': signature },
    })
  return { app, post, accepted, parked, counted }
}

describe('the webhook of WhatsApp', () => {
  test('a delivery is stored before it answers 200, with nothing in the answer', async () => {
    const { post, accepted, counted } = build()
    const response = await post(text)
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(accepted).toHaveLength(1)
    expect(counted).toEqual(['accepted'])
  })

  test('a wrong, missing or foreign signature is 401 with an empty body and stores nothing', async () => {
    const { post, accepted, parked } = build()
    const right = sign(text)
    const wrong = [
      null,
      '',
      'sha256=',
      right.slice(7),
      `${right}0`,
      right.slice(0, -1),
      sign(`${text} `),
      sign(text, 'other'),
    ]
    for (const signature of [...wrong, `sha1=${right.slice(7)}`, `sha256=${'0'.repeat(64)}`, 'sha256=é']) {
      const response = await post(text, signature)
      expect([response.status, await response.text()]).toEqual([401, ''])
    }
    expect([accepted, parked]).toEqual([[], []])
    expect((await post(text, right.toUpperCase().replace('SHA', 'sha'))).status).toBe(200)
  })

  test('the address is verified by the token alone', async () => {
    const { app } = build()
    const ask = (query: string) => app.request(`/?${query}`)
    const right = await ask('hub.mode=subscribe&hub.verify_token=verify-1&hub.challenge=%3Cb%3E1158201444')
    expect([right.status, await right.text()]).toEqual([200, '<b>1158201444'])
    expect(right.headers.get('content-type')).toMatch(/^text\/plain/)
    for (const query of [
      '',
      'hub.mode=subscribe',
      'hub.mode=subscribe&hub.verify_token=verify&hub.challenge=1',
      'hub.mode=x&hub.verify_token=verify-1',
    ]) {
      expect((await ask(query)).status).toBe(403)
    }
  })

  test('people of one delivery are stored in one go, and a bad entry is parked alone', async () => {
    const batches: number[] = []
    const { post, parked } = build({ accept: async (incoming) => void batches.push(incoming.length) })
    await post(readFileSync(new URL('several-people.json', folder), 'utf8'))
    await post(readFileSync(new URL('one-bad-among-good.json', folder), 'utf8'))
    expect(batches).toEqual([4, 3])
    expect(parked.map(([reason]) => reason)).toEqual([
      'whatsapp.shape',
      'whatsapp.message',
      'whatsapp.status',
    ])
  })

  test('what is no JSON or no delivery is parked and answered 200', async () => {
    const { post, parked } = build()
    for (const body of ['', '{', 'null', '[]', '{"entry":{}}', '\u0000', '{"entry":[{}]}']) {
      expect((await post(body)).status).toBe(200)
    }
    expect(parked.map(([reason]) => reason)).toEqual([
      'whatsapp.json',
      'whatsapp.json',
      'whatsapp.delivery',
      'whatsapp.delivery',
      'whatsapp.delivery',
      'whatsapp.json',
      'whatsapp.entry',
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

  test('secrets of no letters is refused at start-up', () => {
    expect(() => build({ appSecret: '' })).toThrow('secret')
  })

  test('on a real server: 413 with and without a length, also while it is still sent', async () => {
    const { app, accepted } = build()
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
    const padded = (size: number) => text.trim() + ' '.repeat(size - Buffer.byteLength(text.trim()))
    const blank = (size: number) => new Uint8Array(size).fill(32)
    const stream = (size: number) =>
      new ReadableStream({
        start(controller) {
          for (let at = 0; at < size; at += 65_536)
            controller.enqueue(new Uint8Array(Math.min(65_536, size - at)).fill(32))
          controller.close()
        },
      })
    const status = (body: string | ReadableStream, signed: string | Uint8Array) =>
      fetch(url, {
        method: 'POST',
        headers: { 'X-Hub-Signature-256': sign(signed) },
        body,
        duplex: 'half',
      } as RequestInit).then((response) => response.status)
    const full = padded(whatsappBodyLimit)
    expect(await status(full, full)).toBe(200)
    expect(await status(`${full} `, `${full} `)).toBe(413)
    expect(await status(stream(whatsappBodyLimit + 1), blank(whatsappBodyLimit + 1))).toBe(413)
    expect(await status(stream(whatsappBodyLimit), blank(whatsappBodyLimit))).toBe(200)
    expect(await status(text, text)).toBe(200)
    expect(accepted).toHaveLength(2)
    server.close()
  })
})

describe('10 000 mutated deliveries', () => {
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
          expect(one.reach.id).toMatch(/^\d{5,20}$|^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]+$/)
        }
      },
      park: async (reason) => expect(reason).toMatch(/^whatsapp\.[a-z]+$/),
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
