import { z } from 'zod'
import type { Law } from './law.ts'

/** A date that a person asked to keep: never more than what *my dates* shows. */
export const SavedDate = z.object({
  id: z.string(),
  /** Which letter, by its row in letters.yaml. */
  letter: z.string(),
  origin: z.enum(['calculated', 'letter', 'lawyer']),
  /** The day shown first: our safe day, or the last day that the letter or the lawyer named. */
  day: z.iso.date(),
  /** The earlier of ours and theirs: what reminders count to (P21). */
  remind: z.iso.date(),
  /** The last day as we count it; null where nothing was counted. */
  last: z.iso.date().nullable(),
  trigger: z.iso.date().nullable(),
  rule: z.object({ id: z.string(), asOf: z.iso.date() }).nullable(),
  savedAt: z.iso.datetime(),
})
export type SavedDate = z.infer<typeof SavedDate>

/** We counted it with a rule that an editor withdrew since (P9). */
export const isTakenBack = ({ origin, rule }: SavedDate, law: Law): boolean =>
  origin === 'calculated' && rule !== null && law.withdrawn?.has(rule.id) === true
