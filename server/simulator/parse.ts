import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { ActivityDraft, Incoming } from '../channel.ts'
import { looks, type Place } from './feed.ts'
import { accountOf } from './send.ts'

/** A random id made by the page; nobody can guess it. */
export const ChatId = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/)

const base = {
  look: z.enum(looks),
  /** Language of the made-up phone. */
  hint: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .nullable()
    .default(null),
  /** The page's own id of this update: sent anew after a fault, it is worked once. */
  id: ChatId,
}

/** What the page sends. */
export const PageUpdate = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('text'), text: z.string().min(1).max(4096) }),
  z.object({
    ...base,
    type: z.literal('tap'),
    asking: z.string().max(64),
    choice: z.string().max(64),
    /** When the message with this button came, by demo time. */
    askedAt: z.iso.datetime().nullable().default(null),
  }),
  z.object({ ...base, type: z.enum(['voice', 'photo', 'start', 'block', 'unblock']) }),
])
export type PageUpdate = z.infer<typeof PageUpdate>

export interface SimulatorContext extends Place {
  readonly receivedAt: Temporal.Instant
  /** Place within one second, as Telegram's update_id. */
  readonly order: number
  /** Id of the bubble that the page shows for it. */
  readonly messageId: string
}

type Said = Pick<Extract<ActivityDraft, { type: 'text' }>, 'type' | 'text'>
type Started = Pick<Extract<ActivityDraft, { type: 'start' }>, 'type' | 'entry'>

const command = /^\/([a-z0-9_]{1,32})(?:\s+([\s\S]*))?$/i

/** Telegram's commands: `/start x` is a start, any other is its word. */
function readText(look: Place['look'], text: string): Said | Started {
  const [, name, rest = ''] = look === 'telegram' ? (command.exec(text) ?? []) : []
  if (!name) return { type: 'text', text }
  if (name.toLowerCase() === 'start') return { type: 'start', entry: rest.trim() || null }
  return { type: 'text', text: [name, rest.trim()].filter(Boolean).join(' ') }
}

type DraftKind =
  | Said
  | Started
  | { readonly type: 'tap'; readonly asking: string; readonly choice: string }
  | { readonly type: 'media'; readonly kind: 'voice' | 'photo' }
  | { readonly type: 'blocked' | 'returned' }

function readUpdate(update: PageUpdate): DraftKind {
  switch (update.type) {
    case 'text':
      return readText(update.look, update.text)
    case 'tap':
      return { type: 'tap', asking: update.asking, choice: update.choice }
    case 'voice':
    case 'photo':
      return { type: 'media', kind: update.type }
    case 'start':
      return { type: 'start', entry: null }
    case 'block':
      return { type: 'blocked' }
    case 'unblock':
      return { type: 'returned' }
    default:
      return update satisfies never
  }
}

/** Each look owes what its platform owes: an answer to a tap on Telegram, a read receipt on WhatsApp. */
function ackOf(update: PageUpdate, messageId: string): Extract<Incoming, { type: 'activity' }>['ack'] {
  if (update.look === 'telegram') return update.type === 'tap' ? { callback_query_id: messageId } : null
  return update.look === 'whatsapp' ? { status: 'read', message_id: messageId } : null
}

/** Pure: what one update of the page means to us. */
export function parse(update: PageUpdate, context: SimulatorContext): Incoming[] {
  const moment = context.receivedAt.toString({ smallestUnit: 'millisecond' })
  const isTelegram = update.look === 'telegram'
  return [
    {
      type: 'activity',
      reach: { account: accountOf(update.look), id: context.chat, alias: null },
      providerId: update.id,
      messageId: isTelegram && update.type !== 'tap' ? context.messageId : null,
      activity: {
        channel: update.look,
        sentAt: moment,
        receivedAt: moment,
        order: isTelegram ? context.order : null,
        hint: update.hint,
        ...readUpdate(update),
      },
      askedAt: isTelegram && update.type === 'tap' ? update.askedAt : null,
      ack: ackOf(update, context.messageId),
    },
  ]
}
