import { createHmac } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { whatsappWebhook } from '../../server/whatsapp/webhook.ts'
import { openRoom, RoomFull, readUnproven } from '../../server/wire/unproven.ts'

const mib = 1024 * 1024
const kib = 1024

/** A body that sends some bytes and then waits until it is let go. */
const hanging = (bytes: number) => {
  let end = (): void => {}
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => {
      for (let sent = 0; sent < bytes; sent += 16 * kib) stream.enqueue(new Uint8Array(16 * kib))
      end = () => stream.close()
    },
  })
  return { body, request: { length: 0, chunks: body }, end: () => end() }
}

const quiet = () => new Promise((resolve) => setTimeout(resolve, 20))

test('all bodies whose sender is not known share one room, and give it back', async () => {
  const room = openRoom(mib)
  const large = [hanging(256 * kib), hanging(256 * kib)]
  const reads = large.map(({ request }) => readUnproven(request, 4 * mib, () => false, room))
  await quiet()
  expect(room.held()).toBe(512 * kib)
  // Half of the room is for large ones: a third finds none, and leaves nothing behind.
  await expect(readUnproven(hanging(256 * kib).request, 4 * mib, () => true, room)).rejects.toThrow(RoomFull)
  expect(room.held()).toBe(512 * kib)
  // A delivery of the usual size is read all the same.
  const usual = { length: 0, chunks: new Blob(['x'.repeat(20 * kib)]).stream() }
  expect(await readUnproven(usual, 4 * mib, () => true, room)).toMatchObject({ type: 'proven' })
  for (const { end } of large) end()
  expect(await Promise.all(reads)).toEqual([{ type: 'refused' }, { type: 'refused' }])
  expect(room.held()).toBe(0)
})

test('a sender that goes away, a body too large and a fault while proving give their room back', async () => {
  const room = openRoom(mib)
  const gone = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(new Uint8Array(kib)),
    pull: (stream) => stream.error(new Error('gone')),
  })
  const request = { length: 0, chunks: gone }
  await expect(readUnproven(request, mib, () => true, room)).rejects.toThrow('gone')
  expect(await readUnproven(hanging(64 * kib).request, 32 * kib, () => true, room)).toEqual({
    type: 'too-large',
  })
  const away = () => Promise.reject(new Error('keys are away'))
  const whole = { length: 1, chunks: new Blob(['x']).stream() }
  await expect(readUnproven(whole, mib, away, room)).rejects.toThrow('keys are away')
  expect(room.held()).toBe(0)
})

test('WhatsApp: with the room full a signed delivery is asked for again, and taken once there is room', async () => {
  const room = openRoom(128 * kib)
  const appSecret = 'secret of a test'
  const stored: unknown[] = []
  const app = whatsappWebhook({
    appSecret,
    verifyToken: 'v',
    phoneNumberId: '1',
    account: 'whatsapp:1',
    accept: async (incoming) => {
      stored.push(...incoming)
    },
    park: async () => {},
    now: () => Temporal.Instant.from('2026-11-22T09:00:00Z'),
    room,
  })
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] })
  const signature = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
  const headers = { 'X-Hub-Signature-256': signature }
  const unsigned = `sha256=${'0'.repeat(64)}`
  const slow = [hanging(64 * kib), hanging(64 * kib)]
  const held = slow.map(({ body: sent }) =>
    app.request('/', {
      method: 'POST',
      body: sent,
      headers: { 'X-Hub-Signature-256': unsigned },
      duplex: 'half',
    }),
  )
  await quiet()
  expect(room.held()).toBe(128 * kib)
  const full = await app.request('/', { method: 'POST', body, headers })
  expect(full.status).toBe(503)
  expect(full.headers.get('Retry-After')).toBe('5')
  for (const { end } of slow) end()
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([401, 401])
  expect((await app.request('/', { method: 'POST', body, headers })).status).toBe(200)
  expect(room.held()).toBe(0)
})
