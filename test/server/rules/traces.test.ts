import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '../../support/port.ts'
import { hasRedis, startRedis } from '../../support/redis.ts'
import { startServer, temporaryFolder } from '../../support/server.ts'
import { startTelegramStandIn } from '../../support/telegram-stand-in.ts'
import { startWhatsappStandIn } from '../../support/whatsapp-stand-in.ts'

const chat = 447_700_900_881
const number = '447700900882'
const scoped = 'NL.90210333444555'
const token = '776655:AAF-distinctive-token'
const secret = 'distinctive-webhook-secret'
const accessToken = 'EAAG-distinctive-access'
const appSecret = 'distinctive-app-secret'
const metricsToken = 'distinctive-metrics-token'
const dataKey = randomBytes(32).toString('base64')
const wamid = 'wamid.distinctive'
const words = {
  name: 'Zubaydah Distinctivesurname',
  text: 'quetzalcoatl ninth avenue',
  own: 'vlindertuin',
  badBody: 'hippogriff in a broken body',
  caption: 'okapi under a picture',
}
const personal = [
  String(chat),
  number,
  scoped,
  token,
  secret,
  accessToken,
  appSecret,
  metricsToken,
  dataKey,
  wamid,
  ...Object.values(words),
  'quetzalcoatl',
  'Distinctivesurname',
  '918273',
]

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

let updateId = 918_273_000

/** A long talk on both channels, with everything that goes wrong on the way. */
const talk = async (
  url: string,
  telegram: Awaited<ReturnType<typeof startTelegramStandIn>>,
  whatsapp: Awaited<ReturnType<typeof startWhatsappStandIn>>,
): Promise<void> => {
  const from = {
    id: chat,
    is_bot: false,
    first_name: words.name,
    username: 'distinctive_user',
    language_code: 'en',
  }
  const posted = (body: string, more = {}) =>
    fetch(`${url}/webhooks/telegram`, {
      method: 'POST',
      headers: { 'X-Telegram-Bot-Api-Secret-Token': secret, ...more },
      body,
    })
  const says = (text: string, more: object = {}) =>
    posted(
      JSON.stringify({
        update_id: ++updateId,
        message: {
          message_id: updateId,
          date: Math.floor(Date.now() / 1000),
          chat: { id: chat, type: 'private', first_name: words.name },
          from,
          text,
          ...more,
        },
      }),
    )
  const hears = async (count: number): Promise<void> => {
    const said = () => telegram.sent.filter(({ method }) => method === 'sendMessage').length
    for (let tries = 0; tries < 200 && said() < count; tries++) await pause(25)
  }
  const taps = async (label: string): Promise<void> => {
    const buttons = telegram.sent.flatMap(({ body }) => body.reply_markup?.inline_keyboard?.flat() ?? [])
    const button = buttons.findLast(({ text }) => String(text).includes(label))
    await posted(
      JSON.stringify({
        update_id: ++updateId,
        callback_query: {
          id: `distinctive${updateId}`,
          from,
          message: { date: Math.floor(Date.now() / 1000), chat: { id: chat, type: 'private' } },
          data: button?.callback_data,
        },
      }),
    )
  }
  await says('hello')
  await hears(1)
  await taps('English')
  await hears(2)
  await taps('Yes')
  await hears(3)
  telegram.script({
    method: 'sendMessage',
    answer: { code: 400, description: `chat ${chat}: ${words.text}` },
  })
  await says(words.text)
  await says(words.text)
  await hears(4)
  telegram.script({ method: 'sendMessage', times: 1, answer: 'html' })
  await says('menu')
  await hears(5)
  await taps('My data')
  await hears(6)
  await taps('My own word')
  await hears(7)
  await says(words.own)
  await hears(8)
  await says('', { text: undefined, photo: [{ file_id: words.name }], caption: words.caption })
  await posted(`{"update_id": ${words.badBody}`)
  await posted(JSON.stringify({ update_id: ++updateId, message: { text: 5, name: words.badBody } }))
  await posted(JSON.stringify({ text: words.text }), { 'X-Telegram-Bot-Api-Secret-Token': words.text })
  await hears(9)
  const value = (text: string, id: string) => ({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '1',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { phone_number_id: whatsapp.phoneNumberId },
              contacts: [{ profile: { name: words.name }, wa_id: number, user_id: scoped }],
              messages: [
                {
                  from: number,
                  from_user_id: scoped,
                  id,
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  type: 'text',
                  text: { body: text },
                },
              ],
            },
          },
        ],
      },
    ],
  })
  const hook = `${url}/webhooks/whatsapp`
  whatsapp.script({ answer: { status: 400, code: 100 }, type: 'interactive' })
  await whatsapp.deliver(hook, value(words.text, `${wamid}1`))
  await pause(300)
  await whatsapp.deliver(hook, value('hello', `${wamid}2`))
  await pause(300)
  for (const sent of whatsapp.sent.filter(({ type }) => type !== 'read'))
    await whatsapp.report(hook, sent, 'read')
  await fetch(hook, { method: 'POST', body: words.badBody, headers: { 'X-Hub-Signature-256': 'sha256=00' } })
  await fetch(`${hook}?hub.verify_token=${secret}&hub.challenge=${words.own}`)
  await fetch(`${url}/nowhere/${number}?text=${words.own}`)
  await pause(300)
}

const filesIn = async (folder: string): Promise<string> => {
  const files = await readdir(folder)
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')))).join('\n')
}

const redisDump = async (url: string): Promise<string> => {
  const redis = new Redis(url)
  const keys = await redis.keys('*')
  const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key)))
  redis.disconnect()
  return [...keys, ...values.map((value) => value?.toString('latin1') ?? '')].join('\n')
}

describe('Nothing personal is written anywhere in the clear', () => {
  test.each(['SQLite', 'Redis'])(
    '%s: log, metrics, answers of HTTP and store',
    async (engine) => {
      if (engine === 'Redis' && !hasRedis()) return
      const redis = engine === 'Redis' ? await startRedis() : null
      if (redis) ends.push(redis.stop)
      const folder = await temporaryFolder()
      ends.push(folder.remove)
      const telegram = await startTelegramStandIn({ token })
      ends.push(telegram.stop)
      const whatsapp = await startWhatsappStandIn({ accessToken, appSecret })
      ends.push(whatsapp.stop)
      const server = await startServer({
        port: await freePort(),
        env: {
          PUBLIC_URL: 'http://127.0.0.1:9',
          TELEGRAM_BOT_TOKEN: token,
          TELEGRAM_WEBHOOK_SECRET: secret,
          TELEGRAM_API_ROOT: telegram.url,
          WHATSAPP_ACCESS_TOKEN: accessToken,
          WHATSAPP_PHONE_NUMBER_ID: whatsapp.phoneNumberId,
          WHATSAPP_APP_SECRET: appSecret,
          WHATSAPP_VERIFY_TOKEN: secret,
          WHATSAPP_API_ROOT: whatsapp.url,
          METRICS_TOKEN: metricsToken,
          DATA_KEY: dataKey,
          DATA_DIR: folder.path,
          LOG_LEVEL: 'trace',
          ...(redis ? { REDIS_URL: redis.url } : {}),
        },
      })
      ends.push(server.kill9)
      await talk(server.url, telegram, whatsapp)
      const gate = await fetch(`${server.url}/metrics`)
      expect(gate.status).toBe(401)
      const metrics = await fetch(`${server.url}/metrics`, {
        headers: { Authorization: `Bearer ${metricsToken}` },
      })
      const counted = await metrics.text()
      for (const name of [
        'wegwijs_turn_seconds_bucket',
        'wegwijs_oldest_work_seconds{queue="inbox"}',
        'wegwijs_deliveries_total{channel="telegram",outcome="sent"}',
        'wegwijs_parked_updates 2',
        'wegwijs_stale_texts',
      ])
        expect(counted).toContain(name)
      const store = redis ? await redisDump(redis.url) : await filesIn(folder.path)
      await server.stop()
      expect(telegram.sent.length).toBeGreaterThan(8)
      expect(whatsapp.sent.length).toBeGreaterThan(2)
      expect(server.said()).toContain('turn.done')
      expect(store.length).toBeGreaterThan(1000)
      const all = { log: server.said(), metrics: counted, refusal: await gate.text(), store }
      for (const [place, written] of Object.entries(all))
        for (const trace of personal)
          expect(written.includes(trace), `${trace} stands in the ${place}`).toBe(false)
    },
    180_000,
  )
})
