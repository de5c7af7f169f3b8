import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Call } from '../../server/channel.ts'
import { telegramAdapter } from '../../server/telegram/send.ts'
import {
  startTelegramStandIn,
  type TelegramFault,
  type TelegramStandIn,
} from '../support/telegram-stand-in.ts'

let standIn: TelegramStandIn
beforeAll(async () => {
  standIn = await startTelegramStandIn()
})
beforeEach(() => standIn.reset())
afterAll(() => standIn.stop())

const secretText = 'my brother is at the door'
const message = (over: Partial<Extract<Call, { type: 'message' }>> = {}): Call => ({
  type: 'message',
  to: '700900101',
  payload: { text: secretText, link_preview_options: { is_disabled: true } },
  silent: false,
  outbox: 'o-1',
  ...over,
})
const adapter = (apiRoot = standIn.url, token = standIn.token) =>
  telegramAdapter({ token, apiRoot, account: 'telegram', space: 'main' })
const send = (call: Call, ms = 2_000) => adapter().send(call, AbortSignal.timeout(ms))

describe('sending to Telegram', () => {
  test('a message goes out plainly, and silently when asked', async () => {
    expect(await send(message())).toEqual({ type: 'sent', messageId: '1000' })
    await send(message({ silent: true }))
    expect(
      standIn.sent.map(({ body }) => [body.chat_id, body.text, body.parse_mode, body.disable_notification]),
    ).toEqual([
      ['700900101', secretText, undefined, undefined],
      ['700900101', secretText, undefined, true],
    ])
  })

  test('what belongs to no message: acknowledge, clear, delete in lots of 100, leave', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => String(index + 1))
    const calls: Call[] = [
      { type: 'ack', to: '7', payload: { callback_query_id: '301' } },
      { type: 'clear', to: '7', messageId: '12' },
      { type: 'unsend', to: '7', messageIds: [...ids, 'x', ''] },
      { type: 'call', payload: { chat_id: '-100' } },
    ]
    for (const call of calls) expect(await send(call)).toEqual({ type: 'sent', messageId: null })
    expect(standIn.sent.map(({ method, body }) => [method, body.message_ids?.length])).toEqual([
      ['answerCallbackQuery', undefined],
      ['editMessageReplyMarkup', undefined],
      ['deleteMessages', 100],
      ['deleteMessages', 100],
      ['deleteMessages', 50],
      ['leaveChat', undefined],
    ])
    expect(await send({ type: 'unsend', to: '7', messageIds: [] })).toEqual({ type: 'sent', messageId: null })
  })

  const refused = (code: number, description: string, retryAfter?: number): TelegramFault['answer'] => ({
    code,
    description,
    retryAfter,
  })
  const cases: [string, TelegramFault['answer'], object][] = [
    ['429', refused(429, 'Too Many Requests: retry after 17', 17), { type: 'wait', seconds: 17 }],
    [
      'blocked',
      refused(403, 'Forbidden: bot was blocked by the user'),
      { type: 'gone', reason: 'telegram.403' },
    ],
    ['deactivated', refused(403, 'Forbidden: user is deactivated'), { type: 'gone', reason: 'telegram.403' }],
    ['no chat', refused(400, 'Bad Request: chat not found'), { type: 'gone', reason: 'telegram.400' }],
    [
      'too long',
      refused(400, 'Bad Request: message is too long'),
      { type: 'refused', reason: 'telegram.400' },
    ],
    ['token', refused(401, 'Unauthorized'), { type: 'failed', reason: 'telegram.401', maybeTaken: false }],
    [
      '500',
      refused(500, 'Internal Server Error'),
      { type: 'failed', reason: 'telegram.500', maybeTaken: true },
    ],
    ['502 as HTML', 'html', { type: 'failed', reason: 'telegram.network', maybeTaken: true }],
    ['reset', 'reset', { type: 'failed', reason: 'telegram.network', maybeTaken: true }],
    ['hang', 'hang', { type: 'failed', reason: 'telegram.timeout', maybeTaken: true }],
  ]
  test.each(cases)('%s', async (_, answer, outcome) => {
    standIn.script({ answer })
    expect(await send(message(), 300)).toEqual(outcome)
    expect(await send(message())).toMatchObject({ type: 'sent' })
  })

  test.each([
    ['clear', 'Bad Request: message is not modified: specified new message content is exactly the same'],
    ['clear', "Bad Request: message can't be edited"],
    ['unsend', 'Bad Request: message to delete not found'],
    ['unsend', "Bad Request: message can't be deleted for everyone"],
    ['ack', 'Bad Request: query is too old and response timeout expired or query ID is invalid'],
    ['call', 'Bad Request: chat not found'],
  ] as const)('%s: "%s" is nothing left to do', async (type, description) => {
    standIn.script({ answer: { code: 400, description } })
    const calls = {
      clear: { type: 'clear', to: '7', messageId: '12' },
      unsend: { type: 'unsend', to: '7', messageIds: ['1'] },
      ack: { type: 'ack', to: '7', payload: { callback_query_id: '301' } },
      call: { type: 'call', payload: { chat_id: '-100' } },
    } as const
    expect(await send(calls[type])).toMatchObject({ type: 'sent' })
  })

  test('nothing was taken where nothing was connected, or when it was given up before', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const address = closed.address()
    await new Promise((resolve) => closed.close(resolve))
    const root = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
    const outcome = await adapter(root).send(message(), AbortSignal.timeout(500))
    expect(outcome).toEqual({ type: 'failed', reason: 'telegram.network', maybeTaken: false })
    expect(await adapter().send(message(), AbortSignal.abort())).toMatchObject({
      type: 'failed',
      maybeTaken: false,
    })
    expect(standIn.calls).toEqual([])
  })

  test('a stored payload that is none is refused', async () => {
    expect(await send(message({ payload: { words: 'x' } }))).toEqual({
      type: 'refused',
      reason: 'telegram.payload',
    })
  })

  test('neither the token nor a text is in any outcome', async () => {
    const answers: TelegramFault['answer'][] = [
      'html',
      'reset',
      'hang',
      refused(400, secretText),
      refused(500, standIn.token),
    ]
    for (const answer of answers) {
      standIn.script({ answer })
      const said = JSON.stringify(await send(message(), 200))
      expect(said).not.toContain(standIn.token)
      expect(said).not.toContain('door')
      expect(said).not.toContain('700900101')
    }
  })

  test('400 people are sent to within seconds', async () => {
    const started = performance.now()
    const one = adapter()
    const calls = Array.from({ length: 400 }, (_, index) => message({ to: String(index + 1) }))
    const all = await Promise.all(calls.map((call) => one.send(call, AbortSignal.timeout(8_000))))
    expect(all.every((outcome) => outcome.type === 'sent')).toBe(true)
    expect(performance.now() - started).toBeLessThan(8_000)
  })
})
