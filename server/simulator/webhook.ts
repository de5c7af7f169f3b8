import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Incoming } from '../channel.ts'
import { type Feed, faults, looks, type Place } from './feed.ts'
import { loadFiles } from './files.ts'
import { type Hint, page } from './page.ts'
import { ChatId, PageUpdate, parse } from './parse.ts'
import { streamFeed } from './stream.ts'

export interface SimulatorDeps {
  /** Resolves when all are stored for good; rejects when the store is away. */
  readonly accept: (incoming: readonly Incoming[]) => Promise<void>
  readonly feed: Feed
  /** The clock of the `demo` space: it only moves forward. */
  readonly clock: { now(): Temporal.Instant; forward(ms: number): Promise<void> }
  /** Languages that a phone may be set to. */
  readonly hints: readonly Hint[]
}

const bytes = 64 * 1024
const hour = 60 * 60 * 1000

const reads = ['GET', 'HEAD']

const Forward = z.object({
  hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 366),
})
const Failing = z.object({ look: z.enum(looks), fault: z.enum(faults) })
const Look = z.enum(looks)

const away = 'The store does not answer just now, so this was not taken. Try again in a few seconds.'

const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
}

const plain = (context: Context, error: string, status: 400 | 403 | 404 | 413 | 503): Response =>
  context.json({ error }, status, status === 503 ? { 'Retry-After': '5' } : {})

const isOurs = (context: Context): boolean => {
  const site = context.req.header('Sec-Fetch-Site') ?? 'same-origin'
  const type = context.req.header('Content-Type') ?? ''
  return ['same-origin', 'none'].includes(site) && type.startsWith('application/json')
}

/** The body as `schema` wants it, or the answer that says what is wrong. */
async function read<T>(context: Context, schema: z.ZodType<T>): Promise<T | Response> {
  const body: unknown = await context.req.json().catch(() => undefined)
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  return plain(context, `This does not fit what the simulator takes. ${z.prettifyError(parsed.error)}`, 400)
}

/** Numbers that grow with the clock, so that they go on growing after a new start. */
function orders(clock: SimulatorDeps['clock']): () => number {
  let last = 0
  return () => {
    last = Math.max(last + 1, clock.now().epochMilliseconds)
    return last
  }
}

async function take(
  context: Context,
  deps: SimulatorDeps,
  chat: string,
  order: () => number,
): Promise<Response> {
  const update = await read(context, PageUpdate)
  if (update instanceof Response) return update
  const place: Place = { look: update.look, chat }
  const messageId = deps.feed.messageId()
  const said = parse(update, { ...place, messageId, order: order(), receivedAt: deps.clock.now() })
  deps.feed.append(place, { type: 'own', messageId, update })
  if (update.type === 'block' || update.type === 'unblock' || update.type === 'start')
    deps.feed.block(place, update.type === 'block')
  try {
    await deps.accept(said)
    return context.body(null, 204)
  } catch {
    deps.feed.append(place, { type: 'lost', messageId })
    return plain(context, away, 503)
  }
}

async function forward(context: Context, deps: SimulatorDeps): Promise<Response> {
  const asked = await read(context, Forward)
  if (asked instanceof Response) return asked
  try {
    await deps.clock.forward(asked.hours * hour)
  } catch {
    return plain(context, away, 503)
  }
  deps.feed.tick()
  return context.json({ now: nowOf(deps) })
}

async function fail(context: Context, deps: SimulatorDeps, chat: string): Promise<Response> {
  const asked = await read(context, Failing)
  if (asked instanceof Response) return asked
  deps.feed.fail({ look: asked.look, chat }, asked.fault)
  return context.body(null, 204)
}

const nowOf = ({ clock }: SimulatorDeps): string => clock.now().toString({ smallestUnit: 'millisecond' })

/** The chat of the address; null when it is none that a page makes. */
const chatOf = (context: Context): string | null => ChatId.safeParse(context.req.param('chat')).data ?? null
const noChat = (context: Context): Response =>
  plain(context, 'A chat id has 16 to 64 letters, digits, "-" and "_".', 404)

/** Headers of every answer; what changes anything is asked by the page itself alone. */
function guarded(): Hono {
  const app = new Hono()
  app.use(secureHeaders({ contentSecurityPolicy, xFrameOptions: 'DENY', strictTransportSecurity: false }))
  app.use(async (context, next) => {
    if (!reads.includes(context.req.method) && !isOurs(context))
      return plain(context, 'Only the simulator page itself may ask this, with JSON.', 403)
    await next()
    context.header('Cache-Control', 'no-store')
  })
  app.use(bodyLimit({ maxSize: bytes, onError: (c) => plain(c, 'That is over 64 KiB.', 413) }))
  return app
}

/** A page that talks to the bot as on Telegram, on WhatsApp, or by numbered text. Mount at `/simulator`. */
export function simulator(deps: SimulatorDeps): Hono {
  const app = guarded()
  const files = loadFiles()
  const order = orders(deps.clock)
  app.get('/', (context) => context.html(page(deps.hints)))
  app.get('/clock', (context) => context.json({ now: nowOf(deps) }))
  app.post('/clock', (context) => forward(context, deps))
  app.get('/files/:name', (context) => {
    const file = files.get(context.req.param('name'))
    if (!file) return plain(context, 'There is no such file.', 404)
    return context.body(file.text, 200, { 'Content-Type': file.type })
  })
  app.get('/chats/:chat/feed', (context) => {
    const chat = chatOf(context)
    const look = Look.safeParse(context.req.query('look'))
    if (!chat || !look.success) return noChat(context)
    return streamFeed(context, deps.feed, { look: look.data, chat }, () => nowOf(deps))
  })
  app.post('/chats/:chat/updates', (context) => {
    const chat = chatOf(context)
    return chat ? take(context, deps, chat, order) : noChat(context)
  })
  app.post('/chats/:chat/faults', (context) => {
    const chat = chatOf(context)
    return chat ? fail(context, deps, chat) : noChat(context)
  })
  app.get('*', ({ req, redirect, json }) =>
    req.path.endsWith('/') ? redirect(req.path.slice(0, -1)) : json({ error: 'There is no such page.' }, 404),
  )
  return app
}
