import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { PageUpdate, parse } from '../../server/simulator/parse.ts'

const id = 'AAAAAAAAAAAAAAAAAAAAAA'
const context = {
  look: 'telegram',
  chat: 'BBBBBBBBBBBBBBBBBBBBBB',
  receivedAt: Temporal.Instant.from('2026-12-18T09:00:00.123456Z'),
  order: 7,
  messageId: '3',
} as const

const parsed = (update: object, look: 'telegram' | 'whatsapp' | 'text' = 'telegram') => {
  const [one] = parse(PageUpdate.parse({ look, id, hint: 'ar', ...update }), { ...context, look })
  if (one?.type !== 'activity') throw new Error('No activity.')
  return one
}

describe('what the page sends', () => {
  test('a text, by demo time, with the language of the phone', () => {
    expect(parsed({ type: 'text', text: 'hello' })).toMatchObject({
      reach: { account: 'simulator:telegram', id: context.chat, alias: null },
      providerId: id,
      messageId: '3',
      activity: {
        type: 'text',
        text: 'hello',
        channel: 'telegram',
        sentAt: '2026-12-18T09:00:00.123Z',
        order: 7,
        hint: 'ar',
      },
      ack: null,
    })
  })

  test.each([
    ['/start', { type: 'start', entry: null }],
    ['/start abc', { type: 'start', entry: 'abc' }],
    ['/hide', { type: 'text', text: 'hide' }],
  ])('%s on Telegram is a command', (text, activity) => {
    expect(parsed({ type: 'text', text }).activity).toMatchObject(activity)
    expect(parsed({ type: 'text', text }, 'whatsapp').activity).toMatchObject({ type: 'text', text })
  })

  test('a tap owes an answer on Telegram, a read mark on WhatsApp, nothing on text', () => {
    const tap = { type: 'tap', asking: 'abcd', choice: 'yes' }
    expect(parsed(tap)).toMatchObject({ messageId: null, ack: { callback_query_id: '3' } })
    expect(parsed(tap, 'whatsapp')).toMatchObject({ ack: { status: 'read' }, activity: { order: null } })
    expect(parsed(tap, 'text').ack).toBeNull()
  })

  test.each([
    ['voice', { type: 'media', kind: 'voice' }],
    ['photo', { type: 'media', kind: 'photo' }],
    ['start', { type: 'start' }],
    ['block', { type: 'blocked' }],
    ['unblock', { type: 'returned' }],
  ])('%s', (type, activity) => {
    expect(parsed({ type }).activity).toMatchObject(activity)
  })

  test('whatever else comes does not fit, and nothing throws', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(PageUpdate.safeParse(anything).success).toBe(false)
      }),
    )
  })
})
