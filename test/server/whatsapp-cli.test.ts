import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main } from '../../server/cli/whatsapp.ts'
import { startWhatsappStandIn, type WhatsappStandIn } from '../support/whatsapp-stand-in.ts'

let standIn: WhatsappStandIn
beforeEach(async () => {
  standIn = await startWhatsappStandIn()
})
afterEach(() => standIn.stop())

async function run(argv: string, over: Record<string, string | undefined> = {}, typed: string[] = []) {
  const lines: string[] = []
  const env = {
    WHATSAPP_ACCESS_TOKEN: standIn.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: standIn.phoneNumberId,
    WHATSAPP_VERIFY_TOKEN: 'verify-1',
    WHATSAPP_API_ROOT: standIn.url,
    PUBLIC_URL: 'https://bot.example.org',
    ...over,
  }
  const code = await main(
    argv === '' ? [] : argv.split(' '),
    env,
    (line) => lines.push(line),
    Readable.from(typed),
  )
  return { code, said: lines.join('\n') }
}

describe('npm run whatsapp', () => {
  test('register does the three steps that Meta asks for, each with its own words', async () => {
    const { code, said } = await run('register --pin 123456 --account 102290129340001')
    expect(code).toBe(0)
    expect(said.split('\n')).toHaveLength(3)
    expect(said).not.toContain('123456')
    expect(standIn.calls).toEqual([
      {
        line: `POST /v26.0/${standIn.phoneNumberId}/register`,
        body: { messaging_product: 'whatsapp', pin: '123456' },
      },
      { line: 'POST /v26.0/102290129340001/subscribed_apps', body: {} },
      {
        line: `POST /v26.0/${standIn.phoneNumberId}`,
        body: {
          webhook_configuration: {
            override_callback_uri: 'https://bot.example.org/webhooks/whatsapp',
            verify_token: 'verify-1',
          },
        },
      },
    ])
  })

  test('show tells state, quality and where messages go', async () => {
    const before = await run('show')
    expect(before).toMatchObject({ code: 0, said: expect.stringContaining('Nobody gets its messages') })
    expect(before.said).toContain('Its quality is green; it runs on cloud api.')
    await run('register')
    expect((await run('show')).said).toContain(
      'Its messages go to https://bot.example.org/webhooks/whatsapp.',
    )
  })

  test.each<[string, Record<string, string>, string[]]>([
    ['register --pin -', {}, ['135', '790\n']],
    ['register', { WHATSAPP_PIN: '135790' }, []],
  ])('%s with %o: the PIN comes from where no list of processes shows it', async (argv, over, typed) => {
    const { code, said } = await run(argv, over, typed)
    expect(code).toBe(0)
    expect(said).not.toContain('135790')
    const bodies = standIn.calls.filter(({ line }) => line.endsWith('/register')).map(({ body }) => body)
    expect(bodies).toEqual([{ messaging_product: 'whatsapp', pin: '135790' }])
  })

  test('standard input without six digits is said', async () => {
    const answer = await run('register --pin -', {}, ['no\n'])
    expect(answer).toMatchObject({ code: 1, said: expect.stringContaining('six digits') })
  })

  test.each([
    ['show', { WHATSAPP_ACCESS_TOKEN: undefined }, 'WHATSAPP_ACCESS_TOKEN is missing.'],
    ['show', { WHATSAPP_PHONE_NUMBER_ID: ' ' }, 'WHATSAPP_PHONE_NUMBER_ID is missing.'],
    ['show', { WHATSAPP_ACCESS_TOKEN: 'wrong' }, 'Meta refuses the token.'],
    ['show', { WHATSAPP_PHONE_NUMBER_ID: '1' }, 'with code 100'],
    ['show', { WHATSAPP_API_ROOT: 'http://127.0.0.1:1' }, 'Meta did not answer.'],
    ['register', { PUBLIC_URL: undefined }, 'nothing to register'],
    ['register', { PUBLIC_URL: 'http://bot.example.org' }, 'not an https address'],
    ['register', { WHATSAPP_VERIFY_TOKEN: undefined }, 'WHATSAPP_VERIFY_TOKEN is missing.'],
    ['register --pin 12', {}, 'six digits'],
    ['register --account me', {}, 'digits'],
  ])('%s with %o says what to do', async (argv, over, sentence) => {
    const { code, said } = await run(argv, over)
    expect([code, said]).toEqual([1, expect.stringContaining(sentence)])
    expect(said).not.toContain(standIn.accessToken)
  })

  test('a page of HTML is said with its status', async () => {
    standIn.script({ type: 'register', answer: 'html' })
    expect(await run('register --pin 123456')).toMatchObject({
      code: 1,
      said: expect.stringContaining('HTTP 502'),
    })
  })

  test('help is 0; nothing, an unknown word or option are 2 with the usage', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, said: expect.stringContaining('--account') })
    for (const argv of ['', 'webhook', 'show me', 'register --pun 1']) expect((await run(argv)).code).toBe(2)
  })
})
