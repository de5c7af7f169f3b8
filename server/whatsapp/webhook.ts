import { createHmac } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Temporal } from 'temporal-polyfill'
import type { Incoming } from '../channel.ts'
import type { Json } from '../store/store.ts'
import { bodyOf, readJson, sameSecret } from '../wire/body.ts'
import { type Room, readUnproven } from '../wire/unproven.ts'
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
  /** Memory for what is not checked yet; that of the process when left out. */
  readonly room?: Room
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
    const isSigned = (bytes: Buffer): boolean =>
      sameSecret(Buffer.from(given, 'hex'), createHmac('sha256', deps.appSecret).update(bytes).digest())
    const read = await readUnproven(bodyOf(context), whatsappBodyLimit, isSigned, deps.room)
    if (read.type === 'too-large') return answer('too-large', context.body(null, 413))
    if (read.type === 'refused') return answer('refused', context.body(null, 401))
    return answer(await take(deps, read.bytes), context.body(null, 200))
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
