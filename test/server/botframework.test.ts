import { TestAdapter } from 'botbuilder'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Spoken } from '../../bot/message.ts'
import { connect } from '../../server/botframework/connect.ts'
import { parse } from '../../server/botframework/parse.ts'
import { placeOf } from '../../server/botframework/reach.ts'
import { render } from '../../server/botframework/render.ts'
import { botFrameworkAdapter } from '../../server/botframework/send.ts'
import { botFrameworkBodyLimit, botFrameworkWebhook } from '../../server/botframework/webhook.ts'
import type { Call, Incoming } from '../../server/channel.ts'
import { StoreGone } from '../../server/store/store.ts'
import {
  appId,
  type ConnectorFault,
  type ConnectorStandIn,
  issuer,
  startConnectorStandIn,
} from '../support/connector-stand-in.ts'
import { freePort } from '../support/port.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

const now = Temporal.Instant.from('2026-12-18T08:05:00Z')
const account = `botframework:${appId}`
let connector: ConnectorStandIn
beforeAll(async () => {
  connector = await startConnectorStandIn()
})
afterAll(() => connector.stop())

/** Signs in without Microsoft: the library's client does the rest as it is. */
const credentials = {
  isValidAppId: async (id: string) => id === appId,
  isAuthenticationDisabled: async () => false,
  createCredentials: async () => ({
    signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
      request.headers.set('authorization', 'Bearer stand-in')
      return request
    },
  }),
}
const authentication = () =>
  connect(
    { appId, password: 'x', tenantId: null },
    {
      ToChannelFromBotLoginUrl: `${connector.url}/login`,
      ToChannelFromBotOAuthScope: issuer,
      ToBotFromChannelTokenIssuer: issuer,
      OAuthUrl: connector.url,
      ToBotFromChannelOpenIdMetadataUrl: `${connector.url}/openid`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${connector.url}/openid`,
    },
    credentials as never,
  )

const activity = (over: Record<string, unknown> = {}) => ({
  type: 'message',
  id: 'a1',
  timestamp: '2026-12-18T08:04:30.000Z',
  channelId: 'msteams',
  serviceUrl: connector.url,
  from: { id: '29:one', name: 'A' },
  recipient: { id: '28:bot', name: 'B' },
  conversation: { id: 'a:conversation', conversationType: 'personal' },
  locale: 'nl-NL',
  text: 'hello',
  ...over,
})

const spoken = (over: Partial<Spoken> = {}): Spoken => ({
  body: 'What do you want to do?',
  dir: 'ltr',
  locale: 'en',
  asking: 'abcd',
  choices: [
    { id: 'letter', label: 'I got a letter' },
    { id: '@menu', label: 'Menu' },
  ],
  page: 0,
  frame: { listButton: 'Choose', pageNext: 'More', pageBack: 'Back', typeNumber: 'Type a number.' },
  silent: false,
  ...over,
})

const build = (over: Partial<Parameters<typeof botFrameworkWebhook>[0]> = {}) => {
  const accepted: Incoming[] = []
  const parked: string[] = []
  const app = botFrameworkWebhook({
    authentication: authentication(),
    account,
    accept: async (incoming) => void accepted.push(...incoming),
    park: async (reason) => void parked.push(reason),
    now: () => now,
    ...over,
  })
  const post = (body: unknown, header: string | null = connector.token()) =>
    app.request('/', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: header === null ? {} : { Authorization: header },
    })
  return { post, accepted, parked }
}

describe('POST /api/messages', () => {
  test('a signed activity is stored before it answers 200', async () => {
    const { post, accepted } = build()
    const response = await post(activity())
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(accepted).toHaveLength(1)
  })

  test.each<[string, () => string | null]>([
    ['no token', () => null],
    ['no bearer token', () => 'Basic abc'],
    ['a token that is none', () => 'Bearer a.b.c'],
    ['a token for another bot', () => connector.token({ aud: 'another' })],
    ['a token of another issuer', () => connector.token({ iss: 'https://example.org' })],
    ['a token that has ended', () => connector.token({ exp: Math.floor(Date.now() / 1000) - 1_000 })],
    ['a token that has not begun', () => connector.token({ nbf: Math.floor(Date.now() / 1000) + 3_000 })],
    ['a token for another service', () => connector.token({ serviceurl: 'https://evil.example' })],
    ['a key that nobody published', () => connector.token({}, { kid: 'two' })],
    ['the signature of a stranger', () => connector.token({}, { forged: true })],
  ])('%s is 401 and stores nothing', async (_, header) => {
    const { post, accepted, parked } = build()
    expect((await post(activity(), header())).status).toBe(401)
    expect([accepted, parked]).toEqual([[], []])
  })

  test('another address for answers than the token vouches for is refused', async () => {
    const { post, accepted } = build()
    const elsewhere = activity({ serviceUrl: 'http://169.254.169.254/' })
    expect((await post(elsewhere)).status).toBe(401)
    expect(accepted).toEqual([])
  })

  test('the keys or the store being away is 503 with Retry-After', async () => {
    const { post } = build({
      accept: async () => {
        throw new StoreGone('away')
      },
    })
    const response = await post(activity())
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5'])
  })

  test('what is too large is 413; what has no shape of ours is parked', async () => {
    const { post, parked, accepted } = build()
    expect((await post(`"${'x'.repeat(botFrameworkBodyLimit)}"`)).status).toBe(413)
    expect((await post(activity({ from: 7 }))).status).toBe(200)
    expect((await post(activity({ type: 'typing' }))).status).toBe(200)
    expect(parked).toEqual(['botframework.message'])
    expect(accepted).toEqual([])
  })
})

describe('what an activity means', () => {
  const read = (over: Record<string, unknown>) => parse(activity(over), { account, receivedAt: now })

  test('a text, with who, where and when', () => {
    const [one] = read({})
    expect(one).toMatchObject({
      type: 'activity',
      providerId: 'a1',
      activity: {
        type: 'text',
        text: 'hello',
        channel: 'text',
        hint: 'nl-NL',
        sentAt: '2026-12-18T08:04:30Z',
      },
    })
    const id = one?.type === 'activity' ? one.reach.id : ''
    expect(placeOf(id)).toEqual(['msteams', 'a:conversation', '29:one', '28:bot', connector.url])
  })

  test('a tap brings its asking back; a value of somebody else is no tap', () => {
    expect(read({ value: { wegwijs: 'abcd.letter' }, text: 'I got a letter' })).toMatchObject([
      { activity: { type: 'tap', asking: 'abcd', choice: 'letter' } },
    ])
    for (const value of [{ wegwijs: 'nodot' }, { other: 1 }, 'x', null, 7])
      expect(read({ value })).toMatchObject([{ activity: { type: 'text', text: 'hello' } }])
  })

  test('pictures and sound are named, words under them are heard; cards and HTML of Teams are none', () => {
    const attachments = [{ contentType: 'text/html' }, { contentType: 'image/png' }]
    expect(read({ attachments }).map((one) => one.type === 'activity' && one.activity.type)).toEqual([
      'media',
      'text',
    ])
    expect(read({ text: '', attachments: [{ contentType: 'audio/ogg' }] })).toMatchObject([
      { activity: { type: 'media', kind: 'voice' } },
    ])
    expect(read({ attachments: [{ contentType: 'text/html' }] })).toHaveLength(1)
  })

  test('groups, joining and reactions are left alone; nothing breaks it', () => {
    expect(read({ conversation: { id: 'g', isGroup: true } })).toEqual([{ type: 'ignored', reason: 'group' }])
    expect(read({ conversation: { id: 'g', conversationType: 'channel' } })).toEqual([
      { type: 'ignored', reason: 'group' },
    ])
    for (const type of ['conversationUpdate', 'messageReaction', 'typing', 'invoke', 'endOfConversation'])
      expect(read({ type })).toEqual([{ type: 'ignored', reason: type }])
    for (const body of [null, 1, 'x', [], {}, { type: 'message' }])
      expect(parse(body, { account, receivedAt: now })[0]?.type).toBe('unreadable')
  })
})

describe('an answer', () => {
  const call = (payload: Call & { type: 'message' } extends { payload: infer P } ? P : never): Call => {
    const to = JSON.stringify(['msteams', 'a:conversation', '29:one', '28:bot', connector.url])
    return { type: 'message', to, payload, silent: false, outbox: 'o1' }
  }
  const adapter = () =>
    botFrameworkAdapter({ authentication: authentication(), appId, account, space: 'main' })
  const send = (signal = AbortSignal.timeout(5_000)) => {
    const [payload] = render(spoken()).payloads
    return adapter().send(call(payload ?? null), signal)
  }

  test('goes to the conversation that asked, signed in, with its buttons', async () => {
    const sent = await send()
    expect(sent).toEqual({ type: 'sent', messageId: '1:1' })
    const [one] = connector.sent
    expect(one).toMatchObject({
      conversation: 'a:conversation',
      authorization: 'Bearer stand-in',
      body: { type: 'message', text: 'What do you want to do?', recipient: { id: '29:one' } },
    })
    expect(
      one?.body.attachments[0].content.buttons.map((button: { value: unknown }) => button.value),
    ).toEqual([{ wegwijs: 'abcd.letter' }, { wegwijs: 'abcd.@menu' }])
  })

  test('of more than six choices stands on several cards; of more than eighteen on pages', () => {
    const choices = Array.from({ length: 20 }, (_, place) => ({ id: `c${place}`, label: `Choice ${place}` }))
    const { payloads, shown } = render(spoken({ choices }))
    expect(shown).toHaveLength(18)
    expect(shown.at(-1)).toBe('+')
    const { attachments } = payloads[0] as { attachments: { content: { buttons: unknown[] } }[] }
    expect(attachments.map(({ content }) => content.buttons.length)).toEqual([6, 6, 6])
    expect(() => render(spoken({ asking: null }))).toThrow(RangeError)
  })

  test.each<[string, ConnectorFault, object]>([
    ['503 may have been taken', { status: 503, retryAfter: 1 }, { type: 'failed', maybeTaken: true }],
    ['429 waits as long as it says', { status: 429, retryAfter: 7 }, { type: 'wait', seconds: 7 }],
    ['500 may have been taken', { status: 500 }, { type: 'failed', maybeTaken: true }],
    ['401 is the operator’s to mend', { status: 401 }, { type: 'failed', maybeTaken: false }],
    ['403 means that the bot was blocked', { status: 403 }, { type: 'gone' }],
    ['404 means that the conversation is over', { status: 404 }, { type: 'gone' }],
    ['400 is useless to repeat', { status: 400 }, { type: 'refused' }],
    ['a broken connection may have been taken', { status: 'reset' }, { type: 'failed', maybeTaken: true }],
  ])('%s', async (_, fault, outcome) => {
    connector.script(fault)
    expect(await send()).toMatchObject(outcome)
  })

  test('a connector that hangs is given up, and is asked once only', async () => {
    const before = connector.sent.length
    connector.script({ status: 'hang' })
    expect(await send(AbortSignal.timeout(300))).toMatchObject({ type: 'failed', maybeTaken: true })
    expect(connector.sent).toHaveLength(before)
  })

  test('to an address that is none of ours is refused without a call', async () => {
    const one: Call = {
      type: 'message',
      to: 'nobody',
      payload: { type: 'message', text: 'x' },
      silent: false,
      outbox: 'o',
    }
    expect(await adapter().send(one, AbortSignal.timeout(1_000))).toMatchObject({ type: 'refused' })
    expect(
      await adapter().send({ type: 'ack', to: 'x', payload: null }, AbortSignal.timeout(1_000)),
    ).toMatchObject({
      type: 'refused',
    })
  })
})

describe('the real server', () => {
  test('mounts it when it is set up, and answers no stranger', async () => {
    const folder = await temporaryFolder()
    const env = { DATA_DIR: folder.path, MICROSOFT_APP_ID: appId, MICROSOFT_APP_PASSWORD: 'x' }
    const server = await startServer({ port: await freePort(), env })
    try {
      const post = (path: string) => fetch(`${server.url}${path}`, { method: 'POST', body: '{}' })
      expect((await post('/api/messages')).status).toBe(401)
      expect(server.said()).toContain('Bot Framework')
    } finally {
      await server.kill9()
      await folder.remove()
    }
  })
})

describe("the package's own test adapter", () => {
  test('sends activities that we read, and takes what we render', async () => {
    const read: Incoming[] = []
    const adapter = new TestAdapter(
      async (context) => {
        // As it travels: dates are words.
        const sent = JSON.parse(JSON.stringify(context.activity))
        read.push(...parse(sent, { account, receivedAt: now }))
        for (const payload of render(spoken()).payloads) await context.sendActivity(payload as never)
      },
      { serviceUrl: connector.url, channelId: 'test' },
    )
    await adapter
      .send('hello')
      .assertReply((reply) => {
        expect(reply.text).toBe('What do you want to do?')
        expect(reply.attachments?.[0]?.content.buttons).toHaveLength(2)
      })
      .send({ type: 'message', value: { wegwijs: 'abcd.letter' } })
      .startTest()
    expect(read.map((one) => one.type === 'activity' && one.activity.type)).toEqual(['text', 'tap'])
  })
})
