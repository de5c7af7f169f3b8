import { Temporal } from 'temporal-polyfill'
import type { Counting, DeadlineRule, Term } from './deadline-rule.ts'
import type { Holidays } from './holiday.ts'

/** What every rule of a pack is counted with. */
export interface Calendar {
  readonly counting: Counting
  readonly holidays: Holidays
}

/** One term counted out. All are days without a time, in the zone of the pack. */
export interface Deadline {
  readonly rule: DeadlineRule
  readonly trigger: Temporal.PlainDate
  /** The last day before weekends and holidays were looked at. */
  readonly raw: Temporal.PlainDate
  /** The last day; for `earliest`, the first day on which it may be done. */
  readonly last: Temporal.PlainDate
  /** The day to act (P20); today once that is past. */
  readonly safe: Temporal.PlainDate
  /** The last day lies before today: see a lawyer today, being late may be excused (Awb, art. 6:11). */
  readonly passed: boolean
  /** The rule was not law yet on the trigger day. */
  readonly early: boolean
}

/** Counts a term from its trigger day; `today` matters for `safe` and `passed` alone. */
export const deadlineOf = (
  rule: DeadlineRule,
  trigger: Temporal.PlainDate,
  calendar: Calendar,
  today: Temporal.PlainDate,
): Deadline => {
  const raw = rawEnd(rule, trigger, calendar.holidays)
  const last = extended(rule, trigger, raw, calendar)
  return {
    rule,
    trigger,
    raw,
    last,
    safe: later(safeDay(rule, last, calendar), today),
    passed: isBefore(last, today),
    early: rule.validFrom !== undefined && trigger.toString() < rule.validFrom,
  }
}

/**
 * The row of an id that holds on the trigger day; before the first one begins, the first (the caller sees `early`).
 * Null when there is none, or the last one has ended.
 */
export const ruleOn = (
  rules: readonly DeadlineRule[],
  id: string,
  trigger: Temporal.PlainDate,
): DeadlineRule | null => {
  const rows = rules
    .filter((rule) => rule.id === id)
    .toSorted((a, b) => (a.validFrom ?? '').localeCompare(b.validFrom ?? ''))
  const date = trigger.toString()
  const row = rows.findLast(({ validFrom = '' }) => validFrom <= date) ?? rows[0]
  return row?.validUntil !== undefined && row.validUntil < date ? null : (row ?? null)
}

// Awb art. 6:8(1) and Regulation 2024/1348 art. 73(a): the day of the event does not count, so a week after a Monday ends on a
// Monday; a month ends on the same date, or on the last day of a month that has no such date.
const rawEnd = (rule: DeadlineRule, trigger: Temporal.PlainDate, holidays: Holidays): Temporal.PlainDate => {
  const sign = rule.direction === 'forward' ? 1 : -1
  return moved(trigger.add({ days: sign * rule.after }), rule.term, sign, holidays)
}

const moved = (
  from: Temporal.PlainDate,
  { amount, unit }: Term,
  sign: 1 | -1,
  holidays: Holidays,
): Temporal.PlainDate => {
  if (unit !== 'working-days') return from.add({ [unit]: sign * amount })
  let date = from
  for (let left = amount; left > 0; ) {
    date = date.add({ days: sign })
    if (holidays.isWorkingDay(date)) left--
  }
  return date
}

const extended = (
  rule: DeadlineRule,
  trigger: Temporal.PlainDate,
  raw: Temporal.PlainDate,
  calendar: Calendar,
): Temporal.PlainDate => {
  if (rule.extend === 'none') return raw
  if (rule.extend === 'apr') return nextWorkingDay(raw, calendar.holidays)
  if (rule.liberty || !isWithin(rule.term, calendar.counting.atw.limits)) return raw
  const last = nextWorkingDay(raw, calendar.holidays)
  return later(last, enoughWorkingDays(trigger.add({ days: rule.after }), raw, calendar))
}

const isWithin = ({ amount, unit }: Term, limits: Counting['atw']['limits']): boolean => {
  switch (unit) {
    case 'days':
    case 'weeks':
    case 'months':
      return amount <= limits[unit]
    case 'working-days':
      return amount <= limits.days
    case 'years':
      return false
    default:
      return unit satisfies never
  }
}

const nextWorkingDay = (from: Temporal.PlainDate, holidays: Holidays): Temporal.PlainDate => {
  let date = from
  while (!holidays.isWorkingDay(date)) date = date.add({ days: 1 })
  return date
}

/** Algemene termijnenwet, art. 2: the day on which the term has held enough working days, or its end if it does. */
const enoughWorkingDays = (
  from: Temporal.PlainDate,
  raw: Temporal.PlainDate,
  { counting, holidays }: Calendar,
): Temporal.PlainDate => {
  const { days, workingDays } = counting.atw.least
  if (from.until(raw).days < days) return raw
  return later(raw, moved(from, { amount: workingDays, unit: 'working-days' }, 1, holidays))
}

/** The last working day that lies at least as long before `last` as the rule, or else the house, wants. */
const safeDay = (
  rule: DeadlineRule,
  last: Temporal.PlainDate,
  { counting, holidays }: Calendar,
): Temporal.PlainDate => {
  if (rule.kind === 'earliest') return last
  const wanted = rule.safe ?? counting.safe
  if (wanted.unit !== 'working-days')
    return lastWorkingDay(last.subtract({ [wanted.unit]: wanted.amount }), holidays)
  // Where the last day is itself no working day, the one before it is what counts: one cannot act on it.
  return moved(lastWorkingDay(last, holidays), wanted, -1, holidays)
}

const lastWorkingDay = (from: Temporal.PlainDate, holidays: Holidays): Temporal.PlainDate => {
  let date = from
  while (!holidays.isWorkingDay(date)) date = date.subtract({ days: 1 })
  return date
}

const isBefore = (a: Temporal.PlainDate, b: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(a, b) < 0
const later = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate => (isBefore(a, b) ? b : a)
