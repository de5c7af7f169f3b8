import { z } from 'zod'
import type { Config } from '../config.ts'
import { allowedUpdates } from '../telegram/commands.ts'
import { type Finding, good, look, spanOf, wrong } from './finding.ts'
import { askProvider, clockFinding, count, readAs, words } from './provider.ts'

const name = 'telegram'
const Bot = z.object({ result: z.object({ username: words }) })
const WebhookAnswer = z.object({
  result: z.object({
    url: z.string(),
    pending_update_count: count,
    last_error_date: count,
    last_error_message: words,
    allowed_updates: z.array(z.string()).optional(),
  }),
})
type Webhook = z.infer<typeof WebhookAnswer>['result']

/** The bot's token, its webhook or polling, and what waits there. */
export const telegramFindings = async (config: Config, now: () => number): Promise<Finding[]> => {
  const telegram = config.telegram
  if (telegram === null) return [good(name, 'Telegram is off: TELEGRAM_BOT_TOKEN is not set.')]
  const root = `${telegram.apiRoot}/bot${telegram.token}`
  const me = await askProvider(`${root}/getMe`, now)
  const clock = clockFinding('Telegram', me)
  const bot = readAs(Bot, me.body)
  if (bot === null) return [...clock, unanswered(me.status)]
  const hook = readAs(WebhookAnswer, (await askProvider(`${root}/getWebhookInfo`, now)).body)?.result
  const token = good(name, `The token belongs to @${bot.result.username ?? 'a bot without a name'}.`)
  if (!hook)
    return [
      ...clock,
      token,
      wrong(name, 'Telegram does not tell about its webhook.', 'Try again in a minute.'),
    ]
  return [...clock, token, ...webhookFindings(config, hook, now())]
}

const unanswered = (status: number): Finding => {
  if (status === 401 || status === 404)
    return wrong(
      name,
      'Telegram refuses the token.',
      'Take the right one from @BotFather into TELEGRAM_BOT_TOKEN and restart every server.',
    )
  return wrong(
    name,
    status === 0 ? 'Telegram cannot be reached.' : `Telegram answers with HTTP ${status}.`,
    'Check the network and TELEGRAM_API_ROOT. If Telegram itself is down: nothing is lost, answers wait and go out later.',
  )
}

const setAgain = 'Run "npm run telegram -- set-webhook".'

const webhookFindings = (config: Config, hook: Webhook, now: number): Finding[] => {
  if (config.publicUrl === null)
    return hook.url === ''
      ? [good(name, 'The server polls: no webhook and no PUBLIC_URL.')]
      : [
          wrong(
            name,
            'A webhook is set, but there is no PUBLIC_URL: the server cannot poll.',
            'Set PUBLIC_URL, or run "npm run telegram -- delete".',
          ),
        ]
  const wanted = `${config.publicUrl}/webhooks/telegram`
  if (hook.url === '') return [wrong(name, 'No webhook is set: nobody is answered.', setAgain)]
  const place =
    hook.url === wanted
      ? good(name, `The webhook is ${wanted}.`)
      : wrong(name, `The webhook is ${hook.url}, but PUBLIC_URL says ${wanted}.`, setAgain)
  return [place, ...missingUpdates(hook), ...troubleOf(hook, now)]
}

const missingUpdates = (hook: Webhook): Finding[] => {
  const missing = allowedUpdates.filter((kind) => hook.allowed_updates?.includes(kind) === false)
  return missing.length === 0 ? [] : [wrong(name, `Telegram does not send ${missing.join(', ')}.`, setAgain)]
}

const hour = 60 * 60 * 1000

/** A fault of an hour ago that nothing waits behind is over. */
const troubleOf = (hook: Webhook, now: number): Finding[] => {
  const waiting = hook.pending_update_count ?? 0
  const since = hook.last_error_date === undefined ? null : now - hook.last_error_date * 1000
  const isRecent = since !== null && since < hour
  const remedy =
    'See whether PUBLIC_URL answers from outside (curl -i {PUBLIC_URL}/healthz): address, certificate, proxy, and the same TELEGRAM_WEBHOOK_SECRET on every server.'
  const said = isRecent
    ? ` The last fault was ${spanOf(since)} ago: ${hook.last_error_message ?? 'not said'}.`
    : ''
  if (waiting > 100 || (waiting > 0 && isRecent))
    return [wrong(name, `${waiting} messages wait at Telegram.${said}`, remedy)]
  return isRecent
    ? [look(name, `Nothing waits at Telegram.${said}`, remedy)]
    : [good(name, `${waiting} messages wait at Telegram.`)]
}
