import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

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
  readonly network: { latencyMs: number; taken: ((chat: string) => void) | null }
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
  answerCallbackQuery: (body) =>
    typeof body.callback_query_id === 'string' && body.callback_query_id !== ''
      ? null
      : refuse('query ID is invalid'),
  leaveChat: () => null,
  sendChatAction: () => null,
  setMyCommands: (body) => (Array.isArray(body.commands) ? null : refuse('commands must be an Array')),
  setWebhook: (body) =>
    body.secret_token !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(body.secret_token)
      ? refuse('secret token contains unallowed characters')
      : null,
  deleteWebhook: () => null,
  getWebhookInfo: () => null,
  getMe: () => null,
  getUpdates: () => null,
}
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
  const network: TelegramStandIn['network'] = { latencyMs: 0, taken: null }
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

  function check(method: string, body: Body): Refusal | null {
    const rule = rules[method]
    if (!rule) return { code: 404, description: 'Not Found: method not found' }
    if (inChat.includes(method)) {
      const chat = String(body.chat_id ?? '')
      if (chat === '') return refuse('chat_id is empty')
      if (!/^-?\d+$/.test(chat)) return refuse('chat not found')
      if (blocked.has(chat)) return refuse('bot was blocked by the user', 403)
    }
    return rule(body)
  }

  function take(method: string, body: Body): unknown {
    const isMessage = method === 'sendMessage'
    const messageId = isMessage ? nextMessage++ : null
    if (!quiet.includes(method)) {
      sent.push({ method, chat: String(body.chat_id ?? ''), body, messageId, at: Date.now() })
    }
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

  function fail(fault: TelegramFault, response: ServerResponse) {
    const { answer } = fault
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
    const fault = faultFor(method, String(body.chat_id ?? ''))
    if (fault && !fault.taken) return fail(fault, response)
    const refusal = check(method, body)
    if (refusal)
      return reply(response, refusal.code, {
        ok: false,
        error_code: refusal.code,
        description: refusal.description,
      })
    if (method === 'getUpdates') return poll(body, response)
    const result = take(method, body)
    if (method === 'sendMessage') network.taken?.(String(body.chat_id))
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
