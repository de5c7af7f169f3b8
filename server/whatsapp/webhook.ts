import { createHmac } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Temporal } from 'temporal-polyfill'
import type { Incoming } from '../channel.ts'
import type { Json } from '../store/store.ts'
import { readBody, readJson, sameSecret } from '../wire/body.ts'
import { parse } from './parse.ts'

export interface WhatsappWebhookDeps {
  /** Signs every delivery. */
  readonly appSecret: string
  /** Asked for once, when the address of the webhook is set. */
  readonly verifyToken: string
  readonly phoneNumberId: string
  readonly account: string
  /** Resolves when all are stored for good; rejects when the store is away. */
  readonly accept: (incoming: readonly Incoming[]) => Promise<void>
  readonly park: (reason: string, raw: Json) => Promise<void>
  readonly now: () => Temporal.Instant
  readonly count?: (name: string, labels: Readonly<Record<string, string>>) => void
}

/** 4 MiB; payloads go up to 3 MB, and a 413 is repeated and then lost. */
export const whatsappBodyLimit = 4 * 1024 * 1024

const signatureOf = /^sha256=([0-9a-f]{64})$/i

/** Stores what belongs to people first: it is unique, so a repeat after a fault of `park` stores nothing twice. */
async function take(deps: WhatsappWebhookDeps, bytes: Buffer): Promise<string> {
  const body = readJson(bytes)
  if (body === undefined) {
    await deps.park('whatsapp.json', bytes.toString('utf8'))
    return 'parked'
  }
  const { account, phoneNumberId } = deps
  const all = parse(body, { account, phoneNumberId, receivedAt: deps.now() })
  const ours = all.filter((one) => one.type !== 'ignored' && one.type !== 'unreadable')
  if (ours.length > 0) await deps.accept(ours)
  for (const one of all) if (one.type === 'unreadable') await deps.park(one.reason, one.raw)
  return ours.length > 0 ? 'accepted' : all.some((one) => one.type === 'unreadable') ? 'parked' : 'ignored'
}

async function receive(context: Context, deps: WhatsappWebhookDeps): Promise<Response> {
  const answer = (outcome: string, response: Response): Response => {
    deps.count?.('webhook', { channel: 'whatsapp', outcome })
    return response
  }
  const given = signatureOf.exec(context.req.header('x-hub-signature-256') ?? '')?.[1]
  if (!given) return answer('refused', context.body(null, 401))
  try {
    const bytes = await readBody(context.req.raw, whatsappBodyLimit)
    if (!bytes) return answer('too-large', context.body(null, 413))
    const right = createHmac('sha256', deps.appSecret).update(bytes).digest()
    if (!sameSecret(Buffer.from(given, 'hex'), right)) return answer('refused', context.body(null, 401))
    return answer(await take(deps, bytes), context.body(null, 200))
  } catch {
    // Whatever failed, the delivery is not stored: it is repeated for up to seven days.
    return answer('unavailable', context.body(null, 503, { 'Retry-After': '5' }))
  }
}

function verify(context: Context, deps: WhatsappWebhookDeps): Response {
  const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge } = context.req.query()
  if (mode !== 'subscribe' || !sameSecret(token, deps.verifyToken)) return context.body(null, 403)
  return context.text(challenge ?? '')
}

/** `GET /` and `POST /`: mount at `/webhooks/whatsapp`. Answers 200 only when everything in the body is stored. */
export function whatsappWebhook(deps: WhatsappWebhookDeps): Hono {
  if (deps.appSecret === '' || deps.verifyToken === '') {
    throw new Error('The WhatsApp webhook needs an app secret and a verify token that are not empty.')
  }
  return new Hono()
    .get('/', (context) => verify(context, deps))
    .post('/', (context) => receive(context, deps))
}
