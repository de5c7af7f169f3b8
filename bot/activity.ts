import { z } from 'zod'

/** How a Conversation looks: decides limits and rendering. `text` is a channel without buttons. */
export const channels = ['telegram', 'whatsapp', 'text'] as const
export const Channel = z.enum(channels)
export type Channel = z.infer<typeof Channel>

const moment = z.iso.datetime()

const base = {
  /** Unique within the Contact: a keyed hash of channel and the provider's message id. */
  id: z.string(),
  channel: Channel,
  /** When the person sent it, by the provider's clock (ISO, UTC); a Telegram tap has none and takes `receivedAt`. */
  sentAt: moment,
  receivedAt: moment,
  /** Place within one second: Telegram's update_id; null where the provider gives no order. */
  order: z.number().nullable(),
  /** BCP 47 tag of the person's app, where the channel tells it. A hint only. */
  hint: z.string().nullable(),
}

export const mediaKinds = [
  'voice',
  'photo',
  'video',
  'document',
  'sticker',
  'location',
  'contact',
  'other',
] as const

/** One thing that happened to a Conversation. */
export const Activity = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('text'), text: z.string() }),
  /** `/start x` on Telegram, or an invite code; `entry` is what came with it. */
  z.object({ ...base, type: z.literal('start'), entry: z.string().nullable() }),
  z.object({ ...base, type: z.literal('tap'), asking: z.string(), choice: z.string() }),
  /** Something the bot cannot read; never downloaded (P27). */
  z.object({ ...base, type: z.literal('media'), kind: z.enum(mediaKinds) }),
  /** The person blocked the bot, or came back. */
  z.object({ ...base, type: z.literal('blocked') }),
  z.object({ ...base, type: z.literal('returned') }),
  /** The same person now has another address (P17): `to` is where answers go from now on. */
  z.object({ ...base, type: z.literal('moved'), to: z.string() }),
  /** The person's own word brought a hidden Contact back (P15). */
  z.object({ ...base, type: z.literal('found') }),
])
export type Activity = z.infer<typeof Activity>
export type ActivityOf<T extends Activity['type']> = Extract<Activity, { type: T }>

/** Activities that are a person's own doing: they open the reply window and count as presence. */
export const isFromContact = (activity: Activity): boolean =>
  ['text', 'start', 'tap', 'media', 'found'].includes(activity.type)
