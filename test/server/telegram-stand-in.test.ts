import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { telegramAdapter } from '../../server/telegram/send.ts'
import { startTelegramStandIn, type TelegramStandIn } from '../support/telegram-stand-in.ts'

let standIn: TelegramStandIn
beforeAll(async () => {
  standIn = await startTelegramStandIn()
})
afterAll(() => standIn.stop())

const frame = {
  listButton: 'Choose',
  pageNext: '➡️ More',
  pageBack: '⬅️ Before',
  typeNumber: 'Type the number.',
}

describe('the stand-in for Telegram', () => {
  test('takes whatever we render, for any text', async () => {
    const adapter = telegramAdapter({
      token: standIn.token,
      apiRoot: standIn.url,
      account: 'telegram',
      space: 'main',
    })
    const body = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 9_000 }),
      fc.string({ unit: 'grapheme', maxLength: 5_000 }),
    )
    await fc.assert(
      fc.asyncProperty(body, fc.nat(45), fc.nat(4), async (text, count, page) => {
        const choices = Array.from({ length: count }, (_, index) => ({
          id: `c${index}`,
          label: `Choice ${index}`,
        }))
        const spoken = {
          body: text,
          dir: 'ltr',
          locale: 'en',
          asking: 'k3v9q0xz',
          choices,
          page,
          frame,
          silent: false,
        } as const
        for (const payload of adapter.render(spoken).payloads) {
          const call = { type: 'message', to: '7', payload, silent: false, outbox: 'o' } as const
          expect(await adapter.send(call, AbortSignal.timeout(5_000))).toMatchObject({ type: 'sent' })
        }
      }),
      { numRuns: 150 },
    )
  })

  test('refuses what Telegram refuses', async () => {
    const ask = async (method: string, body: object, token = standIn.token) => {
      const response = await fetch(`${standIn.url}/bot${token}/${method}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      return response.status
    }
    const button = (callback_data: string, text = 'x') => ({ inline_keyboard: [[{ text, callback_data }]] })
    expect(await ask('getMe', {}, 'wrong')).toBe(401)
    expect(await ask('sendMessages', {})).toBe(404)
    standIn.blocked.add('13')
    expect(await ask('sendMessage', { chat_id: 13, text: 'x' })).toBe(403)
    for (const body of [
      { text: 'x' },
      { chat_id: 'x', text: 'x' },
      { chat_id: 7 },
      { chat_id: 7, text: ' \u200f' },
      { chat_id: 7, text: 'x'.repeat(4097) },
      { chat_id: 7, text: '\ud83d' },
      { chat_id: 7, text: 'x', reply_markup: button('ሀ'.repeat(22)) },
      { chat_id: 7, text: 'x', reply_markup: button('') },
      { chat_id: 7, text: 'x', reply_markup: button('a', ' ') },
    ]) {
      expect(await ask('sendMessage', body), JSON.stringify(body).slice(0, 80)).toBe(400)
    }
  })

  test('with a memory it refuses more: strangers, old buttons, keyboards that stand, too many at once', async () => {
    let now = 1_000_000
    const { network } = standIn
    network.known = { now: () => now, chats: new Set(['7']), queries: new Map([['q1', now]]) }
    network.limits = { perChat: 3, inAll: 30 }
    const ask = async (method: string, body: object) => {
      const response = await fetch(`${standIn.url}/bot${standIn.token}/${method}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      const told = JSON.parse(await response.text())
      return [response.status, told.parameters?.retry_after ?? told.result?.message_id ?? null]
    }
    expect((await ask('sendMessage', { chat_id: 8, text: 'x' }))[0]).toBe(403)
    expect((await ask('answerCallbackQuery', { callback_query_id: 'q1' }))[0]).toBe(200)
    now += 151_000
    expect((await ask('answerCallbackQuery', { callback_query_id: 'q1' }))[0]).toBe(400)
    expect((await ask('answerCallbackQuery', { callback_query_id: 7 }))[0]).toBe(400)
    expect((await ask('sendMessage', { chat_id: 7, text: 'x', disable_notification: 'yes' }))[0]).toBe(400)
    const [, message_id] = await ask('sendMessage', { chat_id: 7, text: 'x' })
    const clear = { chat_id: 7, message_id, reply_markup: { inline_keyboard: [] } }
    // Nothing stands there that could be taken off.
    expect((await ask('editMessageReplyMarkup', clear))[0]).toBe(400)
    expect((await ask('editMessageReplyMarkup', { ...clear, message_id: 999_999 }))[0]).toBe(400)
    for (let count = 0; count < 2; count++) await ask('sendMessage', { chat_id: 7, text: 'x' })
    const [status, wait] = await ask('sendMessage', { chat_id: 7, text: 'x' })
    expect(status).toBe(429)
    expect(wait).toBeGreaterThan(0)
    Object.assign(network, { known: null, limits: null })
  })

  test('a message can be taken and its answer lost', async () => {
    standIn.reset()
    standIn.script({ method: 'sendMessage', answer: 'reset', taken: true })
    const adapter = telegramAdapter({
      token: standIn.token,
      apiRoot: standIn.url,
      account: 'telegram',
      space: 'main',
    })
    const call = { type: 'message', to: '7', payload: { text: 'x' }, silent: false, outbox: 'o' } as const
    expect(await adapter.send(call, AbortSignal.timeout(1_000))).toMatchObject({
      type: 'failed',
      maybeTaken: true,
    })
    expect(standIn.sent).toHaveLength(1)
  })

  test('delivers until it is taken', async () => {
    const answers = [503, 500, 200]
    const server = createServer(
      (_, response) => void response.writeHead(answers.shift() ?? 200).end(),
    ).listen(0)
    await once(server, 'listening')
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
    expect(await standIn.deliver(url, 'secret', { update_id: 1 })).toEqual([503, 500, 200])
    server.close()
  })

  test('runs as a process of its own', async () => {
    const child = spawn(process.execPath, ['test/support/telegram-stand-in.ts'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = await once(child.stdout, 'data')
    const { url, token } = JSON.parse(String(line))
    await fetch(`${url}/bot${token}/sendMessage`, {
      method: 'POST',
      body: JSON.stringify({ chat_id: 7, text: 'x' }),
    })
    expect(await (await fetch(`${url}/stand-in/sent`)).json()).toMatchObject([
      { method: 'sendMessage', chat: '7' },
    ])
    child.kill()
  })
})
