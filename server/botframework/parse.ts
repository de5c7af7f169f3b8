import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { ActivityOf } from '../../bot/activity.ts'
import type { ActivityDraft, Incoming } from '../channel.ts'
import { isoOf, momentOf, toJson } from '../wire/edge.ts'
import { reachOf } from './reach.ts'

export interface BotFrameworkContext {
  readonly account: string
  readonly receivedAt: Temporal.Instant
}

const account = z.object({ id: z.string().min(1) })

// The parts of an Activity that mean something to us.
// https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
const Message = z.object({
  id: z.string().min(1),
  channelId: z.string().min(1),
  serviceUrl: z.url(),
  from: account,
  recipient: account,
  conversation: account.extend({
    isGroup: z.boolean().nullish(),
    conversationType: z.string().nullish(),
  }),
  timestamp: z.string().nullish(),
  locale: z.string().nullish(),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  attachments: z.array(z.object({ contentType: z.string().nullish() })).nullish(),
})
type Message = z.infer<typeof Message>

const Tap = z.object({ wegwijs: z.string().regex(/^[^.]+\..+$/) })

const ignored = (reason: string): Incoming => ({ type: 'ignored', reason })
const unreadable = (reason: string, raw: unknown): Incoming => ({
  type: 'unreadable',
  reason,
  raw: toJson(raw),
})

type Kind =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tap'; readonly asking: string; readonly choice: string }
  | { readonly type: 'media'; readonly kind: ActivityOf<'media'>['kind'] }

const mediaKinds: readonly (readonly [RegExp, ActivityOf<'media'>['kind']])[] = [
  [/^audio\//, 'voice'],
  [/^image\//, 'photo'],
  [/^video\//, 'video'],
]
// Teams repeats every text as HTML; cards are what a person was shown, not what was sent.
const noMedia = /^(text\/|application\/vnd\.microsoft\.card)/

const mediaOf = ({ attachments }: Message): Kind[] => {
  const found = (attachments ?? []).find(({ contentType }) => contentType && !noMedia.test(contentType))
  if (!found?.contentType) return []
  const { contentType } = found
  const kind = mediaKinds.find(([pattern]) => pattern.test(contentType))?.[1] ?? 'document'
  return [{ type: 'media', kind }]
}

const said = (message: Message): Kind[] => {
  const tap = Tap.safeParse(message.value)
  if (tap.success) {
    const dot = tap.data.wegwijs.indexOf('.')
    const [asking, choice] = [tap.data.wegwijs.slice(0, dot), tap.data.wegwijs.slice(dot + 1)]
    return [{ type: 'tap', asking, choice }]
  }
  const text = message.text ?? ''
  const media = mediaOf(message)
  // Words under a picture are words: they may ask for help. Nothing at all is still a message that wants an answer.
  return text.trim() !== '' || media.length === 0 ? [...media, { type: 'text', text }] : media
}

const secondsOf = (timestamp: string | null | undefined): number | null => {
  const ms = Date.parse(timestamp ?? '')
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000)
}

const isGroup = ({ conversation: { isGroup: told, conversationType: type } }: Message): boolean =>
  told === true || (typeof type === 'string' && type !== 'personal')

const activitiesOf = (message: Message, context: BotFrameworkContext): Incoming[] => {
  const receivedAt = isoOf(context.receivedAt)
  const sentAt = momentOf(secondsOf(message.timestamp), context.receivedAt) ?? receivedAt
  const base = { channel: 'text' as const, sentAt, receivedAt, order: null, hint: message.locale ?? null }
  const { channelId, conversation, from, recipient, serviceUrl } = message
  const reach = reachOf(context.account, [channelId, conversation.id, from.id, recipient.id, serviceUrl])
  return said(message).map((kind, place) => ({
    type: 'activity',
    reach,
    providerId: place === 0 ? message.id : `${message.id}:words`,
    messageId: null,
    activity: { ...base, ...kind } satisfies ActivityDraft,
    askedAt: null,
    ack: null,
  }))
}

/** Pure: one Activity of the Bot Framework as what it means to us. Never throws. */
export function parse(body: unknown, context: BotFrameworkContext): Incoming[] {
  const type = z.object({ type: z.string() }).safeParse(body).data?.type
  if (type === undefined) return [unreadable('botframework.activity', body)]
  // People who join, type, react or leave have said nothing.
  if (type !== 'message') return [ignored(type)]
  const message = Message.safeParse(body)
  if (!message.success) return [unreadable('botframework.message', body)]
  if (isGroup(message.data)) return [ignored('group')]
  return activitiesOf(message.data, context)
}
