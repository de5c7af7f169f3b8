import type { Temporal } from 'temporal-polyfill'
import type { ActivityOf } from '../../bot/activity.ts'
import type { ActivityDraft, Incoming, Reach } from '../channel.ts'
import { isoOf, momentOf, toJson } from '../wire/edge.ts'
import { Change, Delivery, Entry, Status, Value, WhatsappMessage } from './delivery.ts'
import { isMove, movedOf } from './moved.ts'
import { reachOf, senderOf } from './reach.ts'

export interface WhatsappContext {
  /** Our account, as it stands in `Reach.account`. */
  readonly account: string
  /** Our number's id; what is for another number is ignored. */
  readonly phoneNumberId: string
  readonly receivedAt: Temporal.Instant
}

const ignored = (reason: string): Incoming => ({ type: 'ignored', reason })
const unreadable = (reason: string, raw: unknown): Incoming => ({
  type: 'unreadable',
  reason,
  raw: toJson(raw),
})

const mediaKinds: Readonly<Record<string, ActivityOf<'media'>['kind']>> = {
  audio: 'voice',
  voice: 'voice',
  image: 'photo',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contact',
}

// A reaction answers nothing; an edit or a withdrawn message cannot change what was answered.
const unheard = ['reaction', 'edit', 'revoke', 'request_welcome']

type DraftKind =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tap'; readonly asking: string; readonly choice: string }
  | { readonly type: 'media'; readonly kind: ActivityOf<'media'>['kind'] }

/** `<asking>.<choice>` of a button or row; any other shape is an old one of ours, with no asking. */
function readButton(id: string): { asking: string; choice: string } {
  const dot = id.indexOf('.')
  if (dot < 1 || dot === id.length - 1) return { asking: '', choice: id }
  return { asking: id.slice(0, dot), choice: id.slice(dot + 1) }
}

/** A template's button gives our id back where we sent one with it; else its words are all there is. */
function templateTapped({ text, payload = '' }: NonNullable<WhatsappMessage['button']>): DraftKind {
  const { asking, choice } = readButton(payload)
  return asking === '' ? { type: 'text', text } : { type: 'tap', asking, choice }
}

function said(message: WhatsappMessage): DraftKind | null {
  const { type, text, button, interactive } = message
  if (type === 'text') return text ? { type: 'text', text: text.body } : null
  if (type === 'button') return button ? templateTapped(button) : null
  const reply = interactive?.button_reply ?? interactive?.list_reply
  if (type === 'interactive' && reply) return { type: 'tap', ...readButton(reply.id) }
  return { type: 'media', kind: Object.hasOwn(mediaKinds, type) ? (mediaKinds[type] ?? 'other') : 'other' }
}

const readReceipt = (id: string) => ({
  messaging_product: 'whatsapp',
  status: 'read',
  message_id: id,
  typing_indicator: { type: 'text' },
})

function activities(
  context: WhatsappContext,
  message: WhatsappMessage,
  reach: Reach,
  kind: DraftKind,
): Incoming[] {
  const receivedAt = isoOf(context.receivedAt)
  const sentAt = momentOf(message.timestamp, context.receivedAt) ?? receivedAt
  const base = { channel: 'whatsapp' as const, sentAt, receivedAt, order: null, hint: null }
  const make = (activity: ActivityDraft, providerId: string, isFirst: boolean): Incoming => ({
    type: 'activity',
    reach,
    providerId,
    messageId: null,
    activity,
    askedAt: null,
    ack: isFirst ? readReceipt(message.id) : null,
  })
  const first = make({ ...base, ...kind }, message.id, true)
  const caption = (message.image ?? message.video ?? message.document)?.caption
  if (kind.type !== 'media' || !caption?.trim()) return [first]
  // Words under a picture are words: they may ask for help.
  return [first, make({ ...base, type: 'text', text: caption }, `${message.id}:caption`, false)]
}

type ValueOf = ReturnType<typeof Value.parse>

function parseSystem(context: WhatsappContext, message: WhatsappMessage, raw: unknown): Incoming {
  const { system } = message
  if (!system) return unreadable('whatsapp.system', raw)
  if (!isMove(system)) return ignored('system')
  const sentAt = momentOf(message.timestamp, context.receivedAt) ?? isoOf(context.receivedAt)
  return movedOf(context.account, message, system, sentAt) ?? unreadable('whatsapp.moved', raw)
}

function parseMessage(context: WhatsappContext, value: ValueOf, raw: unknown): Incoming[] {
  const parsed = WhatsappMessage.safeParse(raw)
  if (!parsed.success) return [unreadable('whatsapp.message', raw)]
  const message = parsed.data
  if (message.type === 'system') return [parseSystem(context, message, raw)]
  if (message.group_id) return [ignored('group')]
  if (unheard.includes(message.type)) return [ignored('unheard')]
  const reach = senderOf(context.account, message, value.contacts, value.messages.length === 1)
  if (!reach) return [unreadable('whatsapp.sender', raw)]
  const kind = said(message)
  return kind ? activities(context, message, reach, kind) : [unreadable('whatsapp.shape', raw)]
}

type State = Extract<Incoming, { type: 'status' }>['state']
const states: Readonly<Record<string, State>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
}

function parseStatus(context: WhatsappContext, raw: unknown): Incoming {
  const parsed = Status.safeParse(raw)
  if (!parsed.success) return unreadable('whatsapp.status', raw)
  const status = parsed.data
  const state = Object.hasOwn(states, status.status) ? states[status.status] : undefined
  if (!state || status.recipient_type === 'group') return ignored('status')
  return {
    type: 'status',
    reach: reachOf(context.account, [status.recipient_id, status.recipient_user_id]),
    outbox: status.biz_opaque_callback_data ?? null,
    messageId: status.id,
    state,
    code: status.errors?.[0] ? String(status.errors[0].code) : null,
    at: momentOf(status.timestamp, context.receivedAt) ?? isoOf(context.receivedAt),
  }
}

function parseChange(context: WhatsappContext, raw: unknown): Incoming[] {
  const change = Change.safeParse(raw)
  if (!change.success) return [unreadable('whatsapp.change', raw)]
  if (change.data.field !== 'messages') return [ignored('field')]
  const value = Value.safeParse(change.data.value)
  if (!value.success) return [unreadable('whatsapp.value', raw)]
  if (value.data.metadata.phone_number_id !== context.phoneNumberId) return [ignored('other-number')]
  return [
    ...value.data.messages.flatMap((message) => parseMessage(context, value.data, message)),
    ...value.data.statuses.map((status) => parseStatus(context, status)),
    ...value.data.errors.map(() => ignored('errors')),
  ]
}

/** Pure: one delivery of the Cloud API, possibly of several people, as what it means to us. Never throws. */
export function parse(body: unknown, context: WhatsappContext): Incoming[] {
  const delivery = Delivery.safeParse(body)
  if (!delivery.success) return [unreadable('whatsapp.delivery', body)]
  return delivery.data.entry.flatMap((raw) => {
    const entry = Entry.safeParse(raw)
    if (!entry.success) return [unreadable('whatsapp.entry', raw)]
    return entry.data.changes.flatMap((change) => parseChange(context, change))
  })
}
