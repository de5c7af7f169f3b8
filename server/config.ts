import { z } from 'zod'
import { faultsOfFiles, withSecretFiles } from './secret-files.ts'
import { type KeyRing, parseKeyRing } from './store/key-ring.ts'

/** One plain sentence a fault, all at once; exit code 1. */
export class ConfigFault extends Error {
  override name = 'ConfigFault'
}

type Environment = Readonly<Record<string, string | undefined>>

const opaque = z.string().optional()
const loopback: readonly string[] = ['127.0.0.1', 'localhost', '::1', '[::1]']
const isLoopback = (host: string): boolean => loopback.includes(host)

const address = (name: string) =>
  z
    .string()
    .refine((value) => isAddress(value), {
      message: `${name} must be a web address that starts with https:// (http:// only for 127.0.0.1 or localhost). Correct it or leave it out.`,
    })
    .optional()

const isAddress = (value: string): boolean => {
  const url = URL.canParse(value) ? new URL(value) : null
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
}

/** A WhatsApp Business Account (WABA) is named by digits alone. */
export const businessAccount = /^\d{1,32}$/

const Schema = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: z
    .string()
    .default('3000')
    .transform(Number)
    .refine((port) => Number.isInteger(port) && port >= 0 && port < 65_536, {
      message: 'PORT must be a whole number from 0 to 65535. Leave it out for 3000.',
    }),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: address('PUBLIC_URL'),
  DATA_DIR: z.string().default('./data'),
  DATA_KEY: opaque,
  REDIS_URL: z
    .string()
    .refine((value) => value.split(',').every((one) => /^rediss?:\/\//.test(one.trim())), {
      message:
        'REDIS_URL must start with redis:// or rediss:// (several with commas for a cluster). Leave it out for the embedded store.',
    })
    .optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
      error: 'LOG_LEVEL must be one of trace, debug, info, warn, error, silent. Leave it out for info.',
    })
    .default('info'),
  OPERATOR_FILE: opaque,
  TELEGRAM_BOT_TOKEN: opaque,
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^[A-Za-z0-9_-]{1,256}$/,
      'TELEGRAM_WEBHOOK_SECRET may hold 1 to 256 of A–Z, a–z, 0–9, _ and -: Telegram takes nothing else.',
    )
    .optional(),
  TELEGRAM_API_ROOT: address('TELEGRAM_API_ROOT').default('https://api.telegram.org'),
  WHATSAPP_ACCESS_TOKEN: opaque,
  WHATSAPP_PHONE_NUMBER_ID: opaque,
  WHATSAPP_APP_SECRET: opaque,
  WHATSAPP_VERIFY_TOKEN: opaque,
  WHATSAPP_BUSINESS_ACCOUNT_ID: z
    .string()
    .regex(
      businessAccount,
      'WHATSAPP_BUSINESS_ACCOUNT_ID must be digits, as in the Meta business settings under WhatsApp accounts. Only "npm run whatsapp -- templates" needs it: correct it or leave it out.',
    )
    .optional(),
  WHATSAPP_API_ROOT: address('WHATSAPP_API_ROOT').default('https://graph.facebook.com'),
  MICROSOFT_APP_ID: opaque,
  MICROSOFT_APP_PASSWORD: opaque,
  MICROSOFT_APP_TENANT_ID: opaque,
  SIMULATOR: z
    .enum(['on', 'off', 'true', 'false', '1', '0'], {
      error: 'SIMULATOR must be on or off. Leave it out to have it on this machine alone.',
    })
    .optional(),
  METRICS_TOKEN: opaque,
})

export interface Config {
  readonly production: boolean
  readonly port: number
  readonly host: string
  readonly publicUrl: string | null
  readonly dataDir: string
  /** Null: a development key is made in `dataDir`. */
  readonly keys: KeyRing | null
  readonly redisUrl: string | null
  readonly logLevel: string
  readonly operatorFile: string | undefined
  readonly telegram: {
    readonly token: string
    readonly secret: string | null
    readonly apiRoot: string
  } | null
  readonly whatsapp: {
    readonly accessToken: string
    readonly phoneNumberId: string
    readonly appSecret: string
    readonly verifyToken: string
    readonly apiRoot: string
  } | null
  readonly botFramework: {
    readonly appId: string
    readonly password: string
    readonly tenantId: string | null
  } | null
  readonly simulator: boolean
  /** Names by which the simulator and the metrics may be asked for; null for every name. */
  readonly hosts: readonly string[] | null
  /** Open without a token on this machine alone: host loopback, no public address, not production. */
  readonly metrics: { readonly token: string | null; readonly open: boolean }
}

/** Parses the environment. Empty values count as not set. @throws ConfigFault naming every fault in a sentence. */
export const parseConfig = (environment: Environment): Config => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Schema.safeParse(given)
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message)
  faults.push(...faultsOfFiles(given), ...missingTogether(given))
  const keys = readKeys(given.DATA_KEY, faults)
  if (given.NODE_ENV === 'production' && !given.DATA_KEY)
    faults.push(
      'DATA_KEY is not set. In production it is required: 32 random bytes in base64, e.g. from "openssl rand -base64 32". Keep it apart from the data.',
    )
  if (!parsed.success || faults.length > 0) throw new ConfigFault(faults.join('\n'))
  return configOf(parsed.data, keys)
}

const readKeys = (text: string | undefined, faults: string[]): KeyRing | null => {
  if (text === undefined) return null
  try {
    return parseKeyRing(text)
  } catch (error) {
    faults.push(error instanceof Error ? error.message : 'DATA_KEY cannot be read.')
    return null
  }
}

const whatsappNames = [
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_PHONE_NUMBER_ID',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
] as const

/** A channel that is half set up is a mistake, not a channel that is off. */
const missingTogether = (given: Environment): string[] => {
  const set = whatsappNames.filter((name) => given[name] !== undefined)
  const missing = whatsappNames.filter((name) => given[name] === undefined)
  const faults =
    set.length === 0
      ? []
      : missing.map(
          (name) => `${name} is not set, but ${set[0]} is. WhatsApp needs all four, or none to be off.`,
        )
  if (given.TELEGRAM_WEBHOOK_SECRET !== undefined && given.TELEGRAM_BOT_TOKEN === undefined)
    faults.push(
      'TELEGRAM_BOT_TOKEN is not set, but TELEGRAM_WEBHOOK_SECRET is. Set the token that BotFather gave, or leave both out.',
    )
  if (
    given.TELEGRAM_BOT_TOKEN !== undefined &&
    given.PUBLIC_URL !== undefined &&
    given.TELEGRAM_WEBHOOK_SECRET === undefined
  )
    faults.push(
      'TELEGRAM_WEBHOOK_SECRET is not set. With PUBLIC_URL the Telegram webhook needs one; make one up of letters and digits. Without PUBLIC_URL the bot polls instead.',
    )
  return [...faults, ...halfBotFramework(given)]
}

const halfBotFramework = (given: Environment): string[] => {
  const { MICROSOFT_APP_ID: id, MICROSOFT_APP_PASSWORD: password } = given
  if ((id === undefined) === (password === undefined)) return []
  const [missing, set] = id === undefined ? ['ID', 'PASSWORD'] : ['PASSWORD', 'ID']
  return [
    `MICROSOFT_APP_${missing} is not set, but MICROSOFT_APP_${set} is. The Bot Framework needs both, or none to be off.`,
  ]
}

const configOf = (env: z.infer<typeof Schema>, keys: KeyRing | null): Config => {
  const production = env.NODE_ENV === 'production'
  const publicHost = env.PUBLIC_URL ? new URL(env.PUBLIC_URL).hostname : null
  // A public address means that a proxy passes the world on to this machine's loopback.
  const isPrivate = isLoopback(env.HOST) && !production && (publicHost === null || isLoopback(publicHost))
  const asked = env.SIMULATOR === undefined ? null : ['on', 'true', '1'].includes(env.SIMULATOR)
  return {
    production,
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    dataDir: env.DATA_DIR,
    keys,
    redisUrl: env.REDIS_URL ?? null,
    logLevel: env.LOG_LEVEL,
    operatorFile: env.OPERATOR_FILE,
    telegram: env.TELEGRAM_BOT_TOKEN
      ? {
          token: env.TELEGRAM_BOT_TOKEN,
          secret: env.TELEGRAM_WEBHOOK_SECRET ?? null,
          apiRoot: env.TELEGRAM_API_ROOT.replace(/\/$/, ''),
        }
      : null,
    whatsapp: whatsappOf(env),
    botFramework: botFrameworkOf(env),
    simulator: asked ?? isPrivate,
    metrics: { token: env.METRICS_TOKEN ?? null, open: isPrivate },
    hosts: isLoopback(env.HOST) ? [...loopback, ...(publicHost ? [publicHost] : [])] : null,
  }
}

const botFrameworkOf = (env: z.infer<typeof Schema>): Config['botFramework'] => {
  const { MICROSOFT_APP_ID: appId, MICROSOFT_APP_PASSWORD: password } = env
  return appId && password ? { appId, password, tenantId: env.MICROSOFT_APP_TENANT_ID ?? null } : null
}

const whatsappOf = (env: z.infer<typeof Schema>): Config['whatsapp'] => {
  const { WHATSAPP_ACCESS_TOKEN: accessToken, WHATSAPP_PHONE_NUMBER_ID: phoneNumberId } = env
  const { WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken } = env
  if (!accessToken || !phoneNumberId || !appSecret || !verifyToken) return null
  return {
    accessToken,
    phoneNumberId,
    appSecret,
    verifyToken,
    apiRoot: env.WHATSAPP_API_ROOT.replace(/\/$/, ''),
  }
}

/** The environment of this process, secrets of files included: read here and nowhere else. */
export const environment: Environment = withSecretFiles(process.env)
