import type { Temporal } from 'temporal-polyfill'
import { type CalendarName, dayOf, yearIn } from './calendar.ts'
import type { Month } from './date-token.ts'

/** One way to understand the figures of a date; no year when none was typed. */
export interface Reading {
  readonly calendar: CalendarName
  readonly year: number | null
  readonly month: number
  readonly day: number
}
export interface Candidate {
  readonly date: Temporal.PlainDate
  readonly calendar: CalendarName
  /** The year was not typed; the nearest was taken. */
  readonly isYearGuessed: boolean
}
export interface Asked {
  readonly today: Temporal.PlainDate
  /** The person's locale: where a second calendar is used, fewer things go without saying. */
  readonly locale: string
  /** A calendar that the person named. */
  readonly said?: CalendarName
}
type Failed = 'not-a-date' | 'no-day' | 'no-month' | 'no-year' | 'islamic-hijri'

const solarLocales = ['fa', 'prs', 'ps', 'ckb']
const ethiopicLocales = ['am', 'ti']
const hasTwoCalendars = (locale: string): boolean => [...solarLocales, ...ethiopicLocales].includes(locale)

const isYear = (digits: string): boolean => digits.length === 4
const isShort = (digits: string): boolean => digits.length <= 2

/** The readings of a date whose month was typed as a word. */
export const namedReadings = (
  numbers: readonly string[],
  months: readonly Month[],
  asked: Asked,
): Reading[] | Failed => {
  const [first, second] = numbers
  if (first === undefined) return 'no-day'
  if (numbers.length > 2) return 'not-a-date'
  const own = monthsFor(months, asked)
  if (second === undefined) {
    if (!isShort(first)) return isYear(first) ? 'no-day' : 'not-a-date'
    return own.map((month) => ({ ...month, year: null, day: Number(first) }))
  }
  const [year, day] = isYear(first) ? [first, second] : [second, first]
  if (!isShort(day) || !(isYear(year) || year.length === 2)) return 'not-a-date'
  return own.flatMap((month) =>
    yearsOf(year, month.calendar, own.length > 1, asked).map((full) => ({
      ...month,
      year: full,
      day: Number(day),
    })),
  )
}

/** In Amharic the shared month names never mean January to December; a calendar that was said decides first. */
const monthsFor = (months: readonly Month[], { locale, said }: Asked): readonly Month[] => {
  const wanted = said ?? (locale === 'am' ? 'ethiopic' : null)
  const own = months.filter(({ calendar }) => calendar === wanted)
  return own.length > 0 ? own : months
}

/** What a typed year may be in a calendar, with its century; nothing where that calendar cannot be meant. */
const yearsOf = (
  digits: string,
  calendar: CalendarName,
  isShared: boolean,
  { today, said }: Asked,
): number[] => {
  const typed = Number(digits)
  switch (calendar) {
    case 'gregorian': {
      const year = isShort(digits) ? 2000 + typed : typed
      return year >= 1900 && year < 2200 ? [year] : []
    }
    case 'solar-hijri':
      return isShort(digits) ? solarYears(typed, today) : typed >= 1300 && typed < 1500 ? [typed] : []
    case 'ethiopic': {
      const year = isShort(digits) ? 2000 + typed : typed
      const fits = isShared && said !== 'ethiopic' ? isNearEthiopic(year, today) : year >= 1900 && year < 2200
      return fits ? [year] : []
    }
    default:
      return calendar satisfies never
  }
}

const solarCentury = 1400
const solarPast = 20

const solarYears = (short: number, today: Temporal.PlainDate): number[] => {
  const now = yearIn('solar-hijri', today)
  return [solarCentury + short, solarCentury - 100 + short].filter(
    (year) => year <= now + 1 && year >= now - solarPast,
  )
}

/** The Ethiopian year runs seven or eight behind: only these last years are more likely than a letter that old. */
const isNearEthiopic = (year: number, today: Temporal.PlainDate): boolean => {
  const now = yearIn('ethiopic', today)
  return year <= now && year >= now - 2
}

type Order = 'dmy' | 'mdy' | 'ymd' | 'ydm'
interface Arranged {
  readonly order: Order
  readonly year: string | null
  readonly month: number
  readonly day: number
}

/** The readings of a date in figures alone. */
export const numericReadings = (numbers: readonly string[], asked: Asked): Reading[] | Failed => {
  const arranged = arrangements(numbers, asked.locale)
  if (typeof arranged === 'string') return arranged
  if (arranged.some(({ year }) => year !== null && isYear(year) && isLunar(Number(year), asked.today)))
    return 'islamic-hijri'
  return arranged.flatMap((one) => calendarReadings(one, asked))
}

/** 1405 is a year of the sun, 1448 one of the moon: either would lie far off in the other's count. */
const isLunar = (year: number, today: Temporal.PlainDate): boolean =>
  year > yearIn('solar-hijri', today) + 5 && year < 1600

const arrangements = (numbers: readonly string[], locale: string): Arranged[] | Failed => {
  const [first, second, third] = numbers
  if (first === undefined || numbers.length > 3) return 'not-a-date'
  if (second === undefined)
    return first.length === 8 ? compact(first) : isShort(first) ? 'no-month' : 'not-a-date'
  if (third === undefined) return pair(first, second, locale)
  if (!isShort(second)) return 'not-a-date'
  if (isYear(first) && isShort(third)) return yearFirst(first, Number(second), Number(third))
  if (!isShort(first)) return 'not-a-date'
  if (isYear(third)) return yearLast(Number(first), Number(second), third)
  if (third.length !== 2) return 'not-a-date'
  const solar = solarLocales.includes(locale) ? yearFirst(first, Number(second), Number(third)) : []
  return [...yearLast(Number(first), Number(second), third), ...(first.length === 2 ? solar : [])]
}

const pair = (first: string, second: string, locale: string): Arranged[] | Failed => {
  if (isYear(first) || isYear(second)) return 'no-day'
  if (!isShort(first) || !isShort(second)) return 'not-a-date'
  if (hasTwoCalendars(locale)) return 'no-year'
  return yearLast(Number(first), Number(second), null)
}

const yearLast = (first: number, second: number, year: string | null): Arranged[] => [
  { order: 'dmy', year, month: second, day: first },
  ...(first === second ? [] : [{ order: 'mdy' as const, year, month: first, day: second }]),
]

const yearFirst = (year: string, second: number, third: number): Arranged[] => [
  { order: 'ymd', year, month: second, day: third },
  ...(second > 12 ? [{ order: 'ydm' as const, year, month: third, day: second }] : []),
]

/** Eight figures without marks between. */
const compact = (digits: string): Arranged[] => {
  const part = (from: number, to: number) => Number(digits.slice(from, to))
  const all = [
    ...yearLast(part(0, 2), part(2, 4), digits.slice(4)),
    ...yearFirst(digits.slice(0, 4), part(4, 6), part(6, 8)),
  ]
  return all.filter(({ month, day }) => month >= 1 && month <= 13 && day >= 1 && day <= 31)
}

const calendarReadings = ({ order, year, month, day }: Arranged, asked: Asked): Reading[] => {
  if (year === null) return [{ calendar: 'gregorian', year, month, day }]
  const isLeading = order === 'ymd' || order === 'ydm'
  const calendars = (['gregorian', 'solar-hijri', 'ethiopic'] as const).filter((calendar) => {
    if (calendar === 'gregorian') return isYear(year) || !isLeading
    if (order === 'mdy' || order === 'ydm') return false
    if (isYear(year)) return true
    return calendar === 'solar-hijri' ? solarLocales.includes(asked.locale) : !isLeading
  })
  return calendars.flatMap((calendar) =>
    yearsOf(year, calendar, true, asked).map((full) => ({ calendar, year: full, month, day })),
  )
}

/** The days that readings name, those without a year near today; each day once. */
export const candidatesOf = (readings: readonly Reading[], { today }: Asked): Candidate[] => {
  const all = readings.flatMap((reading) => candidates(reading, today))
  return all.filter(({ date }, at) => all.findIndex((one) => one.date.equals(date)) === at)
}

const candidates = ({ calendar, year, month, day }: Reading, today: Temporal.PlainDate): Candidate[] => {
  if (year === null) return nearest(calendar, month, day, today)
  const date = dayOf(calendar, year, month, day)
  return date ? [{ date, calendar, isYearGuessed: false }] : []
}

// Nearer than this many days, no one doubts which year was meant; between, the past and the coming day are both asked.
const undoubted = 120
const leapGap = 4

const nearest = (
  calendar: CalendarName,
  month: number,
  day: number,
  today: Temporal.PlainDate,
): Candidate[] => {
  const now = yearIn(calendar, today)
  const all: Candidate[] = []
  for (let year = now - leapGap; year <= now + leapGap; year++) {
    const date = dayOf(calendar, year, month, day)
    if (date) all.push({ date, calendar, isYearGuessed: true })
  }
  const away = ({ date }: Candidate) => today.until(date).days
  const sure = all.filter((one) => Math.abs(away(one)) <= undoubted)
  if (sure.length > 0) return sure
  const past = all.findLast((one) => away(one) < 0)
  const coming = all.find((one) => away(one) > 0)
  return [past, coming].filter((one) => one !== undefined)
}
