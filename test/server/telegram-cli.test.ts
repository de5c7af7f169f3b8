import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main } from '../../server/cli/telegram.ts'
import { startTelegramStandIn, type TelegramStandIn } from '../support/telegram-stand-in.ts'

let standIn: TelegramStandIn
beforeEach(async () => {
  standIn = await startTelegramStandIn()
})
afterEach(() => standIn.stop())

const secret = 'a_secret-1'
async function run(argv: string, over: Record<string, string | undefined> = {}) {
  const lines: string[] = []
  const env = {
    TELEGRAM_BOT_TOKEN: standIn.token,
    TELEGRAM_WEBHOOK_SECRET: secret,
    TELEGRAM_API_ROOT: standIn.url,
    PUBLIC_URL: 'https://bot.example.org/',
    ...over,
  }
  const code = await main(argv === '' ? [] : argv.split(' '), env, (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}

describe('npm run telegram', () => {
  test('set-webhook, show, delete', async () => {
    expect(await run('show')).toMatchObject({ code: 0, said: expect.stringContaining('No webhook is set') })
    expect(await run('set-webhook')).toMatchObject({
      code: 0,
      said: expect.stringContaining('https://bot.example.org/webhooks/telegram'),
    })
    expect(standIn.webhook).toMatchObject({
      url: 'https://bot.example.org/webhooks/telegram',
      secret_token: secret,
      allowed_updates: ['message', 'callback_query', 'my_chat_member', 'edited_message'],
    })
    const shown = await run('show', { PUBLIC_URL: 'https://other.example.org' })
    expect(shown.said).toContain('Messages go to https://bot.example.org/webhooks/telegram.')
    expect(shown.said).toContain('set-webhook')
    expect(await run('delete')).toMatchObject({ code: 0 })
    expect(standIn.webhook.url).toBe('')
  })

  test.each([
    ['show', { TELEGRAM_BOT_TOKEN: undefined }, 'TELEGRAM_BOT_TOKEN is missing. @BotFather'],
    ['set-webhook', { PUBLIC_URL: '' }, 'PUBLIC_URL is missing.'],
    ['set-webhook', { PUBLIC_URL: 'http://bot.example.org' }, 'not an https address'],
    ['set-webhook', { PUBLIC_URL: 'bot' }, 'not an https address'],
    ['set-webhook', { TELEGRAM_WEBHOOK_SECRET: undefined }, 'openssl rand -hex 32'],
    ['set-webhook', { TELEGRAM_WEBHOOK_SECRET: 'a b' }, 'does not fit'],
    ['show', { TELEGRAM_BOT_TOKEN: '1:wrong' }, 'Telegram refuses the token.'],
    ['show', { TELEGRAM_API_ROOT: 'http://127.0.0.1:1' }, 'Telegram did not answer.'],
  ])('%s with %o says what to do', async (argv, over, sentence) => {
    const { code, said } = await run(argv, over)
    expect([code, said]).toEqual([1, expect.stringContaining(sentence)])
  })

  test('help is 0; nothing, an unknown word or too many are 2 with the usage', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, said: expect.stringContaining('set-webhook') })
    expect(await run('show --help')).toMatchObject({ code: 0 })
    for (const argv of ['', 'webhook', 'show me']) expect((await run(argv)).code).toBe(2)
  })

  test('the token and the secret are never printed, not even when Telegram says them', async () => {
    standIn.script({
      answer: { code: 400, description: `Bad Request: bad webhook ${standIn.token} ${secret}` },
    })
    const { code, said } = await run('set-webhook')
    expect(code).toBe(1)
    expect(said).toContain('code 400')
    for (const word of [standIn.token, secret]) expect(said).not.toContain(word)
  })
})
