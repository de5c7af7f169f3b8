import { z } from 'zod'
import { Channel } from './activity.ts'
import { defineRecord } from './record.ts'

export const Place = z.object({ flow: z.string(), step: z.string() })
export type Place = z.infer<typeof Place>

/** A place on the way back: with the slots that decide what is seen there, and whom it was about. */
export const Passed = Place.extend({ slots: z.record(z.string(), z.string()), person: z.string().nullable() })
export type Passed = z.infer<typeof Passed>

/** One question as shown. A tap is judged by its asking alone; the last 20 are kept. */
export const Asking = z.object({
  id: z.string(),
  kind: z.enum(['step', 'opener', 'media', 'fallback', 'guard']),
  at: Place,
  /** Choice ids on the page that was shown, in order: number n means shown[n - 1]. */
  shown: z.array(z.string()),
  page: z.number(),
  /** What was tapped last, and when: a second tap of a nervous thumb is no new answer. */
  tapped: z.object({ choice: z.string(), at: z.iso.datetime() }).nullable(),
})
export type Asking = z.infer<typeof Asking>

/** A Conversation: one per Contact and channel. */
export const Conversation = z.object({
  v: z.literal(1),
  channel: Channel,
  /** Which of our accounts it runs on, and the address to answer to (sealed by the store). */
  account: z.string(),
  to: z.string(),
  locale: z.string().nullable(),
  /** The best guess before a locale is chosen. */
  guess: z.string(),
  /** The locale chosen for texts that the own one lacks. */
  fallback: z.string().nullable(),
  at: Place,
  /** Where *back* leads, newest last; at most 20. */
  trail: z.array(Passed),
  slots: z.record(z.string(), z.string()),
  page: z.number(),
  /** The Person that is spoken about now. */
  person: z.string().nullable(),
  askings: z.array(Asking),
  /** Answers in a row that did not fit. */
  misses: z.number(),
  menuReached: z.boolean(),
  /** A first message that already asked something (P2): kept until answered, 24 hours at most. */
  kept: z.object({ text: z.string(), at: z.iso.datetime() }).nullable(),
  /** When the last message that was worked had been sent. */
  lastSentAt: z.iso.datetime().nullable(),
  /** Lines that are said once only. */
  told: z.array(z.string()),
  blocked: z.boolean(),
  /** Tries at an own word since `since`; a bound against guessing. */
  wordTries: z.object({ since: z.iso.datetime(), count: z.number() }),
})
export type Conversation = z.infer<typeof Conversation>
export const ConversationRecord = defineRecord({ name: 'conversation', version: 1, schema: Conversation })

export const newConversation = (
  made: Pick<Conversation, 'channel' | 'account' | 'to' | 'guess'>,
  now: string,
): Conversation => ({
  v: 1,
  ...made,
  locale: null,
  fallback: null,
  at: { flow: 'welcome', step: 'begin' },
  trail: [],
  slots: {},
  page: 0,
  person: null,
  askings: [],
  misses: 0,
  menuReached: false,
  kept: null,
  lastSentAt: null,
  told: [],
  blocked: false,
  wordTries: { since: now, count: 0 },
})
