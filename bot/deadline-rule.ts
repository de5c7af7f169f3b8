import { z } from 'zod'

const day = z.iso.date()

/** Where a figure comes from and how sure it is. */
export const sourced = {
  source: z.strictObject({ id: z.string(), at: z.string().default('') }),
  asOf: day,
  reviewBy: day,
  status: z.enum(['verified', 'secondary', 'unverified']),
}
const ruleId = z
  .string()
  .regex(
    /^[A-Z]{2}(-[A-Z0-9]+)+$/,
    'A rule id looks like NL-APPEAL-1W: the country, then capitals and figures.',
  )

/** A length of time. There are no hours: what the engine counts has no time of day. */
export const Term = z.strictObject({
  amount: z.int().positive(),
  unit: z.enum(['days', 'working-days', 'weeks', 'months', 'years']),
})
export type Term = z.infer<typeof Term>

/** One row of `content/<pack>/deadlines.yaml`; the fields are explained at its head. */
export const DeadlineRule = z
  .strictObject({
    id: ruleId,
    trigger: z.string().min(1),
    says: z.string().min(1),
    term: Term,
    after: z.int().nonnegative().default(0),
    direction: z.enum(['forward', 'backward']).default('forward'),
    kind: z.enum(['last', 'earliest']).default('last'),
    extend: z.enum(['atw', 'apr', 'none']),
    liberty: z.boolean().default(false),
    safe: Term.optional(),
    whose: z.enum(['person', 'authority']),
    regime: z.enum(['new', 'old', 'both']),
    validFrom: day.optional(),
    validUntil: day.optional(),
    fact: z.string().optional(),
    ...sourced,
  })
  .refine(({ direction, extend }) => direction === 'forward' || extend === 'none', {
    error: 'A term counted backward is never moved (Algemene termijnenwet, art. 1(2)). Write "extend: none".',
    path: ['extend'],
  })
  .refine(({ kind, extend }) => kind === 'last' || extend === 'none', {
    error: 'The first day on which something may be done is never moved. Write "extend: none".',
    path: ['extend'],
  })
export type DeadlineRule = z.infer<typeof DeadlineRule>

/** A letter for which nothing is counted (P20), and why. */
const Uncounted = z.strictObject({ id: ruleId, says: z.string().min(1), ...sourced })
export type Uncounted = z.infer<typeof Uncounted>

/** The figures of the laws about terms, and the house's safe day. */
export const Counting = z.strictObject({
  begin: z.strictObject(sourced),
  atw: z.strictObject({
    limits: z.strictObject({ days: z.int(), weeks: z.int(), months: z.int() }),
    least: z.strictObject({ days: z.int(), workingDays: z.int() }),
    ...sourced,
  }),
  apr: z.strictObject(sourced),
  safe: Term,
})
export type Counting = z.infer<typeof Counting>

export const DeadlineFile = z.strictObject({
  counting: Counting,
  rules: z.array(DeadlineRule),
  uncounted: z.array(Uncounted),
})
export type DeadlineFile = z.infer<typeof DeadlineFile>

const named = { id: z.string(), name: z.string(), ...sourced }

/** One row of `content/<pack>/holidays.yaml`; `offset` counts in days from Easter Sunday. */
export const HolidayRule = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('fixed'),
    month: z.int().min(1).max(12),
    day: z.int().min(1).max(31),
    onSunday: z.int().optional(),
    ...named,
  }),
  z.strictObject({ type: z.literal('easter'), offset: z.int(), ...named }),
])
export type HolidayRule = z.infer<typeof HolidayRule>

export const HolidayFile = z.strictObject({
  holidays: z.array(HolidayRule).min(1),
  equated: z.array(z.strictObject({ date: day, name: z.string(), ...sourced })),
})
export type HolidayFile = z.infer<typeof HolidayFile>
