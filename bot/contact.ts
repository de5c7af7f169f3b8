import { z } from 'zod'
import { defineRecord } from './record.ts'

const answer = z.enum(['unasked', 'yes', 'no'])

/** What the person allowed us to do unasked (P13, P14); `news` is off until it is switched on. */
export const Follow = z.object({
  /** Whether a template may be sent where WhatsApp's window is closed. */
  write: answer,
  /** The locale chosen for templates where WhatsApp has none in the own one. */
  locale: z.string().nullable(),
  /** Whether a reminder that did not arrive may become a task for a person. */
  tell: answer,
  news: z.boolean(),
  /** How often the texts of the own stages had changed when news was last on, chosen or sent. */
  seen: z.number(),
})
export type Follow = z.infer<typeof Follow>

const nothingAllowed: Follow = { write: 'unasked', locale: null, tell: 'unasked', news: false, seen: 0 }

/** A Contact: whoever writes from an Address; a random id; the unit of partition, consent and erasure. */
export const Contact = z.object({
  v: z.literal(2),
  id: z.string(),
  /** P1: `unasked` and `no` mean that everything goes after 24 hours. */
  remember: answer,
  createdAt: z.iso.datetime(),
  /** The person's last message, by the Space's clock. */
  lastAt: z.iso.datetime(),
  /** No unprompted messages (the word *stop*). */
  stopped: z.boolean(),
  /** Set when hidden (P15) or after 30 days of silence (P17): nothing of it is shown until the person's own word. */
  sealed: z.object({ at: z.iso.datetime(), by: z.enum(['hide', 'silence']), fresh: z.string() }).nullable(),
  /** Whether an own word is set; its keyed hash lies beside this record. */
  word: z.boolean(),
  follow: Follow,
  /** The Catalog's edition at the last look for texts that changed since they were read (P14). */
  edition: z.number(),
})
export type Contact = z.infer<typeof Contact>
export const ContactRecord = defineRecord({
  name: 'contact',
  version: 2,
  schema: Contact,
  migrations: { 1: (old) => ({ ...old, follow: nothingAllowed, edition: 0 }) },
})

export const newContact = (id: string, now: string): Contact => ({
  v: 2,
  id,
  remember: 'unasked',
  createdAt: now,
  lastAt: now,
  stopped: false,
  sealed: null,
  word: false,
  follow: nothingAllowed,
  edition: 0,
})
