import type { Temporal } from 'temporal-polyfill'
import type { z } from 'zod'
import type { ActivityDraft, Incoming, Reach } from '../channel.ts'
import { isoOf, momentOf, toJson } from '../wire/edge.ts'
import { mediaKindOf, readButton, readText } from './message.ts'
import { wordsOf } from './rich.ts'
import { CallbackQuery, MemberChange, Posted, TelegramMessage, Update } from './update.ts'

export interface TelegramContext {
  /** Our account, as it stands in `Reach.account`. */
  readonly account: string
  readonly receivedAt: Temporal.Instant
}

interface Delivery extends TelegramContext {
  readonly order: number
  readonly raw: unknown
}

type Activity = Extract<Incoming, { type: 'activity' }>

const ignored = (reason: string): Incoming[] => [{ type: 'ignored', reason }]
const unreadable = (reason: string, raw: unknown): Incoming[] => [
  { type: 'unreadable', reason, raw: toJson(raw) },
]

const reachOf = (delivery: Delivery, id: number): Reach => ({
  account: delivery.account,
  id: String(id),
  alias: null,
})

const baseOf = (delivery: Delivery, date: unknown, hint?: string) => ({
  channel: 'telegram' as const,
  sentAt: momentOf(date, delivery.receivedAt) ?? isoOf(delivery.receivedAt),
  receivedAt: isoOf(delivery.receivedAt),
  order: delivery.order,
  hint: hint && hint.length <= 35 ? hint : null,
})

// Named by chat and hour: a burst of messages makes one call, and a bot that is added again leaves again.
function leave(delivery: Delivery, chat: number): Incoming[] {
  const hour = isoOf(delivery.receivedAt).slice(0, 13)
  return [{ type: 'call', providerId: `leave:${chat}:${hour}`, payload: { chat_id: String(chat) } }]
}

const groups = ['group', 'supergroup', 'channel']

function parseMessage(delivery: Delivery, body: unknown): Incoming[] {
  const posted = Posted.safeParse(body)
  if (posted.success && groups.includes(posted.data.chat.type)) return leave(delivery, posted.data.chat.id)
  const parsed = TelegramMessage.safeParse(body)
  if (!parsed.success) return unreadable('telegram.message', delivery.raw)
  const message = parsed.data
  if (message.chat.type !== 'private') return unreadable('telegram.chat', delivery.raw)
  if (message.from?.is_bot) return ignored('from-bot')
  const said = activitiesOf(delivery, message, body)
  return said.length === 0 ? ignored('notice') : said
}

function activitiesOf(delivery: Delivery, message: TelegramMessage, body: unknown): Activity[] {
  const base = baseOf(delivery, message.date, message.from?.language_code)
  const name = message.message_id === undefined ? `u${delivery.order}` : `m${message.message_id}`
  const make = (activity: ActivityDraft, providerId = name): Activity => ({
    type: 'activity',
    reach: reachOf(delivery, message.chat.id),
    providerId,
    messageId: message.message_id === undefined ? null : String(message.message_id),
    activity,
    askedAt: null,
    ack: null,
  })
  const text = message.text ?? (wordsOf(message.rich_message) || undefined)
  if (text !== undefined) return [make({ ...base, ...readText(text) })]
  const kind = typeof body === 'object' && body !== null ? mediaKindOf(body) : null
  if (kind === null) return []
  const media = make({ ...base, type: 'media', kind })
  if (!message.caption?.trim()) return [media]
  // Words under a picture are words: they may ask for help.
  return [media, make({ ...base, type: 'text', text: message.caption }, `${name}:caption`)]
}

function parseTap(delivery: Delivery, body: unknown): Incoming[] {
  const parsed = CallbackQuery.safeParse(body)
  if (!parsed.success) return unreadable('telegram.callback', delivery.raw)
  const { id, from, message, data: button = '' } = parsed.data
  if (message && groups.includes(message.chat.type)) return leave(delivery, message.chat.id)
  if (from.is_bot) return ignored('from-bot')
  return [
    {
      type: 'activity',
      // In a private chat the chat's id is the person's.
      reach: reachOf(delivery, message?.chat.id ?? from.id),
      providerId: `q${id}`,
      messageId: null,
      activity: { ...baseOf(delivery, null, from.language_code), type: 'tap', ...readButton(button) },
      askedAt: momentOf(message?.date, delivery.receivedAt),
      ack: { callback_query_id: id },
    },
  ]
}

const presences: Readonly<Record<string, 'blocked' | 'returned'>> = { kicked: 'blocked', member: 'returned' }

function parseMember(delivery: Delivery, body: unknown): Incoming[] {
  const parsed = MemberChange.safeParse(body)
  if (!parsed.success) return unreadable('telegram.member', delivery.raw)
  const { chat, from, date, new_chat_member: now } = parsed.data
  if (groups.includes(chat.type)) {
    return ['left', 'kicked'].includes(now.status) ? ignored('left-group') : leave(delivery, chat.id)
  }
  const type = Object.hasOwn(presences, now.status) ? presences[now.status] : undefined
  if (!type) return ignored('member-status')
  return [
    {
      type: 'activity',
      reach: reachOf(delivery, chat.id),
      providerId: `u${delivery.order}`,
      messageId: null,
      activity: { ...baseOf(delivery, date, from.language_code), type },
      askedAt: null,
      ack: null,
    },
  ]
}

function parsePosted(delivery: Delivery, body: unknown): Incoming[] {
  const parsed = Posted.safeParse(body)
  if (!parsed.success) return unreadable('telegram.post', delivery.raw)
  const { chat } = parsed.data
  return groups.includes(chat.type) ? leave(delivery, chat.id) : ignored('edited')
}

const kinds: readonly (readonly [string, (delivery: Delivery, body: unknown) => Incoming[]])[] = [
  ['message', parseMessage],
  ['callback_query', parseTap],
  ['my_chat_member', parseMember],
  ['edited_message', parsePosted],
  ['channel_post', parsePosted],
  ['edited_channel_post', parsePosted],
]

const kindOf = (update: z.infer<typeof Update>) => kinds.find(([key]) => Object.hasOwn(update, key))

/** Pure: one Update of the Bot API as what it means to us. Never throws. */
export function parse(body: unknown, context: TelegramContext): Incoming[] {
  const parsed = Update.safeParse(body)
  if (!parsed.success) return unreadable('telegram.update', body)
  const delivery = { ...context, order: parsed.data.update_id, raw: body }
  const kind = kindOf(parsed.data)
  if (!kind) return unreadable('telegram.kind', body)
  const [key, parseKind] = kind
  return parseKind(delivery, parsed.data[key])
}
