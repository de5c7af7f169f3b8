import { type Context, Hono } from 'hono'
import type { Temporal } from 'temporal-polyfill'
import type { Incoming } from '../channel.ts'
import type { Json } from '../store/store.ts'
import { bodyOf, readBody, readJson, sameSecret } from '../wire/body.ts'
import { parse } from './parse.ts'

export interface TelegramWebhookDeps {
  /** As given to Telegram in setWebhook. */
  readonly secret: string
  readonly account: string
  /** Resolves when all are stored for good; rejects when the store is away. */
  readonly accept: (incoming: readonly Incoming[]) => Promise<void>
  readonly park: (reason: string, raw: Json) => Promise<void>
  readonly now: () => Temporal.Instant
  readonly count?: (name: string, labels: Readonly<Record<string, string>>) => void
}

/** 1 MiB; an Update is a few kilobytes. */
export const telegramBodyLimit = 1024 * 1024

const secretHeader = 'x-telegram-bot-api-secret-token'

/** Stores what belongs to a person first: it is unique, so a repeat after a fault of `park` stores nothing twice. */
async function take(deps: TelegramWebhookDeps, bytes: Buffer): Promise<string> {
  const body = readJson(bytes)
  if (body === undefined) {
    await deps.park('telegram.json', bytes.toString('utf8'))
    return 'parked'
  }
  const all = parse(body, { account: deps.account, receivedAt: deps.now() })
  const ours = all.filter((one) => one.type !== 'ignored' && one.type !== 'unreadable')
  if (ours.length > 0) await deps.accept(ours)
  for (const one of all) if (one.type === 'unreadable') await deps.park(one.reason, one.raw)
  return ours.length > 0 ? 'accepted' : all.some((one) => one.type === 'unreadable') ? 'parked' : 'ignored'
}

async function receive(context: Context, deps: TelegramWebhookDeps): Promise<Response> {
  const answer = (outcome: string, response: Response): Response => {
    deps.count?.('webhook', { channel: 'telegram', outcome })
    return response
  }
  if (!sameSecret(context.req.header(secretHeader) ?? '', deps.secret)) {
    return answer('refused', context.body(null, 401))
  }
  try {
    const bytes = await readBody(bodyOf(context), telegramBodyLimit)
    if (!bytes) return answer('too-large', context.body(null, 413))
    return answer(await take(deps, bytes), context.body(null, 200))
  } catch {
    // Whatever failed, the Update is not stored: Telegram keeps it and comes back.
    return answer('unavailable', context.body(null, 503, { 'Retry-After': '5' }))
  }
}

/** `POST /`: mount at `/webhooks/telegram`. Answers 200 only when everything in the body is stored. */
export function telegramWebhook(deps: TelegramWebhookDeps): Hono {
  if (deps.secret === '') throw new Error('The Telegram webhook needs a secret that is not empty.')
  return new Hono().post('/', (context) => receive(context, deps))
}
