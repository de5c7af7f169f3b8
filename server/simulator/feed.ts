import type { Temporal } from 'temporal-polyfill'
import type { Json } from '../store/store.ts'

export const looks = ['telegram', 'whatsapp', 'text'] as const
export type Look = (typeof looks)[number]

/** What the made-up provider answers to the next send, in place of taking it. */
export const faults = ['500', 'hang', '429', 'blocked'] as const
export type Fault = (typeof faults)[number]

/** One app on one made-up phone. */
export interface Place {
  readonly look: Look
  readonly chat: string
}

/** One thing that a phone shows. `at` is demo time (ISO). */
export type Entry =
  | { readonly type: 'own'; readonly messageId: string; readonly update: Json }
  /** The server did not take what the person sent. */
  | { readonly type: 'lost'; readonly messageId: string }
  | {
      readonly type: 'message'
      readonly messageId: string
      readonly payload: Json
      readonly silent: boolean
    }
  | { readonly type: 'ack'; readonly payload: Json }
  | { readonly type: 'clear'; readonly messageId: string }
  | { readonly type: 'unsend'; readonly messageIds: readonly string[] }
  | { readonly type: 'events'; readonly events: readonly Json[] }
  | { readonly type: 'fault'; readonly fault: Fault }

export interface Numbered {
  readonly seq: number
  readonly at: string
  readonly entry: Entry
}

export type News =
  | { readonly type: 'entry'; readonly numbered: Numbered }
  | { readonly type: 'clock'; readonly now: string }
  | { readonly type: 'end' }

export type Hear = (news: News) => void

interface Chat {
  entries: Numbered[]
  faults: Fault[]
  blocked: boolean
}

export interface Feed {
  /** Changes with every start: numbers of another one mean nothing here. */
  readonly epoch: string
  /** A message id of its own, of either side; never one of an earlier start, which the bot may still know. */
  messageId(): string
  append(place: Place, entry: Entry): void
  /** What came after this number, oldest first. */
  since(place: Place, after: number): readonly Numbered[]
  listen(place: Place, hear: Hear): () => void
  /** Tells every page the demo time. */
  tick(): void
  /** The next send of this chat meets this. */
  fail(place: Place, fault: Fault): void
  /** The fault that this send meets, used up; null when all is well. */
  nextFault(place: Place): Fault | null
  block(place: Place, blocked: boolean): void
  isBlocked(place: Place): boolean
  /** Ends every stream, so that the server can stop. */
  close(): void
}

export interface FeedOptions {
  readonly now: () => Temporal.Instant
  readonly epoch: string
  readonly entries?: number
  readonly chats?: number
}

const keyOf = ({ look, chat }: Place): string => `${look}:${chat}`

/** What was taken back leaves the memory too; the entry that says so stays for pages that come back. */
function withEntry({ entries }: Chat, numbered: Numbered, most: number): Numbered[] {
  const { entry } = numbered
  const gone = new Set(entry.type === 'unsend' ? entry.messageIds : [])
  const isGone = (kept: Entry) => (kept.type === 'own' || kept.type === 'message') && gone.has(kept.messageId)
  return [...entries.filter((one) => !isGone(one.entry)), numbered].slice(-most)
}

/** Chats in the order of their last use; the oldest goes when there are too many. */
function keepChats(most: number) {
  const kept = new Map<string, Chat>()
  return {
    find: (place: Place): Chat | null => kept.get(keyOf(place)) ?? null,
    open: (place: Place): Chat => {
      const key = keyOf(place)
      const chat = kept.get(key) ?? { entries: [], faults: [], blocked: false }
      kept.delete(key)
      kept.set(key, chat)
      const oldest = kept.keys().next()
      if (kept.size > most && !oldest.done) kept.delete(oldest.value)
      return chat
    },
  }
}

function keepHearers() {
  const hearers = new Map<string, Set<Hear>>()
  const tell = (set: ReadonlySet<Hear> | undefined, news: News): void => {
    for (const hear of [...(set ?? [])]) hear(news)
  }
  return {
    add: (place: Place, hear: Hear): (() => void) => {
      const key = keyOf(place)
      const set = hearers.get(key) ?? new Set()
      hearers.set(key, set.add(hear))
      return () => {
        set.delete(hear)
        if (set.size === 0 && hearers.get(key) === set) hearers.delete(key)
      }
    },
    tell: (place: Place, news: News): void => tell(hearers.get(keyOf(place)), news),
    tellAll: (news: News): void => {
      for (const set of [...hearers.values()]) tell(set, news)
    },
  }
}

/** What the phones show, in memory alone and bounded: the oldest entries and chats go first. */
export function createFeed({ now, epoch, entries = 200, chats = 500 }: FeedOptions): Feed {
  const kept = keepChats(chats)
  const hearers = keepHearers()
  let seq = 0
  let message = 0
  const at = (): string => now().toString({ smallestUnit: 'millisecond' })
  return {
    epoch,
    messageId: () => {
      message = Math.max(message + 1, now().epochMilliseconds)
      return String(message)
    },
    append: (place, entry) => {
      const chat = kept.open(place)
      const numbered = { seq: ++seq, at: at(), entry }
      chat.entries = withEntry(chat, numbered, entries)
      hearers.tell(place, { type: 'entry', numbered })
    },
    since: (place, after) => (kept.find(place)?.entries ?? []).filter((one) => one.seq > after),
    listen: hearers.add,
    tick: () => hearers.tellAll({ type: 'clock', now: at() }),
    fail: (place, fault) => {
      const chat = kept.open(place)
      chat.faults = [...chat.faults, fault].slice(-10)
    },
    nextFault: (place) => kept.find(place)?.faults.shift() ?? null,
    block: (place, blocked) => {
      kept.open(place).blocked = blocked
    },
    isBlocked: (place) => kept.find(place)?.blocked ?? false,
    close: () => hearers.tellAll({ type: 'end' }),
  }
}
