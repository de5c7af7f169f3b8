import type { Activity } from 'botbuilder'
import { type Context, Hono } from 'hono'
import type { Temporal } from 'temporal-polyfill'
import type { Incoming } from '../channel.ts'
import type { Json } from '../store/store.ts'
import { bodyOf, readJson } from '../wire/body.ts'
import { readUnproven } from '../wire/unproven.ts'
import type { Authentication } from './connect.ts'
import { parse } from './parse.ts'

export interface BotFrameworkWebhookDeps {
  readonly authentication: Authentication
  readonly account: string
  /** Resolves when all are stored for good; rejects when the store is away. */
  readonly accept: (incoming: readonly Incoming[]) => Promise<void>
  readonly park: (reason: string, raw: Json) => Promise<void>
  readonly now: () => Temporal.Instant
  readonly count?: (name: string, labels: Readonly<Record<string, string>>) => void
}

/** 256 KiB; Teams sends at most about 100. */
export const botFrameworkBodyLimit = 256 * 1024

/** The keys could not be fetched, so nothing is known of the token. Any other fault is a token that is not right. */
const isAway = (fault: unknown): boolean => {
  if (!(fault instanceof Error)) return true
  const code = 'statusCode' in fault ? Number(fault.statusCode) : 0
  return code >= 500 || fault.name === 'FetchError'
}

/** True when the token is a right one for this service's address. @throws when the keys cannot be fetched. */
const isSigned = async (authentication: Authentication, body: unknown, header: string): Promise<boolean> => {
  try {
    const activity = typeof body === 'object' && body !== null ? body : {}
    // Shape is checked by parse; here its service's address alone is held against the token.
    await authentication.authenticateRequest(activity as Activity, header)
    return true
  } catch (fault) {
    if (isAway(fault)) throw fault
    return false
  }
}

const take = async (deps: BotFrameworkWebhookDeps, body: unknown): Promise<string> => {
  const all = parse(body, { account: deps.account, receivedAt: deps.now() })
  const ours = all.filter((one) => one.type === 'activity')
  if (ours.length > 0) await deps.accept(ours)
  for (const one of all) if (one.type === 'unreadable') await deps.park(one.reason, one.raw)
  return ours.length > 0 ? 'accepted' : (all[0]?.type ?? 'ignored')
}

const receive = async (context: Context, deps: BotFrameworkWebhookDeps): Promise<Response> => {
  const answer = (outcome: string, response: Response): Response => {
    deps.count?.('webhook', { channel: 'botframework', outcome })
    return response
  }
  const header = context.req.header('authorization') ?? ''
  if (header === '') return answer('refused', context.body(null, 401))
  try {
    const prove = (bytes: Buffer) => isSigned(deps.authentication, readJson(bytes), header)
    const read = await readUnproven(bodyOf(context), botFrameworkBodyLimit, prove)
    if (read.type === 'too-large') return answer('too-large', context.body(null, 413))
    if (read.type === 'refused') return answer('refused', context.body(null, 401))
    return answer(await take(deps, readJson(read.bytes)), context.body(null, 200))
  } catch {
    // The keys or the store are away: nothing is stored, and the channel or the person comes back.
    return answer('unavailable', context.body(null, 503, { 'Retry-After': '5' }))
  }
}

/** `POST /`: mount at `/api/messages`. Answers 200 only when what was said is stored; it is answered afterwards. */
export const botFrameworkWebhook = (deps: BotFrameworkWebhookDeps): Hono =>
  new Hono().post('/', (context) => receive(context, deps))
