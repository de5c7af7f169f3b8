import { Api, GrammyError } from 'grammy'
import { environment } from '../config.ts'
import { allowedUpdates } from '../telegram/commands.ts'

type Env = Readonly<Record<string, string | undefined>>
type Print = (line: string) => void

const usage = `npm run telegram -- <command>

  set-webhook   tell Telegram to send messages to {PUBLIC_URL}/webhooks/telegram
  show          what Telegram knows of the bot and its webhook
  delete        delete the webhook, so that the server can poll

It reads TELEGRAM_BOT_TOKEN, TELEGRAM_WEBHOOK_SECRET, TELEGRAM_API_ROOT and PUBLIC_URL.`

const path = '/webhooks/telegram'

/** What the operator can mend: printed as it stands, exit code 1. */
class Mistake extends Error {}

function need(env: Env, name: string, how: string): string {
  const value = env[name]?.trim()
  if (!value) throw new Mistake(`${name} is missing. ${how}`)
  return value
}

function secretOf(env: Env): string {
  const how = 'Make one with "openssl rand -hex 32" and give the server the same.'
  const secret = need(env, 'TELEGRAM_WEBHOOK_SECRET', how)
  if (/^[A-Za-z0-9_-]{1,256}$/.test(secret)) return secret
  throw new Mistake(
    `TELEGRAM_WEBHOOK_SECRET does not fit: Telegram takes 1 to 256 of A–Z, a–z, 0–9, "_" and "-". ${how}`,
  )
}

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host)

function addressOf(env: Env): string {
  const given = need(env, 'PUBLIC_URL', 'Give the https address under which the world reaches the server.')
  const url = URL.parse(given)
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))) {
    throw new Mistake('PUBLIC_URL is not an https address. It looks like https://bot.example.org.')
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}${path}`
}

async function setWebhook(api: Api, env: Env, print: Print): Promise<void> {
  const url = addressOf(env)
  await api.raw.setWebhook({ url, secret_token: secretOf(env), allowed_updates: allowedUpdates })
  print(`Telegram now sends messages to ${url}.`)
}

async function deleteWebhook(api: Api, print: Print): Promise<void> {
  await api.raw.deleteWebhook({})
  print(
    'The webhook is deleted. Messages that wait at Telegram are kept. Without PUBLIC_URL the server now polls.',
  )
}

const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString()

async function show(api: Api, env: Env, print: Print): Promise<void> {
  const bot = await api.raw.getMe()
  print(`The token belongs to @${bot.username}.`)
  const webhook = await api.raw.getWebhookInfo()
  print(
    webhook.url ? `Messages go to ${webhook.url}.` : 'No webhook is set: messages wait until a server polls.',
  )
  print(`${webhook.pending_update_count} messages wait at Telegram.`)
  if (webhook.last_error_date) {
    print(
      `The last fault was on ${dateOf(webhook.last_error_date)}: ${webhook.last_error_message ?? 'not said'}.`,
    )
  }
  const missing = allowedUpdates.filter((kind) => webhook.allowed_updates?.includes(kind) === false)
  if (webhook.url && missing.length > 0) {
    print(`Telegram does not send ${missing.join(', ')}. Run "npm run telegram -- set-webhook".`)
  }
  if (webhook.url && env.PUBLIC_URL && webhook.url !== addressOf(env)) {
    print(`That is not ${addressOf(env)}, as PUBLIC_URL says. Run "npm run telegram -- set-webhook".`)
  }
}

function reasonOf(fault: unknown): string {
  if (fault instanceof Mistake) return fault.message
  if (!(fault instanceof GrammyError)) {
    return 'Telegram did not answer. Check the network and TELEGRAM_API_ROOT, then try again.'
  }
  if (fault.error_code === 401 || fault.error_code === 404) {
    return 'Telegram refuses the token. Check TELEGRAM_BOT_TOKEN; @BotFather shows it.'
  }
  return `Telegram refused with code ${fault.error_code}: ${fault.description}`
}

/** Runs one command; lines go to `print`. Gives the exit code: 0 done, 1 not done, 2 not understood. */
export async function main(argv: readonly string[], env: Env, print: Print): Promise<number> {
  const [command, ...rest] = argv
  // What Telegram says back may name an address with the token in it.
  const secrets = [env.TELEGRAM_BOT_TOKEN, env.TELEGRAM_WEBHOOK_SECRET].filter((secret) => secret)
  const say: Print = (line) =>
    print(secrets.reduce<string>((text, secret) => text.replaceAll(secret ?? '', '…'), line))
  const wantsHelp = argv.includes('--help') || argv.includes('-h')
  if (wantsHelp || !command || rest.length > 0 || !['set-webhook', 'show', 'delete'].includes(command)) {
    print(wantsHelp || !command ? usage : `"${argv.join(' ')}" is not understood.\n\n${usage}`)
    return wantsHelp ? 0 : 2
  }
  try {
    const token = need(env, 'TELEGRAM_BOT_TOKEN', '@BotFather on Telegram gives one.')
    const apiRoot = (env.TELEGRAM_API_ROOT?.trim() || 'https://api.telegram.org').replace(/\/+$/, '')
    const api = new Api(token, { apiRoot, timeoutSeconds: 15 })
    if (command === 'set-webhook') await setWebhook(api, env, say)
    else if (command === 'delete') await deleteWebhook(api, say)
    else await show(api, env, say)
    return 0
  } catch (fault) {
    say(reasonOf(fault))
    return 1
  }
}

// run.mjs names the file as `cli/telegram.ts`, so `import.meta.main` does not tell.
if (process.argv[1]?.endsWith('cli/telegram.ts')) {
  process.exitCode = await main(process.argv.slice(2), environment, console.log)
}
