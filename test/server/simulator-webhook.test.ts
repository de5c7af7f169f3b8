import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import type { Incoming } from '../../server/channel.ts'
import { createFeed, type Place } from '../../server/simulator/feed.ts'
import { simulatorAdapters } from '../../server/simulator/send.ts'
import { simulator } from '../../server/simulator/webhook.ts'
import { StoreGone } from '../../server/store/store.ts'

const chat = 'BBBBBBBBBBBBBBBBBBBBBB'
const other = 'CCCCCCCCCCCCCCCCCCCCCC'
const id = 'AAAAAAAAAAAAAAAAAAAAAA'
const place: Place = { look: 'whatsapp', chat }
const soon = () => AbortSignal.timeout(1000)

const start = (entries = 200, chats = 500) => {
  let ahead = 0
  const accepted: Incoming[] = []
  const faults: Error[] = []
  const now = () => Temporal.Instant.fromEpochMilliseconds(Date.parse('2026-12-18T09:00:00Z') + ahead)
  const feed = createFeed({ now, epoch: 'e1', entries, chats })
  const render = () => ({ payloads: [], shown: [] })
  const adapters = simulatorAdapters({ renders: { telegram: render, whatsapp: render, text: render }, feed })
  const app = simulator({
    feed,
    hints: [{ tag: 'ar', name: 'العربية', dir: 'rtl' }],
    accept: async (incoming) => {
      const fault = faults.shift()
      if (fault) throw fault
      accepted.push(...incoming)
    },
    clock: {
      now,
      forward: async (ms) => {
        ahead += ms
      },
    },
  })
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const [telegram, whatsapp] = adapters
  if (!telegram || !whatsapp) throw new Error('No adapters.')
  return { app, feed, accepted, faults, post, telegram, whatsapp }
}

const update = { look: 'whatsapp', id, type: 'text', text: 'hello' }

const readEvents = async (response: Response, count: number): Promise<string[]> => {
  const reader = response.body!.getReader()
  let text = ''
  while (text.split('\n\n').length <= count) {
    const { value, done } = await reader.read()
    if (done) break
    text += new TextDecoder().decode(value)
  }
  await reader.cancel()
  return text.split('\n\n').slice(0, count)
}

describe('routes', () => {
  test('the page is strict about what it loads and is kept nowhere', async () => {
    const { app } = start()
    const response = await app.request('/')
    const html = await response.text()
    expect(html).toContain('Simulator. Nothing here reaches a real person.')
    expect(html).toContain('العربية')
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style="|onclick=/)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const names = [...html.matchAll(/\/simulator(\/files\/[^"]+)"/g)].map((match) => match[1] ?? '')
    expect(names.length).toBeGreaterThan(5)
    for (const name of names) expect((await app.request(name)).status, name).toBe(200)
    expect((await app.request('/files/..%2fpage.ts')).status).toBe(404)
  })

  test('an update is accepted and shown; a fault of the store is said', async () => {
    const { post, feed, accepted, faults } = start()
    expect((await post(`/chats/${chat}/updates`, update)).status).toBe(204)
    expect(accepted).toHaveLength(1)
    faults.push(new StoreGone('away'))
    const refused = await post(`/chats/${chat}/updates`, update)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(await refused.json()).toHaveProperty('error')
    expect(feed.since(place, 0).map(({ entry }) => entry.type)).toEqual(['own', 'own', 'lost'])
  })

  test.each([
    ['not JSON', '{', 400],
    ['another shape', { type: 'text' }, 400],
    ['an empty text', { ...update, text: '' }, 400],
    ['too much', { ...update, text: 'x'.repeat(70_000) }, 413],
  ])('%s is refused', async (_, body, status) => {
    const { post, accepted } = start()
    expect((await post(`/chats/${chat}/updates`, body)).status).toBe(status)
    expect(accepted).toEqual([])
  })

  test('another site cannot write, and a chat has a long id', async () => {
    const { post } = start()
    expect((await post(`/chats/${chat}/updates`, update, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(
      403,
    )
    expect((await post(`/chats/${chat}/updates`, update, { 'Content-Type': 'text/plain' })).status).toBe(403)
    expect((await post('/chats/short/updates', update)).status).toBe(404)
  })

  test('demo time moves forward only', async () => {
    const { app, post } = start()
    const moved = await post('/clock', { hours: 72 })
    expect(await moved.json()).toEqual({ now: '2026-12-21T09:00:00.000Z' })
    for (const hours of [0, -1, 1.5, 100_000, 'x']) expect((await post('/clock', { hours })).status).toBe(400)
    expect(await (await app.request('/clock')).json()).toEqual({ now: '2026-12-21T09:00:00.000Z' })
  })
})

describe('the feed', () => {
  test('says hello, what is kept, and what comes; two phones never mix', async () => {
    const { app, whatsapp, post } = start()
    await post(`/chats/${chat}/updates`, update)
    const mine = await app.request(`/chats/${chat}/feed?look=whatsapp`)
    const theirs = await app.request(`/chats/${other}/feed?look=whatsapp`)
    const events = readEvents(mine, 4)
    const nothing = readEvents(theirs, 3)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const call = { type: 'message', to: chat, payload: { text: 'hi' }, silent: false, outbox: 'o' } as const
    expect(await whatsapp.send(call, soon())).toMatchObject({ type: 'sent' })
    await post('/clock', { hours: 1 })
    const [hello, own, ready, message] = await events
    expect(hello).toContain('event: hello')
    expect(own).toContain('"type":"own"')
    expect(ready).toContain('event: ready')
    expect(message).toContain('id: e1.2')
    expect((await nothing).join()).not.toContain('hi')
  })

  test('goes on where a page was; another start knows no numbers', async () => {
    const { app, feed } = start()
    for (const words of ['one', 'two'])
      feed.append(place, { type: 'message', messageId: words, payload: words, silent: false })
    const from = async (lastId: string) =>
      (
        await readEvents(
          await app.request(`/chats/${chat}/feed?look=whatsapp`, { headers: { 'Last-Event-ID': lastId } }),
          3,
        )
      ).join()
    expect(await from('e1.1')).not.toContain('"one"')
    expect(await from('e1.1')).toContain('"two"')
    expect(await from('e0.1')).toContain('"one"')
  })

  test('message ids of an earlier start never come again', () => {
    const { feed } = start()
    const ids = [1, 2, 3].map(() => Number(feed.messageId()))
    expect(ids[0]).toBe(Date.parse('2026-12-18T09:00:00Z'))
    expect(new Set(ids).size).toBe(3)
  })

  test('is bounded, and what was taken back is gone from memory', () => {
    const { feed } = start(3, 2)
    const say = (at: Place, messageId: string) =>
      feed.append(at, { type: 'message', messageId, payload: messageId, silent: false })
    for (const n of [1, 2, 3, 4, 5]) say(place, `m${n}`)
    expect(feed.since(place, 0)).toHaveLength(3)
    feed.append(place, { type: 'unsend', messageIds: ['m4', 'm5'] })
    expect(JSON.stringify(feed.since(place, 0))).not.toContain('"payload":"m4"')
    say({ look: 'text', chat }, 'a')
    say({ look: 'telegram', chat }, 'b')
    expect(feed.since(place, 0)).toEqual([])
  })
})

describe('the adapters', () => {
  const message = { type: 'message', to: chat, payload: { text: 'x' }, silent: false, outbox: 'o' } as const

  test('faults meet the next send, then all is well', async () => {
    const { feed, whatsapp, post } = start()
    for (const fault of ['500', '429', 'hang', 'blocked'])
      expect((await post(`/chats/${chat}/faults`, { look: 'whatsapp', fault })).status).toBe(204)
    expect(await whatsapp.send(message, soon())).toMatchObject({ type: 'failed', maybeTaken: false })
    expect(await whatsapp.send(message, soon())).toEqual({ type: 'wait', seconds: 5 })
    expect(await whatsapp.send(message, AbortSignal.timeout(20))).toMatchObject({ maybeTaken: true })
    expect(await whatsapp.send(message, soon())).toMatchObject({ type: 'gone' })
    expect(await whatsapp.send(message, soon())).toMatchObject({ type: 'sent' })
    expect(feed.since(place, 0)).toHaveLength(5)
  })

  test('a blocked bot reaches nobody until it is unblocked', async () => {
    const { telegram, post } = start()
    const tell = (type: string) => post(`/chats/${chat}/updates`, { look: 'telegram', id, type })
    await tell('block')
    expect(await telegram.send(message, soon())).toMatchObject({ type: 'gone' })
    await tell('unblock')
    expect(await telegram.send(message, soon())).toMatchObject({ type: 'sent' })
  })

  test('clear and unsend are Telegram’s alone; events go to their chat', async () => {
    const { feed, telegram, whatsapp } = start()
    const clear = { type: 'clear', to: chat, messageId: '1' } as const
    expect(await whatsapp.send(clear, soon())).toMatchObject({ type: 'refused' })
    expect(await telegram.send(clear, soon())).toMatchObject({ type: 'sent' })
    const events = [{ type: 'tap.stale' }]
    expect(await whatsapp.send({ type: 'call', payload: { to: chat, events } }, soon())).toMatchObject({
      type: 'sent',
    })
    expect(feed.since(place, 0).map(({ entry }) => entry)).toEqual([{ type: 'events', events }])
    expect(await whatsapp.send({ type: 'call', payload: 'odd' }, soon())).toMatchObject({ type: 'refused' })
  })

  test('three accounts, all of the demo space', () => {
    const { telegram, whatsapp } = start()
    expect(telegram).toMatchObject({
      account: 'simulator:telegram',
      space: 'demo',
      canUnsend: true,
      windowHours: null,
    })
    expect(whatsapp).toMatchObject({ canClear: false, windowHours: 24, wantsEvents: true, echoes: false })
  })
})
