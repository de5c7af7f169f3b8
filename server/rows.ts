import { z } from 'zod'
import { Activity, Channel } from '../bot/activity.ts'
import { taskKinds } from '../bot/event.ts'
import type { Json } from './store/store.ts'

/** The queues. Due rows lie in one queue a Space, because they fall due on the Space's clock. */
export const queues = { inbox: 'inbox', outbox: 'outbox', held: 'held', relay: 'relay' } as const
export const dueQueue = (space: string): string => `due/${space}`

export const day = 24 * 60 * 60 * 1000
/** How long a provider may repeat a delivery: WhatsApp 7 days, and one for good measure. */
export const markMs = 8 * day

// Read from the store, where it was JSON; to look through every button again is a tenth of a turn.
const json = z.custom<Json>((value) => value !== undefined)
const moment = z.iso.datetime()

/** An accepted Activity that waits for its turn. */
export const InRow = z.object({
  v: z.literal(1),
  activity: Activity,
  account: z.string(),
  to: z.string(),
  /** The address's partition, for what crosses over. */
  address: z.string(),
  messageId: z.string().nullable(),
  /** When the message with the tapped button was sent, where the channel tells it. */
  askedAt: moment.nullable().default(null),
  /** Place in the body that brought it. */
  place: z.number().default(0),
  /** How often it was passed on: it may come back to a Contact that it has left. */
  hops: z.number().default(0),
  tries: z.number(),
})
export type InRow = z.infer<typeof InRow>

export const OutCall = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), payload: json }),
  z.object({ type: z.literal('ack'), payload: json }),
  /** The asking whose buttons go; its provider id is looked up when it is sent. */
  z.object({ type: z.literal('clear'), asking: z.string() }),
  /** `keep`: the whole chat goes but for these outbox rows; null: the named messages alone. */
  z.object({
    type: z.literal('unsend'),
    messageIds: z.array(z.string()),
    keep: z.array(z.string()).nullable(),
  }),
  z.object({ type: z.literal('call'), payload: json }),
])

/** A deadline or safety text as it was given (P14): `edition` counts how often it had changed in substance. */
const GivenText = z.object({ id: z.string(), hash: z.string(), edition: z.number().default(0) })

/** A call to a provider that is owed. */
export const OutRow = z.object({
  v: z.literal(1),
  account: z.string(),
  channel: Channel,
  to: z.string(),
  call: OutCall,
  asking: z.string().nullable(),
  /** An unsent question is superseded by the next turn's. */
  prompt: z.boolean(),
  danger: z.boolean(),
  texts: z.array(GivenText),
  catalog: z.string(),
  /** When the person's own message was sent that this answers: opens the window, and counts for the opener. */
  answers: moment,
  /** After this moment an opener goes in its place (P11); null where none is needed. */
  discreetAfter: moment.nullable(),
  opener: z.object({ payload: json, asking: z.string() }).nullable(),
  /** What we start ourselves: which template stands for it where the window is closed, if the person agreed to one (P13). */
  knock: z.object({ id: z.string(), template: json.nullable() }).nullable().default(null),
  /** Why it is held: until [Read], or until the person writes again. */
  held: z.enum(['read', 'window']).nullable(),
  tries: z.number(),
  /** Dropped unsent after this moment, on the real clock (the receipt of an erasure). */
  dropAfter: z.number().nullable(),
})
export type OutRow = z.infer<typeof OutRow>

/** Tries at an own word, so that no fresh Contact begins to count anew. */
const Tries = z.object({ since: moment, count: z.number() }).nullable().default(null)

/** A task for a human until there is a desk: a kind, a day and random ids, nothing else. */
export const Task = z.object({
  v: z.literal(1),
  id: z.string(),
  kind: z.enum(taskKinds),
  /** ISO date. */
  due: z.iso.date(),
  openedAt: moment,
  contact: z.string(),
})
export type Task = z.infer<typeof Task>

/** Work for another partition: applied once, because the mark lies in the other partition. */
export const RelayRow = z.discriminatedUnion('type', [
  /** The Address points to another Contact; `seal` keeps the old one findable by its own word. */
  z.object({
    type: z.literal('point'),
    address: z.string(),
    from: z.string(),
    to: z.string(),
    seal: z.object({ word: z.string().nullable() }).nullable(),
    tries: Tries,
  }),
  /** The Activity is worked anew in another Contact. */
  z.object({ type: z.literal('pass'), contact: z.string(), row: InRow }),
  /** What came in where everything had just been erased: worked by whomever the Address points to, or anew. */
  z.object({ type: z.literal('anew'), address: z.string(), row: InRow }),
  /** `next` works what was sent after the erasure was asked for. */
  z.object({
    type: z.literal('erased'),
    address: z.string(),
    contact: z.string(),
    at: moment,
    next: z.string().nullable().default(null),
    /** The Activity that asked for it. */
    by: z.string().nullable().default(null),
    tries: Tries,
  }),
  /** A task for a human; an older release leaves it alone, for its version. */
  z.object({ v: z.literal(2), type: z.literal('task'), task: Task }),
])
export type RelayRow = z.infer<typeof RelayRow>

/** A saved date is reminded of, on the channel on which it was saved. */
export const ReminderRow = z.object({ type: z.literal('reminder'), date: z.string(), channel: Channel })
export type ReminderRow = z.infer<typeof ReminderRow>

/** The morning after something was said first: whether it arrived (P13), or was read (P14). */
export const MissedRow = z.object({
  v: z.literal(2),
  type: z.literal('missed'),
  kind: z.enum(taskKinds),
  channel: Channel,
  /** When it was put on its way, on the Space's clock. */
  since: moment,
  /** Outbox ids of what was said. */
  rows: z.array(z.string()),
  /** ISO date: by when somebody should look, should it have been missed. */
  due: z.iso.date(),
  /** The saved date it was about: without it nothing is missed. */
  date: z.string().nullable(),
})
export type MissedRow = z.infer<typeof MissedRow>

export const DueRow = z.discriminatedUnion('type', [
  /** Retention ran out, if nothing came since. */
  z.object({ type: z.literal('retention'), address: z.string() }),
  /** Provider's message ids are kept for 48 hours. */
  z.object({ type: z.literal('tidy') }),
  /** The first message is kept for 24 hours at most (P2, P18). */
  z.object({ type: z.literal('forget') }),
  ReminderRow,
  MissedRow,
  /** While a date is open, or news is on: looks every hour for texts that changed in substance (P14). */
  z.object({ v: z.literal(2), type: z.literal('watch') }),
  /** A task is kept no longer than anything else. */
  z.object({ v: z.literal(2), type: z.literal('task-over'), key: z.string() }),
])
export type DueRow = z.infer<typeof DueRow>

/** What stays of a message once it was sent. */
export const SentRecord = z.object({
  v: z.literal(1),
  at: moment,
  messageId: z.string().nullable(),
  asking: z.string().nullable(),
  texts: z.array(GivenText),
  catalog: z.string(),
  state: z.string(),
})
export type SentRecord = z.infer<typeof SentRecord>

/** A person's own messages, by provider's id, so that hiding can take them back. */
export const SeenRecord = z.object({
  v: z.literal(1),
  ids: z.array(z.object({ at: moment, id: z.string() })),
})

let counter = 0
/** An outbox id: sorts in the order made, within a process and (by the clock) between processes. */
export const outboxId = (now: number, random: string): string =>
  `${now.toString(36).padStart(9, '0')}${(counter++ % 1_679_616).toString(36).padStart(4, '0')}${random}`
