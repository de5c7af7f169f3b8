import { parseArgs } from 'node:util'
import { z } from 'zod'
import { environment } from '../config.ts'
import { type Account, accountOf, ask, type Env, Mistake, need, type Print } from './graph.ts'
import { templates } from './whatsapp-templates.ts'

const usage = `npm run whatsapp -- <command>

  register [--pin -] [--account <id>]
                make the number ready for the Cloud API:
                --pin -    registers the number; six digits from standard input become its two-step PIN
                           (or set WHATSAPP_PIN or WHATSAPP_PIN_FILE; written here, other programs could read it)
                --account  subscribes the app to this WhatsApp Business Account (WABA)
                PUBLIC_URL sends the number's messages to {PUBLIC_URL}/webhooks/whatsapp;
                           the server must be running, because Meta asks it at once
  show          state and quality of the number, and where its messages go

  templates show       the messages that may go first, in every language that Meta has
  templates check      whether they keep Meta's rules and ours, and what Meta has of them
  templates register   sends those that Meta lacks for approval

It reads WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_BUSINESS_ACCOUNT_ID (templates check and register),
WHATSAPP_VERIFY_TOKEN, WHATSAPP_API_ROOT, WHATSAPP_PIN and PUBLIC_URL.`

const path = '/webhooks/whatsapp'

async function registerNumber(account: Account, pin: string | undefined, print: Print): Promise<void> {
  if (pin === undefined) return
  if (!/^\d{6}$/.test(pin))
    throw new Mistake('The PIN has six digits: echo 123456 | npm run whatsapp -- register --pin -')
  await ask(account, `${account.phone}/register`, { messaging_product: 'whatsapp', pin })
  print('The number is registered. Keep the PIN: registering it again asks for the same.')
}

async function subscribe(account: Account, business: string | undefined, print: Print): Promise<void> {
  if (business === undefined) return
  if (!/^\d{1,32}$/.test(business))
    throw new Mistake('--account takes the digits of the WhatsApp Business Account id.')
  await ask(account, `${business}/subscribed_apps`, {})
  print('The app is subscribed to the WhatsApp Business Account.')
}

function addressOf(given: string): string {
  const url = URL.parse(given)
  const isLoopback = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (!url || (url.protocol !== 'https:' && !isLoopback)) {
    throw new Mistake('PUBLIC_URL is not an https address. It looks like https://bot.example.org.')
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}${path}`
}

async function pointWebhook(account: Account, env: Env, print: Print): Promise<void> {
  if (!env.PUBLIC_URL?.trim()) return
  const address = addressOf(env.PUBLIC_URL.trim())
  const token = need(env, 'WHATSAPP_VERIFY_TOKEN', 'Choose any long word and give the server the same.')
  const webhook = { override_callback_uri: address, verify_token: token }
  await ask(account, account.phone, { webhook_configuration: webhook })
  print(`Messages to the number now go to ${address}.`)
}

interface Options {
  readonly pin?: string | undefined
  readonly account?: string | undefined
}

async function register(account: Account, options: Options, env: Env, print: Print): Promise<void> {
  if (options.pin === undefined && options.account === undefined && !env.PUBLIC_URL?.trim()) {
    throw new Mistake(
      'There is nothing to register. Give --pin, --account or PUBLIC_URL; --help tells what each does.',
    )
  }
  await registerNumber(account, options.pin, print)
  await subscribe(account, options.account, print)
  await pointWebhook(account, env, print)
}

const words = z.string().optional().catch(undefined)
const Shown = z.object({
  display_phone_number: words,
  verified_name: words,
  status: words,
  quality_rating: words,
  code_verification_status: words,
  platform_type: words,
  webhook_configuration: z
    .object({ phone_number: words, whatsapp_business_account: words, application: words })
    .optional()
    .catch(undefined),
})

async function show(account: Account, print: Print): Promise<void> {
  const fields = Object.keys(Shown.shape).join(',')
  const { data: number } = Shown.safeParse(await ask(account, `${account.phone}?fields=${fields}`))
  const said = (word: string | undefined): string => word?.toLowerCase().replaceAll('_', ' ') ?? 'not said'
  print(
    `The number is ${number?.display_phone_number ?? 'not said'}, shown as "${number?.verified_name ?? ''}".`,
  )
  print(`Its state is ${said(number?.status)}; its ownership is ${said(number?.code_verification_status)}.`)
  print(`Its quality is ${said(number?.quality_rating)}; it runs on ${said(number?.platform_type)}.`)
  const webhook = number?.webhook_configuration
  const address = webhook?.phone_number ?? webhook?.whatsapp_business_account ?? webhook?.application
  print(
    address
      ? `Its messages go to ${address}.`
      : 'Nobody gets its messages. Set PUBLIC_URL and run "npm run whatsapp -- register".',
  )
}

const argumentsOf = (argv: readonly string[]) => {
  try {
    const text = { type: 'string' } as const
    const flag = { type: 'boolean', short: 'h' } as const
    const options = { pin: text, account: text, help: flag }
    return parseArgs({ args: [...argv], options, allowPositionals: true })
  } catch {
    return null
  }
}

const isKnown = (command: string | undefined, rest: readonly string[]): boolean =>
  command === 'templates'
    ? rest.length === 1 && ['show', 'check', 'register'].includes(rest[0] ?? '')
    : (command === 'register' || command === 'show') && rest.length === 0

/** The PIN from where no other program sees it: standard input for `-`, else the environment. */
async function pinOf(
  given: string | undefined,
  env: Env,
  input: AsyncIterable<unknown>,
): Promise<string | undefined> {
  if (given !== '-') return given ?? (env.WHATSAPP_PIN?.trim() || undefined)
  let typed = ''
  for await (const chunk of input) {
    typed += String(chunk)
    if (typed.includes('\n') || typed.length > 100) break
  }
  return typed.trim()
}

/** Runs one command; lines go to `print`. Gives the exit code: 0 done, 1 not done, 2 not understood. */
export async function main(
  argv: readonly string[],
  env: Env,
  print: Print,
  input: AsyncIterable<unknown> = process.stdin,
): Promise<number> {
  const given = argumentsOf(argv)
  const [command, ...rest] = given?.positionals ?? []
  if (given?.values.help || !isKnown(command, rest)) {
    print(
      given?.values.help || argv.length === 0 ? usage : `"${argv.join(' ')}" is not understood.\n\n${usage}`,
    )
    return given?.values.help ? 0 : 2
  }
  const pin = command === 'register' ? await pinOf(given?.values.pin, env, input) : undefined
  const secrets = [env.WHATSAPP_ACCESS_TOKEN, env.WHATSAPP_VERIFY_TOKEN, pin].filter((word) => word)
  const say: Print = (line) =>
    print(secrets.reduce<string>((text, word) => text.replaceAll(word ?? '', '…'), line))
  try {
    if (command === 'templates') return await templates(rest[0] ?? '', env, say)
    const account = accountOf(env)
    if (command === 'show') await show(account, say)
    else await register(account, { ...given?.values, pin }, env, say)
    return 0
  } catch (fault) {
    say(fault instanceof Mistake ? fault.message : 'Something went wrong that was not foreseen.')
    return 1
  }
}

// run.mjs names the file as `cli/whatsapp.ts`, so `import.meta.main` does not tell.
if (process.argv[1]?.endsWith('cli/whatsapp.ts')) {
  process.exitCode = await main(process.argv.slice(2), environment, console.log)
}
