import { serve } from '@hono/node-server'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Incoming } from '../../server/channel.ts'
import { whatsappAdapter } from '../../server/whatsapp/send.ts'
import { whatsappWebhook } from '../../server/whatsapp/webhook.ts'
import { startWhatsappStandIn, type WhatsappStandIn } from '../support/whatsapp-stand-in.ts'

let standIn: WhatsappStandIn
beforeAll(async () => {
  standIn = await startWhatsappStandIn()
})
beforeEach(() => standIn.reset())
afterAll(() => standIn.stop())

const frame = {
  listButton: 'Choose',
  pageNext: '➡️ More',
  pageBack: '⬅️ Before',
  typeNumber: 'Type the number.',
}
const adapterOf = () =>
  whatsappAdapter({
    accessToken: standIn.accessToken,
    phoneNumberId: standIn.phoneNumberId,
    apiRoot: standIn.url,
    version: 26,
    account: 'whatsapp',
    space: 'main',
  })
const text = (to: string, outbox = 'o-1') =>
  ({ type: 'message', to, payload: { type: 'text', text: { body: 'x' } }, silent: false, outbox }) as const

describe('the stand-in for WhatsApp', () => {
  test('takes whatever we render, for any text', async () => {
    const adapter = adapterOf()
    const body = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 9_000 }),
      fc.string({ unit: 'grapheme', maxLength: 5_000 }),
    )
    await fc.assert(
      fc.asyncProperty(body, fc.nat(45), fc.nat(4), async (words, count, page) => {
        const choices = Array.from({ length: count }, (_, index) => ({
          id: `c${index}`,
          label: `Choice ${index}`,
        }))
        const spoken = {
          body: words,
          dir: 'ltr',
          locale: 'en',
          asking: 'k3v9q0xz',
          choices,
          page,
          frame,
          silent: false,
        } as const
        for (const payload of adapter.render(spoken).payloads) {
          const call = { type: 'message', to: '447700900101', payload, silent: false, outbox: 'o' } as const
          expect(await adapter.send(call, AbortSignal.timeout(5_000))).toMatchObject({ type: 'sent' })
        }
      }),
      { numRuns: 150 },
    )
  })

  test('refuses what WhatsApp refuses, and drops a scoped id in `to` without a word', async () => {
    const post = async (over: object, token = standIn.accessToken) => {
      const body = {
        messaging_product: 'whatsapp',
        to: '447700900101',
        type: 'text',
        text: { body: 'x' },
        ...over,
      }
      const response = await fetch(`${standIn.url}/v26.0/${standIn.phoneNumberId}/messages`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      })
      const { error } = (await response.json()) as { error?: { code: number } }
      return error?.code ?? response.status
    }
    const buttons = (titles: string[]) => ({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'x' },
        action: {
          buttons: titles.map((title, index) => ({ type: 'reply', reply: { id: `b${index}`, title } })),
        },
      },
    })
    const list = (count: number, button = 'Choose', title = 'Row') => ({
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'x' },
        action: {
          button,
          sections: [
            {
              rows: Array.from({ length: count }, (_, index) => ({
                id: `${index}`,
                title: `${title} ${index}`,
              })),
            },
          ],
        },
      },
    })
    expect(await post({}, 'wrong')).toBe(190)
    expect(await post({ messaging_product: undefined })).toBe(100)
    expect(await post({ to: undefined })).toBe(100)
    expect(await post({ text: { body: 'x'.repeat(4097) } })).toBe(100)
    expect(await post(buttons(['1', '2', '3', '4']))).toBe(131009)
    expect(await post(buttons(['x'.repeat(21)]))).toBe(131009)
    expect(await post(buttons(['x', 'x']))).toBe(131009)
    expect(await post(list(11))).toBe(131009)
    expect(await post(list(2, 'x'.repeat(21)))).toBe(131009)
    expect(await post(list(2, 'Choose', 'x'.repeat(23)))).toBe(131009)
    standIn.closed.add('447700900109')
    expect(await post({ to: '447700900109' })).toBe(131047)
    expect(await post({ to: 'US.13491208655302741918' })).toBe(200)
    expect([standIn.sent.length, standIn.dropped.length]).toEqual([0, 1])
  })

  test('with a memory it refuses more: closed windows, strangers, unknown messages, too many to one person', async () => {
    let now = 1_000_000_000
    const { network } = standIn
    const heard = new Map([['447700900101', now]])
    network.known = { now: () => now, heard, wamids: new Set(['wamid.A']), gone: new Set(['447700900102']) }
    const post = async (over: object): Promise<number> => {
      const body = { messaging_product: 'whatsapp', to: '447700900101', type: 'text', text: { body: 'x' } }
      const response = await fetch(`${standIn.url}/v26.0/${standIn.phoneNumberId}/messages`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${standIn.accessToken}` },
        body: JSON.stringify({ ...body, ...over }),
      })
      const { error } = (await response.json()) as { error?: { code: number } }
      return error?.code ?? response.status
    }
    const read = (message_id: string) => post({ status: 'read', message_id, to: undefined, type: undefined })
    expect(await post({})).toBe(200)
    expect(await post({ to: '447700900102' })).toBe(131026)
    expect(await post({ to: '447700900103' })).toBe(131047)
    expect([await read('wamid.A'), await read('wamid.B')]).toEqual([200, 100])
    now += 24 * 3_600_000 + 1
    expect(await post({})).toBe(131047)
    // A template passes the window; this one is refused because nobody registered it.
    expect(await post({ type: 'template', template: { name: 'x', language: { code: 'en' } } })).toBe(132001)
    now -= 3_600_000
    const codes: number[] = []
    for (let count = 0; count < 50; count++) codes.push(await post({}))
    expect(codes[0]).toBe(200)
    expect(codes.at(-1)).toBe(131056)
    heard.set('447700900104', now)
    network.perSecond = 1
    const burst = [await post({ to: '447700900104' }), await post({ to: '447700900104' })]
    expect(burst).toContain(130429)
    Object.assign(network, { known: null, perSecond: null })
  })

  test('its delivery reports bring our outbox id back through the webhook', async () => {
    const incoming: Incoming[] = []
    const app = whatsappWebhook({
      appSecret: standIn.appSecret,
      verifyToken: 'verify-1',
      phoneNumberId: standIn.phoneNumberId,
      account: 'whatsapp',
      accept: async (batch) => void incoming.push(...batch),
      park: async () => {},
      now: () => Temporal.Now.instant(),
    })
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
    standIn.script({ answer: 'reset', taken: true })
    const outcome = await adapterOf().send(
      text('NL.13491208655302741918', 'o-77'),
      AbortSignal.timeout(1_000),
    )
    expect(outcome).toMatchObject({ type: 'failed', maybeTaken: true })
    await standIn.report(url, standIn.sent[0]!, 'sent', 'delivered', 'failed')
    expect(
      incoming.map((one) => one.type === 'status' && [one.outbox, one.state, one.code, one.reach?.id]),
    ).toEqual([
      ['o-77', 'sent', null, 'NL.13491208655302741918'],
      ['o-77', 'delivered', null, 'NL.13491208655302741918'],
      ['o-77', 'failed', '131026', 'NL.13491208655302741918'],
    ])
    server.close()
  })
})
