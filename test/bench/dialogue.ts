import { Agent, request } from 'node:http'
import type { Provider, Taken } from './provider.ts'

export const secret = 'bench-secret'

/** How a bot is spoken to: Bot API updates, or activities of the Bot Framework. */
export type Protocol = 'telegram' | 'connector'

export interface Line {
  readonly url: string
  readonly protocol: Protocol
  readonly provider: Provider
}

/** Milliseconds from sending the webhook until the reply was at the provider. */
export type Latency = number

const agent = new Agent({ keepAlive: true, maxSockets: 512 })

/** A server may close a connection at rest just as it is used again: then the request never began, and is made anew. */
const post = async (url: string, body: object): Promise<number> => {
  for (;;) {
    const status = await postOnce(url, body)
    if (status !== 'not begun') return status
  }
}

const postOnce = (url: string, body: object): Promise<number | 'not begun'> =>
  new Promise((resolve, reject) => {
    const bytes = Buffer.from(JSON.stringify(body))
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': bytes.length,
      'X-Telegram-Bot-Api-Secret-Token': secret,
    }
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.on('end', () => resolve(response.statusCode ?? 0)).resume()
    })
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (sent.reusedSocket && error.code === 'ECONNRESET') resolve('not begun')
      else reject(error)
    })
    sent.end(bytes)
  })

let updates = 100_000

const telegramUpdate = (chat: string, words: string, tapped: Taken | null): object => {
  const from = { id: Number(chat), is_bot: false, first_name: 'A', language_code: 'en' }
  const at = { date: Math.floor(Date.now() / 1000), chat: { id: Number(chat), type: 'private' } }
  const id = ++updates
  if (tapped === null) return { update_id: id, message: { message_id: id, from, ...at, text: words } }
  const message = { message_id: Number(tapped.messageId), ...at, text: tapped.screen.text }
  const query = { id: String(id), from, message, chat_instance: '1', data: words }
  return { update_id: id, callback_query: query }
}

const activity = ({ provider }: Line, chat: string, words: string): object => ({
  type: 'message',
  id: String(++updates),
  timestamp: new Date().toISOString(),
  channelId: 'bench',
  serviceUrl: provider.url,
  from: { id: chat, name: 'A' },
  conversation: { id: chat },
  recipient: { id: 'bot', name: 'Bot' },
  locale: 'en',
  text: words,
})

/** One turn: brings the message and waits for both the 200 and the reply. */
const turn = async (line: Line, chat: string, words: string, tapped: Taken | null) => {
  const isTelegram = line.protocol === 'telegram'
  const body = isTelegram ? telegramUpdate(chat, words, tapped) : activity(line, chat, words)
  const next = line.provider.next(chat)
  const began = performance.now()
  const path = isTelegram ? '/webhooks/telegram' : '/api/messages'
  const status = await post(`${line.url}${path}`, body)
  if (status !== 200) throw new Error(`A webhook was answered with ${status}.`)
  const taken = await within(next, 30_000)
  return { taken, ms: taken.at - began }
}

const within = async <T>(promise: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No reply within ${ms} ms.`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

const buttonOf = ({ screen }: Taken, label: string): string => {
  const found = screen.buttons.flat().find((button) => button.label === label)
  if (!found) throw new Error(`"${label}" was not offered under: ${screen.text}`)
  return found.id
}

/** The dialogue: hello (which language?) · English (may I remember?) · Yes (the first screen). */
export const turnsADialogue = 3

export const dialogue = async (
  line: Line,
  chat: string,
  pause: () => Promise<void> = async () => {},
): Promise<{ latencies: Latency[]; taken: Taken[] }> => {
  const picker = await turn(line, chat, 'hello', null)
  await pause()
  const consent = await turn(line, chat, buttonOf(picker.taken, 'English'), picker.taken)
  await pause()
  const first = await turn(line, chat, buttonOf(consent.taken, 'Yes'), consent.taken)
  buttonOf(first.taken, '☰ Menu')
  const all = [picker, consent, first]
  return { latencies: all.map(({ ms }) => ms), taken: all.map(({ taken }) => taken) }
}

/** Everybody new walks through the dialogue, `abreast` at a time. */
export const crowd = async (
  line: Line,
  chats: readonly string[],
  abreast: number,
  pause?: () => Promise<void>,
): Promise<Latency[]> => {
  const left = chats.values()
  const latencies: Latency[] = []
  const walk = async (): Promise<void> => {
    for (const chat of left) latencies.push(...(await dialogue(line, chat, pause)).latencies)
  }
  await Promise.all(Array.from({ length: abreast }, walk))
  return latencies
}
