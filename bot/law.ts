import { z } from 'zod'
import type { Source } from './catalog.ts'
import type { Calendar } from './deadline.ts'
import { type DeadlineRule, sourced } from './deadline-rule.ts'

/** One row of `content/<pack>/letters.yaml`: a letter as its Dutch words name it, and what is counted for it. */
export const Letter = z.strictObject({
  /** The id of a choice. */
  id: z.string().regex(/^[a-z][a-z-]{0,18}$/, 'A letter id is at most 19 small letters and hyphens.'),
  /** The Dutch words as printed: the label of a row, the same in every locale. */
  heading: z.string().min(1).max(24),
  says: z.string().min(1),
  regime: z.enum(['new', 'old', 'both']),
  /** The rule of deadlines.yaml; null where nothing is counted (P20). */
  rule: z.string().nullable(),
  /** What has to be done by then: a text of `dates:what`. */
  what: z.enum(['appeal', 'appeal-a', 'objection', 'family', 'collect']).nullable(),
  /** In some procedures a part of it ends much earlier. */
  warns: z.boolean().default(false),
  ...sourced,
})
export type Letter = z.infer<typeof Letter>
export const LetterFile = z.strictObject({ letters: z.array(Letter).min(1) })

/** All that dates are counted with. */
export interface Law {
  readonly letters: readonly Letter[]
  readonly rules: readonly DeadlineRule[]
  /** Rules that an editor took back at once (P9): no day counted with them is shown. */
  readonly withdrawn?: ReadonlySet<string>
  readonly calendar: Calendar
  readonly sources: Readonly<Record<string, Pick<Source, 'kind' | 'title' | 'url'>>>
}
