import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Whatever JSON holds. */
type Loose = ReturnType<typeof JSON.parse>

export interface Button {
  readonly id: string
  readonly label: string
}

export interface Screen {
  readonly text: string
  readonly buttons: readonly (readonly Button[])[]
}

/** A message as it came in at the provider. */
export interface Taken {
  readonly screen: Screen
  readonly messageId: string
  readonly at: number
}

/** Bot API and Bot Framework connector in one, as quick as can be: takes everything, checks nothing. */
export interface Provider {
  readonly url: string
  readonly token: string
  /** Resolves with the next message to this chat. */
  next(chat: string): Promise<Taken>
  /** Calls so far, messages and all others. */
  calls(): number
  stop(): Promise<void>
}

export const startProvider = async (): Promise<Provider> => {
  const waiting = new Map<string, (taken: Taken) => void>()
  let calls = 0
  let ids = 1000
  const take = (chat: string, screen: Screen): string => {
    const messageId = String(++ids)
    const wake = waiting.get(chat)
    waiting.delete(chat)
    wake?.({ screen, messageId, at: performance.now() })
    return messageId
  }
  const server = createServer((request, response) => {
    calls++
    answer(request, response, take).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  const url = await listening(server)
  return {
    url,
    token: '123456:bench',
    next: (chat) => new Promise((resolve) => waiting.set(chat, resolve)),
    calls: () => calls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

type Take = (chat: string, screen: Screen) => string

const answer = async (request: IncomingMessage, response: ServerResponse, take: Take): Promise<void> => {
  const path = request.url ?? ''
  const body = await read(request)
  const answered = path.startsWith('/v3/')
    ? connector(request.method ?? '', path, body, take)
    : telegram(path, body, take)
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answered))
}

const read = async (request: IncomingMessage): Promise<Loose> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : JSON.parse(text)
}

const telegram = (path: string, body: Loose, take: Take): object => {
  if (!path.endsWith('/sendMessage')) return { ok: true, result: true }
  const rows: Loose[][] = body.reply_markup?.inline_keyboard ?? []
  const buttons = rows.map((row) => row.map((button) => ({ id: button.callback_data, label: button.text })))
  const chat = { id: Number(body.chat_id), type: 'private' }
  const messageId = Number(take(String(body.chat_id), { text: body.text, buttons }))
  return { ok: true, result: { message_id: messageId, date: 1_790_000_000, chat, text: body.text } }
}

const connector = (method: string, path: string, body: Loose, take: Take): object => {
  const [, chat = ''] = /^\/v3\/conversations\/([^/]+)\/activities/.exec(path) ?? []
  const card = body.attachments?.[0]?.content
  if (method !== 'POST' || body.type !== 'message') return { id: '1' }
  const buttons = (card?.buttons ?? []).map((button: Loose) => ({ id: button.value, label: button.title }))
  return { id: take(chat, { text: card?.text ?? body.text, buttons: [buttons] }) }
}
