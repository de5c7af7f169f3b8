import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Call } from '../../server/channel.ts'
import { whatsappAdapter } from '../../server/whatsapp/send.ts'
import {
  startWhatsappStandIn,
  type WhatsappFault,
  type WhatsappStandIn,
} from '../support/whatsapp-stand-in.ts'

let standIn: WhatsappStandIn
beforeAll(async () => {
  standIn = await startWhatsappStandIn()
})
beforeEach(() => standIn.reset())
afterAll(() => standIn.stop())

const secretText = 'my brother is at the door'
const message = (over: Partial<Extract<Call, { type: 'message' }>> = {}): Call => ({
  type: 'message',
  to: '447700900101',
  payload: { type: 'text', text: { body: secretText, preview_url: false } },
  silent: false,
  outbox: 'o-1',
  ...over,
})
const adapter = (over: Partial<Parameters<typeof whatsappAdapter>[0]> = {}) =>
  whatsappAdapter({
    accessToken: standIn.accessToken,
    phoneNumberId: standIn.phoneNumberId,
    apiRoot: standIn.url,
    version: 26,
    account: `whatsapp:${standIn.phoneNumberId}`,
    space: 'main',
    ...over,
  })
const send = (call: Call, ms = 2_000) => adapter().send(call, AbortSignal.timeout(ms))

describe('sending to WhatsApp', () => {
  test('a number goes in `to`, a business-scoped id in `recipient`, the outbox id along', async () => {
    expect(await send(message())).toEqual({ type: 'sent', messageId: 'wamid.STANDIN00000001' })
    await send(message({ to: 'NL.13491208655302741918', outbox: 'o-2' }))
    expect(standIn.dropped).toEqual([])
    expect(standIn.sent.map(({ body, outbox }) => [body.to, body.recipient, outbox])).toEqual([
      ['447700900101', undefined, 'o-1'],
      [undefined, 'NL.13491208655302741918', 'o-2'],
    ])
  })

  test('a payload cannot change whom it goes to', async () => {
    await send(
      message({ payload: { type: 'text', text: { body: 'x' }, to: '12025550123', recipient: 'US.1' } }),
    )
    expect(standIn.sent.map(({ to }) => to)).toEqual(['447700900101'])
  })

  test('the read receipt with the typing indicator is one call', async () => {
    const payload = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.1',
      typing_indicator: { type: 'text' },
    }
    expect(await send({ type: 'ack', to: '447700900101', payload })).toEqual({
      type: 'sent',
      messageId: null,
    })
    expect(standIn.sent[0]?.body).toEqual(payload)
  })

  test('what WhatsApp cannot do is refused without a call', async () => {
    expect(await send({ type: 'clear', to: '1', messageId: '1' })).toMatchObject({ type: 'refused' })
    expect(await send({ type: 'unsend', to: '1', messageIds: ['1'] })).toMatchObject({ type: 'refused' })
    expect(await send({ type: 'call', payload: {} })).toMatchObject({ type: 'refused' })
    expect(await send(message({ payload: [] }))).toEqual({ type: 'refused', reason: 'whatsapp.payload' })
    expect(standIn.sent).toEqual([])
  })

  const cases: [string, WhatsappFault['answer'], object][] = [
    ['window closed', { code: 131047 }, { type: 'closed' }],
    ['pair rate', { code: 131056 }, { type: 'wait', seconds: 6 }],
    ['pair rate that says when', { code: 131056, retryAfter: 11 }, { type: 'wait', seconds: 11 }],
    ['throughput', { status: 429, code: 130429 }, { type: 'wait', seconds: 5 }],
    ['account calls', { code: 80007, retryAfter: 900_000 }, { type: 'wait', seconds: 3600 }],
    ['app calls', { code: 4 }, { type: 'wait', seconds: 5 }],
    ['unknown 429', { status: 429, code: 999 }, { type: 'wait', seconds: 5 }],
    ['undeliverable', { code: 131026 }, { type: 'gone', reason: 'whatsapp.131026' }],
    ['scoped id not allowed here', { code: 131062 }, { type: 'refused', reason: 'whatsapp.131062' }],
    ['parameter', { code: 131009 }, { type: 'refused', reason: 'whatsapp.131009' }],
    ['token', { status: 401, code: 190 }, { type: 'failed', reason: 'whatsapp.190', maybeTaken: false }],
    [
      'token as 400',
      { status: 400, code: 190 },
      { type: 'failed', reason: 'whatsapp.190', maybeTaken: false },
    ],
    ['permission', { status: 403, code: 200 }, { type: 'failed', reason: 'whatsapp.200', maybeTaken: false }],
    [
      'wrong number id',
      { code: 100, subcode: 33 },
      { type: 'failed', reason: 'whatsapp.100', maybeTaken: false },
    ],
    ['account locked', { code: 131031 }, { type: 'failed', reason: 'whatsapp.131031', maybeTaken: false }],
    [
      'theirs',
      { status: 500, code: 131000 },
      { type: 'failed', reason: 'whatsapp.131000', maybeTaken: true },
    ],
    ['502 as HTML', 'html', { type: 'failed', reason: 'whatsapp.http-502', maybeTaken: true }],
    ['reset', 'reset', { type: 'failed', reason: 'whatsapp.network', maybeTaken: true }],
    ['hang', 'hang', { type: 'failed', reason: 'whatsapp.timeout', maybeTaken: true }],
  ]
  test.each(cases)('%s', async (_, answer, outcome) => {
    standIn.script({ answer })
    expect(await send(message(), 300)).toEqual(outcome)
    expect(await send(message())).toMatchObject({ type: 'sent' })
  })

  test('nothing was taken where nothing was connected, or when it was given up before', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const address = closed.address()
    await new Promise((resolve) => closed.close(resolve))
    const apiRoot = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
    const outcome = await adapter({ apiRoot }).send(message(), AbortSignal.timeout(500))
    expect(outcome).toEqual({ type: 'failed', reason: 'whatsapp.network', maybeTaken: false })
    expect(await adapter().send(message(), AbortSignal.abort())).toMatchObject({
      type: 'failed',
      maybeTaken: false,
    })
    expect(standIn.sent).toEqual([])
  })

  test('neither the token nor a text is in any outcome', async () => {
    const answers: WhatsappFault['answer'][] = [
      'html',
      'reset',
      'hang',
      { code: 131009 },
      { status: 500, code: 1 },
    ]
    for (const answer of answers) {
      standIn.script({ answer })
      const said = JSON.stringify(await send(message(), 200))
      expect(said).not.toContain(standIn.accessToken)
      expect(said).not.toContain('door')
      expect(said).not.toContain('447700900101')
    }
    const broken = await adapter({ accessToken: 'EAAG\nbroken' }).send(message(), AbortSignal.timeout(500))
    expect(JSON.stringify(broken)).not.toContain('EAAG')
  })
})
