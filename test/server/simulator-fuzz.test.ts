import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { createFeed } from '../../server/simulator/feed.ts'
import { simulator } from '../../server/simulator/webhook.ts'

const now = () => Temporal.Instant.from('2026-12-18T09:00:00Z')
const open = () => {
  let moved = 0
  let accepted = 0
  const app = simulator({
    feed: createFeed({ now, epoch: 'e1' }),
    hints: [],
    accept: async () => {
      accepted += 1
    },
    clock: {
      now,
      forward: async (ms) => {
        moved += ms
      },
    },
  })
  return { app, moved: () => moved, accepted: () => accepted }
}

const chat = 'B'.repeat(22)
const bodies = fc.oneof(
  fc.json(),
  fc.string({ maxLength: 2000 }),
  fc.record({
    look: fc.oneof(fc.constantFrom('telegram', 'whatsapp', 'text'), fc.string()),
    type: fc.oneof(fc.constantFrom('text', 'tap', 'start', 'block', 'photo', '__proto__'), fc.string()),
    text: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
    id: fc.anything(),
    hours: fc.oneof(fc.double(), fc.integer(), fc.string()),
    fault: fc.anything(),
  }),
)
const paths = fc.oneof(
  fc.constantFrom(`/chats/${chat}/updates`, `/chats/${chat}/faults`, '/clock', '/files/main.js', '/'),
  fc.webPath(),
  fc.string({ maxLength: 60 }).map((name) => `/files/${encodeURIComponent(name)}`),
  fc.string({ maxLength: 60 }).map((name) => `/chats/${encodeURIComponent(name)}/updates`),
)

test('whatever is sent to the simulator, it answers with a sentence and never fails', async () => {
  const { app, accepted } = open()
  const answers = fc.asyncProperty(paths, bodies, async (path, body) => {
    const text =
      typeof body === 'string' ? body : JSON.stringify(body, (_, one) => (typeof one === 'bigint' ? 1 : one))
    const headers = { 'Content-Type': 'application/json' }
    const answer = await app.request(path, { method: 'POST', headers, body: text })
    expect(answer.status, path).toBeLessThan(500)
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    expect(await answer.text()).not.toMatch(/\n\s+at /)
  })
  await fc.assert(answers, { numRuns: 1500, seed: 20_261_122 })
  const fits = { type: 'text', look: 'text', id: 'A'.repeat(22), text: 'hello' }
  const headers = { 'Content-Type': 'application/json' }
  const before = accepted()
  await app.request(`/chats/${chat}/updates`, { method: 'POST', headers, body: JSON.stringify(fits) })
  expect(accepted()).toBe(before + 1)
}, 60_000)

test('the demo clock moves by whole hours of at most a year, however it is asked', async () => {
  const { app, moved } = open()
  const headers = { 'Content-Type': 'application/json' }
  const asks = fc.asyncProperty(
    fc.oneof(fc.double(), fc.integer(), fc.string(), fc.bigInt().map(String)),
    async (hours) => {
      const before = moved()
      await app.request('/clock', { method: 'POST', headers, body: JSON.stringify({ hours }) })
      const step = (moved() - before) / 3_600_000
      expect(Number.isInteger(step) && step >= 0 && step <= 24 * 366).toBe(true)
    },
  )
  await fc.assert(asks, { numRuns: 500, seed: 20_261_122 })
}, 60_000)
