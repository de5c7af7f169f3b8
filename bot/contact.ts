import { z } from 'zod'
import { defineRecord } from './record.ts'

/** A Contact: whoever writes from an Address; a random id; the unit of partition, consent and erasure. */
export const Contact = z.object({
  v: z.literal(1),
  id: z.string(),
  /** P1: `unasked` and `no` mean that everything goes after 24 hours. */
  remember: z.enum(['unasked', 'yes', 'no']),
  createdAt: z.iso.datetime(),
  /** The person's last message, by the Space's clock. */
  lastAt: z.iso.datetime(),
  /** No unprompted messages (the word *stop*). */
  stopped: z.boolean(),
  /** Set when hidden (P15) or after 30 days of silence (P17): nothing of it is shown until the person's own word. */
  sealed: z.object({ at: z.iso.datetime(), by: z.enum(['hide', 'silence']), fresh: z.string() }).nullable(),
  /** Whether an own word is set; its keyed hash lies beside this record. */
  word: z.boolean(),
})
export type Contact = z.infer<typeof Contact>
export const ContactRecord = defineRecord({ name: 'contact', version: 1, schema: Contact })

export const newContact = (id: string, now: string): Contact => ({
  v: 1,
  id,
  remember: 'unasked',
  createdAt: now,
  lastAt: now,
  stopped: false,
  sealed: null,
  word: false,
})
