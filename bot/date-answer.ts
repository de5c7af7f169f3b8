import type { Temporal } from 'temporal-polyfill'
import type { CalendarName } from './calendar.ts'
import { type Asked, type Candidate, candidatesOf, namedReadings, numericReadings } from './date-reading.ts'
import { type Month, type Token, tokensOf } from './date-token.ts'

export type { Candidate } from './date-reading.ts'

/** Why a typed text is no date to go on with; the last two are days outside what was asked for. */
export type DateReason =
  | 'not-a-date'
  | 'no-day'
  | 'no-month'
  | 'no-year'
  | 'no-such-day'
  | 'two-dates'
  | 'weekday-differs'
  | 'islamic-hijri'
  | 'too-early'
  | 'too-late'

/** A value is always confirmed with its weekday before it counts; candidates are asked, the nearest to today first. */
export type DateAnswer =
  | ({ readonly type: 'value' } & Candidate)
  | { readonly type: 'ambiguous'; readonly candidates: readonly Candidate[] }
  | { readonly type: 'reason'; readonly reason: DateReason; readonly date?: Temporal.PlainDate }

export interface DateAsked extends Omit<Asked, 'said'> {
  /** Days that the question has a use for; outside them the answer is a reason with its day. */
  readonly earliest?: Temporal.PlainDate
  readonly latest?: Temporal.PlainDate
}

const mostCharacters = 80

/** Understands a typed date in any common form, calendar and digit script, and never guesses in silence. */
export const parseDate = (text: string, asked: DateAsked): DateAnswer => {
  const [typed, words = '', figures = ''] =
    text.length > mostCharacters ? [''] : (figuresBeside.exec(text) ?? [text])
  return figures === '' ? parsed(typed, asked) : saidTwice(parsed(words, asked), parsed(figures, asked))
}

const parsed = (text: string, asked: DateAsked): DateAnswer => {
  const tokens = tokensOf(text).filter(({ type }) => type !== 'filler')
  const [said] = calendarsSaid(tokens)
  const found = foundIn(tokens, said ? { ...asked, said } : asked)
  if (typeof found === 'string') return { type: 'reason', reason: found }
  return settled(found, tokens, asked)
}

/** As the bot itself writes a day in Tigrinya and Amharic, copied back: the figures in brackets say the words again. */
const figuresBeside =
  /^(?=[^(]*\p{L})([^(]*\p{N}[^(]*)\([\p{Cf}]*(\d{1,2}[-\u2010\u2011]\d{1,2}[-\u2010\u2011]\d{4})[\p{Cf}]*\)\P{L}*$/u

/** The day that words and figures both mean; where they mean none together they are two days, or the words no day at all. */
const saidTwice = (words: DateAnswer, figures: DateAnswer): DateAnswer => {
  if (words.type === 'reason') return words
  if (figures.type === 'reason') return figures
  const shared = candidatesIn(figures).filter(({ date }) =>
    candidatesIn(words).some((one) => one.date.equals(date)),
  )
  const [only, more] = shared
  if (!only) return { type: 'reason', reason: 'two-dates' }
  return more ? { type: 'ambiguous', candidates: shared } : { type: 'value', ...only }
}

const candidatesIn = (answer: Exclude<DateAnswer, { type: 'reason' }>): readonly Candidate[] =>
  answer.type === 'ambiguous' ? answer.candidates : [answer]

const calendarsSaid = (tokens: readonly Token[]): CalendarName[] =>
  tokens.flatMap((token) => (token.type === 'calendar' ? [token.calendar] : []))

const foundIn = (tokens: readonly Token[], asked: Asked): Candidate[] | DateReason => {
  if (tokens.some(({ type }) => type === 'islamic')) return 'islamic-hijri'
  if (tokens.length === 0 || tokens.some(({ type }) => type === 'unknown')) return 'not-a-date'
  const numbers = tokens.flatMap((token) => (token.type === 'number' ? [token.digits] : []))
  const months = tokens.flatMap((token) => (token.type === 'months' ? [token.months] : []))
  const near = tokens.flatMap((token) => (token.type === 'near' ? [token.days] : []))
  if (numbers.length + months.length === 0) return withoutFigures(near, tokens, asked)
  const named = sameMonths(months)
  if (near.length > 0 || named === null) return 'two-dates'
  const readings = named.length > 0 ? namedReadings(numbers, named, asked) : numericReadings(numbers, asked)
  if (typeof readings === 'string') return readings
  return candidatesOf(readings, asked)
}

/** What two names of one month both mean: ديسمبر (كانون الأول); null where they are two months. */
const sameMonths = (names: readonly (readonly Month[])[]): readonly Month[] | null => {
  const [first = [], ...others] = names
  const isIn = (list: readonly Month[], { calendar, month }: Month): boolean =>
    list.some((one) => one.calendar === calendar && one.month === month)
  const shared = first.filter((one) => others.every((list) => isIn(list, one)))
  return first.length > 0 && shared.length === 0 ? null : shared
}

const withoutFigures = (
  near: readonly number[],
  tokens: readonly Token[],
  { today }: Asked,
): Candidate[] | DateReason => {
  const [days, second] = near
  if (second !== undefined) return 'two-dates'
  if (days !== undefined) return [onDay(today.add({ days }))]
  const weekday = tokens.find((token) => token.type === 'weekday')
  if (!weekday) return 'not-a-date'
  const back = (today.dayOfWeek - weekday.day + 7) % 7
  const isLast = tokens.some(({ type }) => type === 'last')
  // "Monday" on a Monday, and "last Monday" on any day, are two days to different people.
  const ways = isLast ? [back || 7, (back || 7) + 7] : back === 0 ? [0, 7] : [back]
  return ways.map((way) => onDay(today.subtract({ days: way })))
}

const onDay = (date: Temporal.PlainDate): Candidate => ({ date, calendar: 'gregorian', isYearGuessed: false })

/** Weekday and calendar words that were typed narrow the candidates; one that is left is the value. */
const settled = (found: readonly Candidate[], tokens: readonly Token[], asked: DateAsked): DateAnswer => {
  const calendars = calendarsSaid(tokens)
  const weekdays = new Set(tokens.flatMap((token) => (token.type === 'weekday' ? [token.day] : [])))
  if (weekdays.size > 1) return { type: 'reason', reason: 'two-dates' }
  const named = found.filter(({ calendar }) => calendars.every((said) => said === calendar))
  const fitting = named.filter(({ date }) => weekdays.size === 0 || weekdays.has(date.dayOfWeek))
  const [only, more] = nearestFirst(fitting, asked.today)
  if (!only) return { type: 'reason', reason: named.length > 0 ? 'weekday-differs' : 'no-such-day' }
  if (more) return { type: 'ambiguous', candidates: nearestFirst(fitting, asked.today) }
  return bounded(only, asked)
}

const nearestFirst = (candidates: readonly Candidate[], today: Temporal.PlainDate): Candidate[] => {
  const away = ({ date }: Candidate) => Math.abs(today.until(date).days)
  return candidates.toSorted((a, b) => away(a) - away(b))
}

const bounded = (candidate: Candidate, { earliest, latest }: DateAsked): DateAnswer => {
  const date = candidate.date.toString()
  if (earliest && date < earliest.toString())
    return { type: 'reason', reason: 'too-early', date: candidate.date }
  if (latest && date > latest.toString()) return { type: 'reason', reason: 'too-late', date: candidate.date }
  return { type: 'value', ...candidate }
}
