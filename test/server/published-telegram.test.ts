import { Api } from 'grammy'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Call } from '../../server/channel.ts'
import { main } from '../../server/cli/telegram.ts'
import { setCommands } from '../../server/telegram/commands.ts'
import { pollTelegram } from '../../server/telegram/poll.ts'
import { telegramAdapter } from '../../server/telegram/send.ts'
import { misfitOf, type Parameter, specification } from '../support/telegram-specification.ts'
import { startTelegramStandIn } from '../support/telegram-stand-in.ts'

const standIn = await startTelegramStandIn()
afterAll(() => standIn.stop())
beforeEach(() => standIn.reset())

const { methods } = specification
const signal = AbortSignal.timeout(20_000)
const api = new Api(standIn.token, { apiRoot: standIn.url })
const adapter = telegramAdapter({
  ...{ token: standIn.token, apiRoot: standIn.url },
  ...{ account: 'telegram', space: 'main' },
})

async function sendAll(): Promise<void> {
  const choices = ['a', 'b', 'c'].map((id) => ({ id, label: `Choice ${id}` }))
  const frame = { listButton: 'Choose', pageNext: '➡️', pageBack: '⬅️', typeNumber: 'Type the number.' }
  const spoken = {
    body: 'Text',
    dir: 'ltr',
    locale: 'en',
    asking: 'k3v9q0xz',
    page: 0,
    silent: false,
  } as const
  const [payload = null] = adapter.render({ ...spoken, choices, frame }).payloads
  const calls: Call[] = [
    { type: 'message', to: '7', payload, silent: true, outbox: 'o-1' },
    { type: 'ack', to: '7', payload: { callback_query_id: 'q1' } },
    { type: 'clear', to: '7', messageId: '1000' },
    { type: 'unsend', to: '7', messageIds: ['1000', '1001'] },
    { type: 'call', payload: { chat_id: '-100123' } },
  ]
  for (const call of calls) expect(await adapter.send(call, signal)).toMatchObject({ type: 'sent' })
}

async function pollOnce(): Promise<void> {
  const end = new AbortController()
  standIn.queue({ update_id: 5 })
  // Asked a second time, with the offset that the first answer gave.
  let ids = [6]
  const park = async () => {
    standIn.queue(...ids.map((update_id) => ({ update_id })))
    if (ids.length === 0) end.abort()
    ids = []
  }
  await pollTelegram({
    ...{ api, account: 'telegram', lease: { hold: async () => true }, accept: async () => {}, park },
    ...{ now: () => Temporal.Now.instant(), signal: end.signal, say: () => {} },
  })
}

async function runCommands(): Promise<void> {
  const env = {
    ...{ TELEGRAM_BOT_TOKEN: standIn.token, TELEGRAM_API_ROOT: standIn.url },
    ...{ TELEGRAM_WEBHOOK_SECRET: 'a_secret-1', PUBLIC_URL: 'https://bot.example.org' },
  }
  for (const command of ['set-webhook', 'show', 'delete'])
    expect(await main([command], env, () => {})).toBe(0)
  const commands = [{ command: 'menu', description: 'Menu' }]
  await setCommands(api, [
    { locale: null, commands },
    { locale: 'nl', commands },
  ])
}

test('every call of ours has only parameters of the specification, of the right types, and lacks none', async () => {
  const seen: { method: string; body: Record<string, unknown> }[] = []
  standIn.network.seen = ({ method, body }) => void seen.push({ method, body })
  await sendAll()
  await pollOnce()
  await runCommands()
  standIn.network.seen = null
  expect(standIn.calls.filter((method) => method === 'getUpdates')).toHaveLength(2)
  for (const { method, body } of seen) expect([method, misfitOf(method, body)]).toEqual([method, null])
  const called = new Set([...seen.map(({ method }) => method), 'getUpdates'])
  // Nothing of ours shows that it types: a bubble is there at once.
  expect([...called].toSorted()).toEqual(
    Object.keys(methods)
      .filter((method) => method !== 'sendChatAction')
      .toSorted(),
  )
})

const samples: Record<string, unknown> = {
  ...{ Integer: 7, String: '7', Boolean: true },
  ...{ 'Array of String': ['message'], 'Array of Integer': [7] },
  'Array of BotCommand': [{ command: 'menu', description: 'Menu' }],
}
const bodyOf = (method: string): Record<string, unknown> => ({
  ...Object.fromEntries(
    (methods[method] ?? [])
      .filter(({ required }) => required)
      .map(({ name, types: [type = ''] }) => [name, samples[type]]),
  ),
  // Required where no inline_message_id is given.
  ...(method === 'editMessageReplyMarkup' ? { chat_id: 7, message_id: 7 } : {}),
})
const statusOf = async (method: string, body: object) => {
  const url = `${standIn.url}/bot${standIn.token}/${method}`
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  return ((await response.json()) as { error_code?: number }).error_code ?? response.status
}

/** A value of none of the types; an object in place of what only the specification of something else tells. */
const wrongFor = ({ types }: Parameter): unknown[] =>
  [{}, [[]], 1.5, 'x', true, null].filter(
    (value) =>
      !(types.includes('String') && typeof value === 'string') &&
      !(types.includes('Boolean') && typeof value === 'boolean') &&
      !(types.includes('LinkPreviewOptions') && typeof value === 'object' && !Array.isArray(value) && value),
  )

describe('the stand-in of the Bot API', () => {
  const all = Object.entries(methods)

  test.each(all)('takes %s with what is required, and refuses it with less', async (method, fields) => {
    expect(await statusOf(method, bodyOf(method))).toBe(200)
    for (const { name } of fields.filter(({ required }) => required)) {
      const { [name]: _, ...less } = bodyOf(method)
      expect([name, await statusOf(method, less)]).toEqual([name, 400])
    }
  })

  test.each(all)('refuses %s with a parameter of another type or of no name', async (method, fields) => {
    for (const field of fields) {
      for (const value of wrongFor(field)) {
        const status = await statusOf(method, { ...bodyOf(method), [field.name]: value })
        expect([field.name, value, status]).toEqual([field.name, value, 400])
      }
    }
    expect(await statusOf(method, { ...bodyOf(method), chat_ids: 7 })).toBe(400)
  })

  test('refuses a method that is none', async () => {
    for (const method of ['sendMessages', 'sendmessage', 'toString', 'constructor'])
      expect(await statusOf(method, { chat_id: 7, text: 'x' })).toBe(404)
  })

  test('refuses keyboards that are none', async () => {
    const button = { text: 'x', callback_data: 'a' }
    for (const inline_keyboard of [
      [button],
      [[{ ...button, text: 7 }]],
      [[{ ...button, colour: 'red' }]],
      {},
    ])
      expect(
        await statusOf('sendMessage', { ...bodyOf('sendMessage'), reply_markup: { inline_keyboard } }),
      ).toBe(400)
  })
})
