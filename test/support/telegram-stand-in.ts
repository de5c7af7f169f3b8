import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { misfitOf } from './telegram-specification.ts'

/** Whatever JSON holds: the stand-in checks it itself. */
type Loose = ReturnType<typeof JSON.parse>

/** One thing that Telegram took. `at` is milliseconds since 1970. */
export interface TelegramSent {
  readonly method: string
  readonly chat: string
  readonly body: Record<string, Loose>
  readonly messageId: number | null
  readonly at: number
}

/** What the stand-in does in place of answering rightly. */
export interface TelegramFault {
  /** Only this method; every method when left out. */
  readonly method?: string
  /** Only this chat. */
  readonly chat?: string
  /** For how many calls; 1 when left out. */
  readonly times?: number
  readonly answer: 'html' | 'hang' | 'reset' | { code: number; description?: string; retryAfter?: number }
  /** The call counts as taken all the same: the answer alone is lost. */
  readonly taken?: boolean
}

/** One call as it came and what became of it, for whoever keeps a ledger. `at` is when it came. */
export interface TelegramCall {
  readonly method: string
  readonly body: Record<string, Loose>
  readonly at: number
  readonly outcome: 'taken' | 'refused' | 'unanswered'
  /** Taken, and the answer never arrived. */
  readonly lost: boolean
  readonly code: number | null
  readonly retryAfter: number | null
  /** Told to fail, and not refused by its own rules. */
  readonly scripted: boolean
  readonly messageId: number | null
}

/** What Telegram knows of the people who write, and its clock: where it is given, more is refused. */
export interface TelegramKnowledge {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Chats that ever wrote to the bot: nobody else may be written to. */
  readonly chats: Set<string>
  /** Buttons that were pressed, with the moment: answered within 150 s, or the query is too old. */
  readonly queries: Map<string, number>
}

export interface TelegramStandIn {
  readonly url: string
  readonly token: string
  /** Messages and other calls that were taken, in order. */
  readonly sent: TelegramSent[]
  /** Every call that came, taken or not, by method. */
  readonly calls: string[]
  readonly webhook: { url: string; secret_token?: string; allowed_updates?: string[] }
  /** What getWebhookInfo says besides. */
  readonly trouble: { last_error_date?: number; last_error_message?: string; pending_update_count?: number }
  /** Chats that blocked the bot. */
  readonly blocked: Set<string>
  /** How the network is: set at any time. `taken` is called between taking a message and answering. */
  readonly network: {
    latencyMs: number
    taken: ((chat: string) => void) | null
    /** Asked at every call: a fault, or null for none. */
    fault: ((method: string, chat: string) => TelegramFault['answer'] | null) | null
    /** Whether what `fault` breaks was taken all the same. */
    isTaken: () => boolean
    seen: ((call: TelegramCall) => void) | null
    /** The caller hung up before the answer of a message that was taken. */
    abandoned: ((messageId: string) => void) | null
    known: TelegramKnowledge | null
    /** Messages to one chat within a second, and to all, before 429; null for none. */
    limits: { perChat: number; inAll: number } | null
  }
  script(...faults: TelegramFault[]): void
  /** Puts Updates where polling finds them. */
  queue(...updates: readonly { update_id: number }[]): void
  /** Posts one Update as Telegram does, again and again until it is taken or `patienceMs` have passed. Gives the statuses seen. */
  deliver(to: string, secret: string, update: unknown, patienceMs?: number): Promise<number[]>
  reset(): void
  stop(): Promise<void>
}

type Refusal = { code: number; description: string }
const refuse = (description: string, code = 400): Refusal => ({
  code,
  description: `${code === 403 ? 'Forbidden' : code === 404 ? 'Not Found' : 'Bad Request'}: ${description}`,
})
type Body = Record<string, Loose>

const isVisible = (text: string) => /[^\s\p{Cc}\p{Cf}]/u.test(text)

function checkKeyboard(markup: Loose): Refusal | null {
  const rows = markup?.inline_keyboard
  if (markup !== undefined && !Array.isArray(rows)) return refuse('object expected as reply markup')
  const buttons = (rows ?? []).flat()
  if (buttons.length > 100) return refuse('reply markup is too long')
  for (const button of buttons) {
    if (typeof button?.text !== 'string' || !isVisible(button.text))
      return refuse('inline keyboard button text is empty')
    const size = Buffer.byteLength(String(button.callback_data ?? ''))
    if (size < 1 || size > 64) return refuse('BUTTON_DATA_INVALID')
  }
  return null
}

function checkMessage(body: Body): Refusal | null {
  if (typeof body.text !== 'string' || !isVisible(body.text)) return refuse('message text is empty')
  if (!body.text.isWellFormed()) return refuse('strings must be encoded in UTF-8')
  if (body.text.length > 4096) return refuse('message is too long')
  return checkKeyboard(body.reply_markup)
}

const isDescription = (text: string) => isVisible(text) && text.length <= 256

const rules: Record<string, (body: Body) => Refusal | null> = {
  sendMessage: checkMessage,
  editMessageReplyMarkup: (body) =>
    Number.isSafeInteger(body.message_id)
      ? checkKeyboard(body.reply_markup)
      : refuse('message identifier is not specified'),
  deleteMessages: ({ message_ids: ids }) =>
    Array.isArray(ids) && ids.length > 0 && ids.length <= 100 && ids.every(Number.isSafeInteger)
      ? null
      : refuse('message identifiers are not specified or too many'),
  answerCallbackQuery: ({ callback_query_id: id, text = '' }) =>
    id !== '' && text.length <= 200 ? null : refuse('query ID is invalid'),
  leaveChat: () => null,
  sendChatAction: () => null,
  setMyCommands: ({ commands, language_code: code = '' }) =>
    commands.length <= 100 &&
    commands.every((one: Loose) => /^[a-z0-9_]{1,32}$/.test(one.command) && isDescription(one.description)) &&
    /^([a-z]{2})?$/.test(code)
      ? null
      : refuse('BOT_COMMAND_INVALID'),
  setWebhook: (body) =>
    body.secret_token !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(body.secret_token)
      ? refuse('secret token contains unallowed characters')
      : null,
  deleteWebhook: () => null,
  getWebhookInfo: () => null,
  getMe: () => null,
  getUpdates: ({ limit = 100 }) =>
    limit >= 1 && limit <= 100 ? null : refuse('limit must be from 1 to 100'),
}
/** A pressed button is answered within this time. */
const queryLivesMs = 150_000

const failureOf = (answer: TelegramFault['answer']): Partial<TelegramCall> =>
  typeof answer === 'object'
    ? { outcome: 'refused', code: answer.code, retryAfter: answer.retryAfter ?? null }
    : { outcome: 'unanswered', code: null }

const inChat = ['sendMessage', 'editMessageReplyMarkup', 'deleteMessages', 'leaveChat', 'sendChatAction']
const quiet = ['getUpdates', 'getMe', 'getWebhookInfo']

async function read(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : JSON.parse(text)
}

function reply(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

/** A strict Bot API on 127.0.0.1: refuses what the real one refuses, and fails as it is told. */
export async function startTelegramStandIn({
  port = 0,
  token = '123456:stand-in_token-AAE',
} = {}): Promise<TelegramStandIn> {
  const sent: TelegramSent[] = []
  const calls: string[] = []
  const blocked = new Set<string>()
  const webhook: TelegramStandIn['webhook'] = { url: '' }
  const trouble: TelegramStandIn['trouble'] = {}
  let faults: { fault: TelegramFault; left: number }[] = []
  let updates: { update_id: number }[] = []
  const waiters: (() => void)[] = []
  const network: TelegramStandIn['network'] = {
    ...{
      latencyMs: 0,
      taken: null,
      fault: null,
      isTaken: () => false,
      seen: null,
      abandoned: null,
      known: null,
      limits: null,
    },
  }
  const recent: { chat: string; at: number }[] = []
  const keyboards = new Map<number, string>()
  let nextMessage = 1000

  const script = (...given: TelegramFault[]) =>
    void faults.push(...given.map((fault) => ({ fault, left: fault.times ?? 1 })))
  const queue = (...given: readonly { update_id: number }[]) => {
    updates.push(...given)
    for (const wake of waiters.splice(0)) wake()
  }
  const reset = () => {
    sent.length = 0
    calls.length = 0
    faults = []
    updates = []
    blocked.clear()
  }

  function faultFor(method: string, chat: string): TelegramFault | null {
    const found = faults.find(
      ({ fault, left }) => left > 0 && (fault.method ?? method) === method && (fault.chat ?? chat) === chat,
    )
    if (!found) return null
    found.left -= 1
    if (found.left === 0) faults = faults.filter((one) => one !== found)
    return found.fault
  }

  function drawn(method: string, chat: string): TelegramFault | null {
    const answer = network.fault?.(method, chat) ?? null
    const isFault = answer !== null && typeof answer !== 'object'
    return answer === null ? null : { answer, taken: isFault && network.isTaken() }
  }

  function check(method: string, body: Body): Refusal | null {
    const rule = Object.hasOwn(rules, method) ? rules[method] : undefined
    const misfit = misfitOf(method, body)
    if (!rule || misfit === undefined) return { code: 404, description: 'Not Found: method not found' }
    if (misfit) return refuse(misfit)
    if (inChat.includes(method)) {
      const chat = String(body.chat_id ?? '')
      if (chat === '') return refuse('chat_id is empty')
      if (!/^-?\d+$/.test(chat)) return refuse('chat not found')
      if (blocked.has(chat)) return refuse('bot was blocked by the user', 403)
      if (method === 'sendMessage' && network.known?.chats.has(chat) === false)
        return refuse("bot can't initiate conversation with a user", 403)
    }
    return rule(body) ?? checkKnown(method, body)
  }

  /** What can be judged only with a memory: pressed buttons, and keyboards that stand. */
  function checkKnown(method: string, body: Body): Refusal | null {
    const { known } = network
    if (!known) return null
    if (method === 'answerCallbackQuery') {
      const pressed = known.queries.get(body.callback_query_id) ?? 0
      const isOld = known.now() - pressed > queryLivesMs
      return isOld ? refuse('query is too old and response timeout expired or query ID is invalid') : null
    }
    if (method !== 'editMessageReplyMarkup') return null
    const before = keyboards.get(body.message_id)
    if (before === undefined) return refuse('message to edit not found')
    const next = JSON.stringify(body.reply_markup?.inline_keyboard ?? [])
    if (next === before)
      return refuse(
        'message is not modified: specified new message content and reply markup are exactly the same',
      )
    keyboards.set(body.message_id, next)
    return null
  }

  /** Over the limit: seconds to wait. */
  function overLimit(method: string, chat: string): number | null {
    const { limits } = network
    if (method !== 'sendMessage' || !limits) return null
    const now = Date.now()
    while (recent[0] && recent[0].at < now - 1_000) recent.shift()
    const own = recent.filter((one) => one.chat === chat).length
    if (own >= limits.perChat || recent.length >= limits.inAll) return 1 + Math.floor(Math.random() * 2)
    recent.push({ chat, at: now })
    return null
  }

  function take(method: string, body: Body): unknown {
    const isMessage = method === 'sendMessage'
    const messageId = isMessage ? nextMessage++ : null
    if (!quiet.includes(method)) {
      sent.push({ method, chat: String(body.chat_id ?? ''), body, messageId, at: Date.now() })
    }
    if (messageId !== null && network.known)
      keyboards.set(messageId, JSON.stringify(body.reply_markup?.inline_keyboard ?? []))
    if (method === 'deleteMessages') for (const id of body.message_ids) keyboards.delete(id)
    if (method === 'setWebhook') Object.assign(webhook, body)
    if (method === 'deleteWebhook') webhook.url = ''
    if (method === 'getMe') return { id: 123456, is_bot: true, first_name: 'Bot', username: 'stand_in_bot' }
    if (method === 'getWebhookInfo') {
      const { url, allowed_updates } = webhook
      const waiting = { has_custom_certificate: false, pending_update_count: updates.length }
      return { url, ...waiting, allowed_updates, ...trouble }
    }
    if (!isMessage) return true
    const chat = { id: Number(body.chat_id), type: 'private', first_name: 'A' }
    return { message_id: messageId, date: Math.floor(Date.now() / 1000), chat, text: body.text }
  }

  async function poll(body: Body, response: ServerResponse) {
    if (webhook.url !== '') {
      const description =
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
      return reply(response, 409, { ok: false, error_code: 409, description })
    }
    if (body.offset !== undefined) updates = updates.filter((update) => update.update_id >= body.offset)
    if (updates.length === 0) {
      await new Promise<void>((wake) => {
        waiters.push(wake)
        response.on('close', wake)
        setTimeout(wake, Math.min(1000 * (body.timeout ?? 0), 25_000)).unref()
      })
    }
    if (!response.destroyed) reply(response, 200, { ok: true, result: updates.slice(0, body.limit ?? 100) })
  }

  function fail({ answer }: Pick<TelegramFault, 'answer'>, response: ServerResponse) {
    if (answer === 'hang') return
    if (answer === 'reset') return response.socket?.resetAndDestroy()
    if (answer === 'html') {
      response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>')
      return
    }
    const { code, description = 'scripted', retryAfter } = answer
    const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }
    reply(response, code, { ok: false, error_code: code, description, ...parameters })
  }

  async function control(path: string, request: IncomingMessage, response: ServerResponse) {
    if (path === '/stand-in/sent') return reply(response, 200, sent)
    if (path === '/stand-in/script') script(...(await read(request)).faults)
    if (path === '/stand-in/queue') queue(...(await read(request)).updates)
    if (path === '/stand-in/reset') reset()
    reply(response, 200, { ok: true })
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? ''
    if (path.startsWith('/stand-in/')) return control(path, request, response)
    const [, given, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? []
    const body = await read(request)
    if (given !== token)
      return reply(response, 401, { ok: false, error_code: 401, description: 'Unauthorized' })
    calls.push(method)
    const chat = String(body.chat_id ?? '')
    const at = Date.now()
    const fault = faultFor(method, chat) ?? drawn(method, chat)
    const note = (call: Partial<TelegramCall>) =>
      network.seen?.({
        ...{ method, body, at, outcome: 'refused', lost: false, code: null, retryAfter: null },
        ...{ scripted: false, messageId: null },
        ...call,
      })
    if (fault && !fault.taken) {
      note({ ...failureOf(fault.answer), scripted: true })
      return fail(fault, response)
    }
    const refusal = check(method, body)
    if (refusal) {
      note({ code: refusal.code })
      const { code, description } = refusal
      return reply(response, code, { ok: false, error_code: code, description })
    }
    const wait = overLimit(method, chat)
    if (wait !== null) {
      note({ code: 429, retryAfter: wait })
      return fail({ answer: { code: 429, description: 'Too Many Requests', retryAfter: wait } }, response)
    }
    if (method === 'getUpdates') return poll(body, response)
    const result = take(method, body)
    const taken = method === 'sendMessage' ? String(nextMessage - 1) : ''
    response.on('close', () => {
      if (taken && !response.writableFinished) network.abandoned?.(taken)
    })
    note({
      outcome: 'taken',
      lost: fault !== null,
      scripted: fault !== null,
      messageId: method === 'sendMessage' ? nextMessage - 1 : null,
    })
    if (method === 'sendMessage') network.taken?.(chat)
    if (network.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, network.latencyMs))
    if (fault) return fail(fault, response)
    reply(response, 200, { ok: true, result })
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: taken } = server.address() as AddressInfo

  const deliver: TelegramStandIn['deliver'] = async (to, secret, update, patienceMs = 30_000) => {
    const statuses: number[] = []
    const until = Date.now() + patienceMs
    for (let wait = 50; ; wait = Math.min(2_000, wait * 2)) {
      const status = await fetch(to, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': secret },
        body: JSON.stringify(update),
      }).then(
        (response) => response.status,
        () => 0,
      )
      statuses.push(status)
      if ((status >= 200 && status < 300) || Date.now() + wait > until) return statuses
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  return {
    url: `http://127.0.0.1:${taken}`,
    token,
    sent,
    calls,
    trouble,
    webhook,
    blocked,
    network,
    script,
    queue,
    deliver,
    reset,
    stop: () =>
      new Promise((resolve) => {
        for (const wake of waiters.splice(0)) wake()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

// `node test/support/telegram-stand-in.ts [port]`: prints { url, token } and runs until it is stopped; then
// POST /stand-in/script { faults }, /stand-in/queue { updates }, /stand-in/reset and GET /stand-in/sent steer it.
if (process.argv[1]?.endsWith('telegram-stand-in.ts')) {
  const { url, token } = await startTelegramStandIn({ port: Number(process.argv[2] ?? 0) })
  console.log(JSON.stringify({ url, token }))
}
