import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { asRead } from './as-read.ts'
import type { TelegramStandIn } from './telegram-stand-in.ts'
import type { WhatsappStandIn } from './whatsapp-stand-in.ts'

type Loose = ReturnType<typeof JSON.parse>

/** One message as the provider took it, in one shape for both channels. */
export interface Received {
  readonly to: string
  readonly text: string
  /** Button ids, `<asking>.<choice>`. */
  readonly buttons: readonly string[]
  /** The call's whole content: the same twice means a repeated send, as askings are random. */
  readonly key: string
  readonly at: number
  readonly messageId: string
  /** WhatsApp's echo of our outbox id. */
  readonly outbox: string | null
}

export interface Bench {
  readonly telegram: TelegramStandIn
  readonly whatsapp: WhatsappStandIn
  readonly secret: string
  /** Base addresses of the server processes; posts are spread over them. */
  urls: readonly string[]
  /** Called as a delivery sets out. */
  posting?: () => void
}

export const webhookSecret = 'stand-in-secret'

/** The environment with which a server talks to the stand-ins. */
export const channelEnv = ({ telegram, whatsapp }: Pick<Bench, 'telegram' | 'whatsapp'>) => ({
  PUBLIC_URL: 'http://127.0.0.1:9',
  TELEGRAM_BOT_TOKEN: telegram.token,
  TELEGRAM_WEBHOOK_SECRET: webhookSecret,
  TELEGRAM_API_ROOT: telegram.url,
  WHATSAPP_ACCESS_TOKEN: whatsapp.accessToken,
  WHATSAPP_PHONE_NUMBER_ID: whatsapp.phoneNumberId,
  WHATSAPP_APP_SECRET: whatsapp.appSecret,
  WHATSAPP_VERIFY_TOKEN: 'stand-in-verify',
  WHATSAPP_API_ROOT: whatsapp.url,
  SIMULATOR: 'off',
  LOG_LEVEL: 'info',
})

const fromTelegram = (one: TelegramStandIn['sent'][number]): Received => ({
  to: one.chat,
  text: asRead(String(one.body.text ?? '')),
  buttons: (one.body.reply_markup?.inline_keyboard ?? []).flat().map((button: Loose) => button.callback_data),
  key: JSON.stringify(one.body),
  at: one.at,
  messageId: String(one.messageId),
  outbox: null,
})

const fromWhatsapp = (one: WhatsappStandIn['sent'][number]): Received => {
  const { interactive, text } = one.body
  const rows = interactive?.action?.sections?.flatMap((section: Loose) => section.rows) ?? []
  const replies = interactive?.action?.buttons?.map((button: Loose) => button.reply) ?? []
  return {
    to: one.to,
    text: asRead(String(text?.body ?? interactive?.body?.text ?? '')),
    buttons: [...rows, ...replies].map((row: Loose) => row.id),
    key: one.outbox ?? '',
    at: one.at,
    messageId: String(one.messageId),
    outbox: one.outbox,
  }
}

/** What each person received, kept up as the stand-ins take messages. */
export const mailbox = (bench: Bench): ((to: string) => readonly Received[]) => {
  const byPerson = new Map<string, Received[]>()
  let [telegram, whatsapp] = [0, 0]
  const put = (one: Received) => {
    const list = byPerson.get(one.to) ?? []
    byPerson.set(one.to, list)
    list.push(one)
  }
  return (to) => {
    for (; telegram < bench.telegram.sent.length; telegram++) {
      const one = bench.telegram.sent[telegram]
      if (one?.method === 'sendMessage') put(fromTelegram(one))
    }
    for (; whatsapp < bench.whatsapp.sent.length; whatsapp++) {
      const one = bench.whatsapp.sent[whatsapp]
      if (one && one.type !== 'read') put(fromWhatsapp(one))
    }
    return byPerson.get(to) ?? []
  }
}

export type Channel = 'telegram' | 'whatsapp'
export interface Posted {
  readonly statuses: readonly number[]
}

export interface Person {
  readonly channel: Channel
  readonly id: string
  /** Telegram's message ids of what was written, in order. */
  readonly written: string[]
  /** Everything received, repeated sends included. */
  readonly received: () => readonly Received[]
  write(text: string, more?: PostOptions): Promise<number[]>
  /** Taps the latest button whose choice is this one. */
  tap(choice: string, more?: PostOptions): Promise<number[]>
  /**
   * Several texts at once, in an order of arrival that is not that of sending: in one body on WhatsApp. Gives the
   * statuses of each delivery.
   */
  burst(texts: readonly string[], more?: PostOptions): Promise<number[][]>
  /** What was answered with 200: the provider's ids, as the server's marks name them. */
  readonly taken: { readonly providerId: string; readonly at: number }[]
}

export interface PostOptions {
  /** Deliver it once more after it was taken. */
  readonly twice?: boolean
  readonly patienceMs?: number
  /** Seconds since 1970 that the provider names as the time of sending. */
  readonly date?: number
}

export interface Crowd {
  readonly bench: Bench
  person(channel: Channel, id: string): Person
}

const numbers = [
  ...Array.from({ length: 100 }, (_, place) => `447700900${String(place).padStart(3, '0')}`),
  ...Array.from({ length: 99 }, (_, place) => `120255501${String(place).padStart(2, '0')}`),
]
/** Fictional people: Telegram ids, telephone numbers of the ranges for fiction, business-scoped ids. */
export const personId = (channel: Channel, place: number): string =>
  channel === 'telegram'
    ? String(5_000_000_000 + place)
    : place % 5 === 4
      ? `GB.9000000000${String(place).padStart(4, '0')}`
      : (numbers[place] ?? `GB.9000000001${String(place).padStart(4, '0')}`)

let updateId = 700_000
let serial = 0

const seconds = (): number => Math.floor(Date.now() / 1000)

/** One post with one answer: 0 when nothing came back. */
const post = (url: string, headers: Record<string, string>, body: string): Promise<number> =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.status
    },
    () => 0,
  )

/** As the platforms do: what got no 2xx is brought again, here sooner than theirs. */
const insist = async (once: () => Promise<number>, patienceMs: number): Promise<number[]> => {
  const statuses: number[] = []
  const until = Date.now() + patienceMs
  for (let wait = 40; ; wait = Math.min(400, wait * 2)) {
    const status = await once()
    statuses.push(status)
    if ((status >= 200 && status < 300) || Date.now() + wait > until) return statuses
    await pause(wait)
  }
}

interface Delivery {
  readonly channel: Channel
  readonly body: string
  readonly providerIds: readonly string[]
}

export const crowd = (bench: Bench): Crowd => {
  const inboxOf = mailbox(bench)
  const base = () => bench.urls[Math.floor(Math.random() * bench.urls.length)] ?? ''
  const send = async (
    { channel, body, providerIds }: Delivery,
    taken: Person['taken'],
    { twice = false, patienceMs = 60_000 }: PostOptions,
  ) => {
    const headers: Record<string, string> =
      channel === 'telegram'
        ? { 'X-Telegram-Bot-Api-Secret-Token': bench.secret }
        : { 'X-Hub-Signature-256': signed(bench.whatsapp.appSecret, body) }
    const once = () => {
      bench.posting?.()
      return post(`${base()}/webhooks/${channel}`, headers, body)
    }
    const statuses = await insist(once, patienceMs)
    if (statuses.at(-1) === 200)
      taken.push(...providerIds.map((providerId) => ({ providerId, at: Date.now() })))
    if (twice) await insist(once, patienceMs)
    return statuses
  }
  return {
    bench,
    person: (channel, id) => personOf(bench, channel, id, () => inboxOf(id), send),
  }
}

type Send = (delivery: Delivery, taken: Person['taken'], more: PostOptions) => Promise<number[]>

const personOf = (
  bench: Bench,
  channel: Channel,
  id: string,
  received: () => readonly Received[],
  send: Send,
): Person => {
  const written: string[] = []
  const taken: Person['taken'] = []
  const text = (words: string, date: number): Delivery => {
    if (channel === 'whatsapp') return whatsappDelivery(bench, id, [{ date, ...textOf(words) }])
    written.push(String(++serial))
    return telegramText(id, serial, date, words)
  }
  const write: Person['write'] = (words, more = {}) => send(text(words, more.date ?? seconds()), taken, more)
  return {
    channel,
    id,
    written,
    taken,
    received,
    write,
    tap: (choice, more = {}) => {
      const button = received()
        .flatMap(({ buttons }) => buttons)
        .findLast((one) => one.endsWith(`.${choice}`))
      if (!button) throw new Error(`Nobody offered "${choice}" to this person.`)
      const date = more.date ?? seconds()
      const interactive = { type: 'list_reply', list_reply: { id: button, title: 'x' } }
      return channel === 'whatsapp'
        ? send(whatsappDelivery(bench, id, [{ date, type: 'interactive', interactive }]), taken, more)
        : send(telegramTap(id, date, button), taken, more)
    },
    burst: async (texts, more = {}) => {
      const first = seconds() - texts.length
      const dated = texts.map((words, place) => ({ date: first + place, ...textOf(words) }))
      if (channel === 'whatsapp')
        return [await send(whatsappDelivery(bench, id, dated.toReversed()), taken, more)]
      const statuses: number[][] = []
      // One update in flight a chat: Telegram waits for the 200.
      for (const words of texts) statuses.push(await write(words, more))
      return statuses
    },
  }
}

const textOf = (body: string) => ({ type: 'text', text: { body } })

export const signed = (secret: string, body: string | Uint8Array): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

const telegramText = (id: string, messageId: number, date: number, text: string): Delivery => ({
  channel: 'telegram',
  providerIds: [`m${messageId}`],
  body: JSON.stringify({
    update_id: ++updateId,
    message: {
      message_id: messageId,
      date,
      chat: { id: Number(id), type: 'private' },
      from: { id: Number(id), is_bot: false, language_code: 'en' },
      text,
    },
  }),
})

const telegramTap = (id: string, date: number, button: string): Delivery => {
  const query = randomUUID()
  return {
    channel: 'telegram',
    providerIds: [`q${query}`],
    body: JSON.stringify({
      update_id: ++updateId,
      callback_query: {
        id: query,
        from: { id: Number(id), is_bot: false, language_code: 'en' },
        message: { message_id: 1, date, chat: { id: Number(id), type: 'private' } },
        chat_instance: '1',
        data: button,
      },
    }),
  }
}

/** Messages of one person in one delivery, from a number or from a business-scoped id. */
const whatsappDelivery = (
  bench: Bench,
  id: string,
  contents: readonly { readonly date: number; readonly [key: string]: unknown }[],
): Delivery => {
  const messages = contents.map(({ date, ...content }) => ({
    id: `wamid.TEST${randomUUID()}`,
    timestamp: String(date),
    ...(id.includes('.') ? { from_user_id: id } : { from: id }),
    ...content,
  }))
  const contact = id.includes('.') ? { user_id: id } : { wa_id: id }
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '12025550100', phone_number_id: bench.whatsapp.phoneNumberId },
    contacts: [{ profile: { name: 'A' }, ...contact }],
    messages,
  }
  return {
    channel: 'whatsapp',
    providerIds: messages.map((message) => message.id),
    body: JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
    }),
  }
}

/** Waits until it is so. @throws with the sentence when it is not so in time. */
export const until = async (isSo: () => boolean, ms: number, sentence: () => string): Promise<void> => {
  const end = Date.now() + ms
  while (!isSo()) {
    if (Date.now() > end) throw new Error(sentence())
    await pause(10)
  }
}
