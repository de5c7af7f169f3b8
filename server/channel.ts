import type { Activity, Channel } from '../bot/activity.ts'
import type { Spoken } from '../bot/message.ts'
import type { Json } from './store/store.ts'

export type SpaceName = 'main' | 'demo'

/** Where a person is reached on one of our accounts, as the provider names it. Personal: sealed wherever it is kept. */
export interface Reach {
  /** Our account, e.g. `telegram`, `whatsapp:<phone number id>`, `simulator:telegram`. */
  readonly account: string
  /** Chat id, number or business-scoped user id: unique on that account. */
  readonly id: string
  /** A second id of the same person (WhatsApp: the business-scoped user id beside the number). */
  readonly alias: string | null
}

/** What a channel's parse makes of one thing in a body. */
export type Incoming =
  | {
      readonly type: 'activity'
      readonly reach: Reach
      /** The provider's own id of the message, tap or update: for uniqueness alone. */
      readonly providerId: string
      /** The provider's message id as `unsend` needs it (Telegram), kept 48 hours; null where nothing can be unsent. */
      readonly messageId: string | null
      readonly activity: ActivityDraft
      /** When the message that carried the tapped button was sent, where the channel tells it (ISO). */
      readonly askedAt: string | null
      /** A call the channel owes for this update (answerCallbackQuery; read receipt): sent once, before the answer. */
      readonly ack: Json | null
    }
  | {
      readonly type: 'moved'
      readonly from: Reach
      readonly to: Reach
      readonly providerId: string
      readonly sentAt: string
    }
  /** A delivery report on something we sent. `outbox` is our row id, echoed. */
  | {
      readonly type: 'status'
      readonly reach: Reach | null
      readonly outbox: string | null
      readonly messageId: string
      readonly state: 'sent' | 'delivered' | 'read' | 'failed'
      readonly code: string | null
      readonly at: string
    }
  /** A call to make without any Contact: leaving a group. */
  | { readonly type: 'call'; readonly providerId: string; readonly payload: Json }
  /** Understood and of no concern to us (an edited message, a status of a story …). */
  | { readonly type: 'ignored'; readonly reason: string }
  /** Could not be understood: kept in `parked`. */
  | { readonly type: 'unreadable'; readonly reason: string; readonly raw: Json }

/** An Activity before it has an id; `id` is made from the reach and the providerId. */
export type ActivityDraft = DistributiveOmit<Activity, 'id'>
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** A Message within the channel's limits: payloads in order, and the choice ids shown on this page. */
export interface Rendered {
  readonly payloads: readonly Json[]
  readonly shown: readonly string[]
}

/** Pure. @throws RangeError naming limit and label when one of our own labels is too long. */
export type Render = (spoken: Spoken) => Rendered

/** One call to the provider. `to` is the person's address (Reach.id). */
export type Call =
  | {
      readonly type: 'message'
      readonly to: string
      readonly payload: Json
      readonly silent: boolean
      readonly outbox: string
    }
  | { readonly type: 'ack'; readonly to: string; readonly payload: Json }
  /** Take the buttons off an earlier message of ours. */
  | { readonly type: 'clear'; readonly to: string; readonly messageId: string }
  /** Delete messages of both sides (P15). */
  | { readonly type: 'unsend'; readonly to: string; readonly messageIds: readonly string[] }
  | { readonly type: 'call'; readonly payload: Json }

export type Sent =
  | { readonly type: 'sent'; readonly messageId: string | null }
  /** The provider says when to come back. */
  | { readonly type: 'wait'; readonly seconds: number }
  /** No answer or a fault of theirs: it may or may not have been taken. */
  | { readonly type: 'failed'; readonly reason: string; readonly maybeTaken: boolean }
  /** WhatsApp: the 24-hour window is closed; the row waits for the next message. */
  | { readonly type: 'closed' }
  /** Blocked, gone, not reachable on this channel. */
  | { readonly type: 'gone'; readonly reason: string }
  /** Refused for good; repeating is useless. */
  | { readonly type: 'refused'; readonly reason: string }

/** One account on one channel: the four files behind one interface. */
export interface Adapter {
  readonly account: string
  readonly channel: Channel
  readonly space: SpaceName
  readonly render: Render
  /** Never throws for a provider's fault; gives up after `signal` aborts. Reasons carry codes, never content. */
  send(call: Call, signal: AbortSignal): Promise<Sent>
  /** Milliseconds between two bubbles of one answer. */
  readonly pauseMs: number
  /** A reply window in hours after the person's last message; null where there is none. */
  readonly windowHours: number | null
  /** A message that may go while the window is closed: template `id` in the provider's `language`, with [Read]. */
  readonly template?: (template: { id: string; language: string; asking: string }) => Json
  readonly canUnsend: boolean
  readonly canClear: boolean
  /** Whether the provider echoes our outbox id in statuses (WhatsApp): wait 10 s for one before repeating. */
  readonly echoes: boolean
  /** Where it stands, each turn's events are sent too: `{ type: 'call', payload: { to, events } }` (the simulator). */
  readonly wantsEvents?: true
}
