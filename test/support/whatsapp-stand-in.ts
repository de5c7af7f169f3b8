import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { checkRequest, isScoped, type RequestRefusal, refuse, typeOf } from './whatsapp-requests.ts'
import {
  creationFault,
  pageOf,
  type StandInTemplate,
  sendingFault,
  type TemplateRefusal,
} from './whatsapp-templates.ts'

/** Whatever JSON holds: the stand-in checks it itself. */
type Loose = ReturnType<typeof JSON.parse>

/** One message or read receipt that WhatsApp took. `at` is milliseconds since 1970. */
export interface WhatsappSent {
  readonly type: string
  /** Number or business-scoped id. */
  readonly to: string
  readonly body: Record<string, Loose>
  readonly messageId: string | null
  /** `biz_opaque_callback_data`, as statuses give it back. */
  readonly outbox: string | null
  readonly at: number
}

export interface WhatsappFault {
  /** Only to this recipient; to everyone when left out. */
  readonly to?: string
  /** Only this type of call: `text`, `interactive`, `read` …; every type when left out. */
  readonly type?: string
  readonly times?: number
  readonly answer:
    | 'html'
    | 'hang'
    | 'reset'
    | { status?: number; code: number; subcode?: number; retryAfter?: number }
    /** A whole answer, letter for letter. */
    | { status?: number; code: number; retryAfter?: number; body: object }
  /** The call counts as taken all the same: the answer alone is lost. */
  readonly taken?: boolean
}

/** One call to `messages` as it came and what became of it, for whoever keeps a ledger. `at` is when it came. */
export interface WhatsappCall {
  readonly to: string
  readonly type: string
  readonly body: Record<string, Loose>
  readonly at: number
  readonly outcome: 'taken' | 'refused' | 'unanswered'
  /** Taken, and the answer never arrived. */
  readonly lost: boolean
  readonly code: number | null
  readonly retryAfter: number | null
  /** Told to fail, and not refused by its own rules. */
  readonly scripted: boolean
  readonly messageId: string | null
}

/** What WhatsApp knows of the people who write, and its clock: where it is given, more is refused. */
export interface WhatsappKnowledge {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** When each person last wrote or tapped: free words go within 24 hours of it (131047). */
  readonly heard: Map<string, number>
  /** Messages that came in: no other can be marked as read. */
  readonly wamids: Set<string>
  /** People who cannot be reached (131026). */
  readonly gone: Set<string>
}

type State = 'sent' | 'delivered' | 'read' | 'failed'

export interface WhatsappStandIn {
  readonly url: string
  readonly accessToken: string
  readonly phoneNumberId: string
  readonly appSecret: string
  readonly businessAccountId: string
  /** Templates of the account: what is registered waits for approval, which a test gives. */
  readonly templates: StandInTemplate[]
  readonly sent: WhatsappSent[]
  /** Taken with 200 and lost in silence, as Meta does with a scoped id in `to`. */
  readonly dropped: WhatsappSent[]
  /** Calls to other paths, as `POST /v26.0/…`. */
  readonly calls: { readonly line: string; readonly body: Loose }[]
  /** People whose 24-hour window is closed. */
  readonly closed: Set<string>
  /** How the network is: set at any time. `taken` is called between taking a message and answering. */
  readonly network: {
    latencyMs: number
    taken: ((message: WhatsappSent) => void) | null
    /** Asked at every call: a fault, or null for none. */
    fault: ((to: string, type: string) => WhatsappFault['answer'] | null) | null
    /** Whether what `fault` breaks was taken all the same. */
    isTaken: () => boolean
    seen: ((call: WhatsappCall) => void) | null
    /** The caller hung up before the answer of a message that was taken. */
    abandoned: ((messageId: string) => void) | null
    known: WhatsappKnowledge | null
    /** Messages of the number within a second before 130429; null for none. */
    perSecond: number | null
  }
  /** What GET on the number gives. */
  readonly number: Record<string, Loose>
  /** What `debug_token` says of the token, and which apps get the messages of its business account. */
  readonly debug: Record<string, Loose>
  readonly apps: { whatsapp_business_api_data: { id: string; name: string; link: string } }[]
  script(...faults: WhatsappFault[]): void
  /** `sha256=…` over the bytes. */
  sign(body: string | Uint8Array): string
  /** Posts a body signed, again and again until it is taken or `patienceMs` have passed. Gives the statuses seen. */
  deliver(to: string, body: unknown, patienceMs?: number): Promise<number[]>
  /** Posts delivery reports on something sent to our webhook. */
  report(to: string, sent: WhatsappSent, ...states: readonly State[]): Promise<void>
  reset(): void
  stop(): Promise<void>
}

const windowMs = 24 * 60 * 60 * 1000
const pairMs = 6_000
const pairBurst = 45

type Body = Record<string, Loose>
async function read(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : JSON.parse(text)
}

function reply(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}

const replyError = (
  response: ServerResponse,
  status: number,
  code: number,
  rest: object = {},
  headers = {},
) =>
  reply(
    response,
    status,
    { error: { message: `(#${code}) scripted`, type: 'OAuthException', code, ...rest, fbtrace_id: 'A0' } },
    headers,
  )

const replyRefusal = (response: ServerResponse, refusal: RequestRefusal | TemplateRefusal) =>
  replyError(response, refusal.status, refusal.code, {
    ...('subcode' in refusal ? { error_subcode: refusal.subcode } : {}),
    error_data: { messaging_product: 'whatsapp', details: refusal.details },
  })

const failureOf = (answer: WhatsappFault['answer']): Partial<WhatsappCall> =>
  typeof answer === 'object'
    ? { outcome: 'refused', code: answer.code, retryAfter: answer.retryAfter ?? null }
    : { outcome: 'unanswered', code: null }

/** A strict Cloud API on 127.0.0.1: refuses what the real one refuses, and fails as it is told. */
export async function startWhatsappStandIn({
  port = 0,
  accessToken = 'EAAG-stand-in-token',
  phoneNumberId = '106540352240001',
  appSecret = 'stand-in-app-secret',
  businessAccountId = '102290129340001',
} = {}): Promise<WhatsappStandIn> {
  const sent: WhatsappSent[] = []
  const dropped: WhatsappSent[] = []
  const calls: WhatsappStandIn['calls'] = []
  const templates: StandInTemplate[] = []
  const closed = new Set<string>()
  const number: Record<string, Loose> = {
    id: phoneNumberId,
    display_phone_number: '+1 202-555-0100',
    verified_name: 'Stand-in',
    status: 'CONNECTED',
    quality_rating: 'GREEN',
    code_verification_status: 'VERIFIED',
    platform_type: 'CLOUD_API',
  }
  const account = '102290129340001'
  const debug: Record<string, Loose> = {
    app_id: '670843887433847',
    type: 'SYSTEM_USER',
    is_valid: true,
    expires_at: 0,
    data_access_expires_at: 0,
    scopes: ['whatsapp_business_management', 'whatsapp_business_messaging', 'public_profile'],
    granular_scopes: [{ scope: 'whatsapp_business_management', target_ids: [account] }],
  }
  const apps: WhatsappStandIn['apps'] = [
    { whatsapp_business_api_data: { id: '670843887433847', name: 'Stand-in', link: 'https://example.org' } },
  ]
  let faults: { fault: WhatsappFault; left: number }[] = []
  let count = 0
  const network: WhatsappStandIn['network'] = {
    ...{
      latencyMs: 0,
      taken: null,
      fault: null,
      isTaken: () => false,
      seen: null,
      abandoned: null,
      known: null,
      perSecond: null,
    },
  }
  const recent: number[] = []
  const pairs = new Map<string, { left: number; at: number }>()

  const script = (...given: WhatsappFault[]) =>
    void faults.push(...given.map((fault) => ({ fault, left: fault.times ?? 1 })))
  const reset = () => {
    for (const list of [sent, dropped, calls, templates]) list.length = 0
    faults = []
    closed.clear()
  }

  function faultFor(to: string, type: string): WhatsappFault | null {
    const found = faults.find(
      ({ fault, left }) => left > 0 && (fault.to ?? to) === to && (fault.type ?? type) === type,
    )
    if (!found) return null
    found.left -= 1
    if (found.left === 0) faults = faults.filter((one) => one !== found)
    return found.fault
  }

  function drawn(to: string, type: string): WhatsappFault | null {
    const answer = network.fault?.(to, type) ?? null
    const isFault = answer !== null && typeof answer !== 'object'
    return answer === null ? null : { answer, taken: isFault && network.isTaken() }
  }

  /** What can be judged only with a memory: the window, who is reachable, how fast it goes. */
  function checkKnown(body: Body, to: string, type: string): RequestRefusal | null {
    const { known } = network
    if (!known) return null
    if (type === 'read')
      return known.wamids.has(body.message_id) ? null : refuse('message_id is unknown', 100)
    if (known.gone.has(to)) return refuse('message undeliverable', 131026)
    if (type !== 'template' && known.now() - (known.heard.get(to) ?? 0) > windowMs)
      return refuse('more than 24 hours have passed', 131047)
    return checkPace(to)
  }

  /** One message in 6 s to one person after a burst of 45 (131056); so many a second of the number (130429). */
  function checkPace(to: string): RequestRefusal | null {
    const now = Date.now()
    while ((recent[0] ?? now) < now - 1_000) recent.shift()
    if (network.perSecond !== null && recent.length >= network.perSecond)
      return refuse('rate limit of the number', 130429, 429)
    const pair = pairs.get(to) ?? { left: pairBurst, at: now }
    const left = Math.min(pairBurst, pair.left + (now - pair.at) / pairMs)
    if (left < 1) return refuse('pair rate limit', 131056)
    pairs.set(to, { left: left - 1, at: now })
    recent.push(now)
    return null
  }

  function fail({ answer }: WhatsappFault, response: ServerResponse) {
    if (answer === 'hang') return
    if (answer === 'reset') return response.socket?.resetAndDestroy()
    if (answer === 'html') {
      response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>')
      return
    }
    const headers: Record<string, string> =
      answer.retryAfter === undefined ? {} : { 'Retry-After': String(answer.retryAfter) }
    if ('body' in answer) return reply(response, answer.status ?? 400, answer.body, headers)
    const rest = answer.subcode === undefined ? {} : { error_subcode: answer.subcode }
    replyError(response, answer.status ?? 400, answer.code, rest, headers)
  }

  function take(body: Body, to: string, type: string): object {
    const isMessage = type !== 'read'
    const messageId = isMessage ? `wamid.STANDIN${String(++count).padStart(8, '0')}` : null
    const outbox = body.biz_opaque_callback_data ?? null
    const list = body.to && isScoped(body.to) ? dropped : sent
    list.push({ type, to, body, messageId, outbox, at: Date.now() })
    if (!isMessage) return { success: true }
    const contact = body.to ? { input: to, wa_id: to.replace('+', '') } : { input: to, user_id: to }
    return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: messageId }] }
  }

  async function send(body: Body, response: ServerResponse) {
    const to = String(body.to ?? body.recipient ?? '')
    const type = typeOf(body)
    const at = Date.now()
    const fault = faultFor(to, type) ?? drawn(to, type)
    const note = (call: Partial<WhatsappCall>) =>
      network.seen?.({
        ...{ to, type, body, at, outcome: 'refused', lost: false, code: null, retryAfter: null },
        ...{ scripted: false, messageId: null },
        ...call,
      })
    if (fault && !fault.taken) {
      note({ ...failureOf(fault.answer), scripted: true })
      return fail(fault, response)
    }
    const isClosed = closed.has(to) && type !== 'read' && type !== 'template'
    const refusal =
      checkRequest(body) ??
      (type === 'template' ? sendingFault(body.template, templates) : null) ??
      (isClosed ? refuse('closed', 131047) : checkKnown(body, to, type))
    if (refusal) {
      note({ code: refusal.code })
      return replyRefusal(response, refusal)
    }
    const answered = take(body, to, type)
    const last = sent.at(-1)
    const messageId = type === 'read' ? null : (last?.messageId ?? null)
    response.on('close', () => {
      if (messageId && !response.writableFinished) network.abandoned?.(messageId)
    })
    note({ outcome: 'taken', lost: fault !== null, scripted: fault !== null, messageId })
    if (type !== 'read' && last) network.taken?.(last)
    if (network.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, network.latencyMs))
    if (fault) return fail(fault, response)
    reply(response, 200, answered)
  }

  async function control(path: string, request: IncomingMessage, response: ServerResponse) {
    if (path === '/stand-in/sent') return reply(response, 200, sent)
    if (path === '/stand-in/script') script(...(await read(request)).faults)
    if (path === '/stand-in/reset') reset()
    reply(response, 200, { ok: true })
  }

  function make(body: Body, response: ServerResponse) {
    const refusal = creationFault(body, templates)
    if (refusal) return replyRefusal(response, refusal)
    const { name, language, category, components } = body
    const made = { id: String(594_425_479 + templates.length), status: 'PENDING', category } as const
    templates.push({ ...made, name, language, components, rejected_reason: 'NONE' })
    reply(response, 200, made)
  }

  function other(method: string, path: string, body: Body, response: ServerResponse) {
    calls.push({ line: `${method} ${path.split('?')[0]}`, body })
    const fault = faultFor('', path.split('?')[0]?.split('/').at(-1) ?? '')
    if (fault) return fail(fault, response)
    const url = new URL(path, 'http://127.0.0.1')
    if (url.pathname.endsWith(`/${businessAccountId}/message_templates`))
      return method === 'GET'
        ? reply(response, 200, pageOf(templates, url.searchParams))
        : make(body, response)
    if (method === 'GET' && path.includes(`/${phoneNumberId}?`)) return reply(response, 200, number)
    if (method === 'GET' && path.endsWith(`/debug_token?input_token=${encodeURIComponent(accessToken)}`))
      return reply(response, 200, { data: debug })
    if (method === 'GET' && path.endsWith(`/${account}/subscribed_apps`))
      return reply(response, 200, { data: apps })
    if (body.pin !== undefined && !/^\d{6}$/.test(body.pin)) return replyError(response, 400, 133005)
    const address = body.webhook_configuration?.override_callback_uri
    if (address) number.webhook_configuration = { phone_number: address }
    if (method === 'POST') return reply(response, 200, { success: true })
    replyError(response, 400, 100, { error_subcode: 33 })
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? ''
    if (path.startsWith('/stand-in/')) return control(path, request, response)
    const body = await read(request)
    if (request.headers.authorization !== `Bearer ${accessToken}`) return replyError(response, 401, 190)
    if (!/^\/v\d+\.\d\//.test(path)) return replyError(response, 400, 2500)
    if (request.method === 'POST' && path.endsWith(`/${phoneNumberId}/messages`)) return send(body, response)
    other(request.method ?? '', path, body, response)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: taken } = server.address() as AddressInfo

  const sign = (body: string | Uint8Array) =>
    `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`

  const deliver: WhatsappStandIn['deliver'] = async (to, given, patienceMs = 30_000) => {
    const body = JSON.stringify(given)
    const headers = { 'Content-Type': 'application/json', 'X-Hub-Signature-256': sign(body) }
    const statuses: number[] = []
    const until = Date.now() + patienceMs
    for (let wait = 50; ; wait = Math.min(2_000, wait * 2)) {
      const status = await fetch(to, { method: 'POST', headers, body }).then(
        (response) => response.status,
        () => 0,
      )
      statuses.push(status)
      if ((status >= 200 && status < 300) || Date.now() + wait > until) return statuses
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  const report: WhatsappStandIn['report'] = async (to, message, ...states) => {
    for (const state of states) {
      const recipient = isScoped(message.to)
        ? { recipient_user_id: message.to }
        : { recipient_id: message.to }
      const status = {
        id: message.messageId,
        status: state,
        timestamp: String(Math.floor(Date.now() / 1000)),
        ...recipient,
        ...(message.outbox === null ? {} : { biz_opaque_callback_data: message.outbox }),
        ...(state === 'failed' ? { errors: [{ code: 131026, title: 'Message undeliverable' }] } : {}),
      }
      const metadata = { display_phone_number: '12025550100', phone_number_id: phoneNumberId }
      const value = { messaging_product: 'whatsapp', metadata, statuses: [status] }
      const entry = [{ id: '102290129340001', changes: [{ field: 'messages', value }] }]
      await deliver(to, { object: 'whatsapp_business_account', entry })
    }
  }

  return {
    url: `http://127.0.0.1:${taken}`,
    accessToken,
    phoneNumberId,
    appSecret,
    businessAccountId,
    templates,
    sent,
    dropped,
    calls,
    closed,
    number,
    debug,
    apps,
    network,
    script,
    sign,
    deliver,
    report,
    reset,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

// `node test/support/whatsapp-stand-in.ts [port]`: prints what is needed to reach it and runs until it is stopped;
// POST /stand-in/script { faults }, /stand-in/reset and GET /stand-in/sent steer it.
if (process.argv[1]?.endsWith('whatsapp-stand-in.ts')) {
  const { url, accessToken, phoneNumberId, appSecret } = await startWhatsappStandIn({
    port: Number(process.argv[2] ?? 0),
  })
  console.log(JSON.stringify({ url, accessToken, phoneNumberId, appSecret }))
}
