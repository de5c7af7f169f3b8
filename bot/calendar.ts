import { Temporal } from 'temporal-polyfill'

/** `solar-hijri` is the calendar of Iran and Afghanistan, `ethiopic` that of Ethiopia. */
export type CalendarName = 'gregorian' | 'solar-hijri' | 'ethiopic'

type Reckoned = Exclude<CalendarName, 'gregorian'>

/** How many days of whole years lie before a year, save a constant, and a new year's day to hang that on. */
interface Reckoning {
  readonly before: (year: number) => number
  readonly known: { readonly year: number; readonly newYear: Temporal.PlainDate }
  readonly daysIn: (month: number, isLeap: boolean) => number
}

const reckonings = {
  // The cycle of 33 years; it agrees with the observed calendar for 1178 to 1633.
  'solar-hijri': {
    before: (year: number) => 365 * year + Math.floor((8 * year + 21) / 33),
    known: { year: 1405, newYear: Temporal.PlainDate.from('2026-03-21') },
    daysIn: (month: number, isLeap: boolean) => (month <= 6 ? 31 : month <= 11 || isLeap ? 30 : 29),
  },
  ethiopic: {
    before: (year: number) => 365 * year + Math.floor(year / 4),
    known: { year: 2019, newYear: Temporal.PlainDate.from('2026-09-11') },
    daysIn: (month: number, isLeap: boolean) => (month <= 12 ? 30 : isLeap ? 6 : 5),
  },
} as const satisfies Record<Reckoned, Reckoning>

const monthsIn = { gregorian: 12, 'solar-hijri': 12, ethiopic: 13 } as const

/** The day that a year, month and day of a calendar name; null when there is no such day. */
export const dayOf = (
  calendar: CalendarName,
  year: number,
  month: number,
  day: number,
): Temporal.PlainDate | null => {
  if (month < 1 || month > monthsIn[calendar] || day < 1) return null
  if (calendar === 'gregorian') return gregorianDay(year, month, day)
  const { daysIn } = reckonings[calendar]
  const first = newYear(calendar, year)
  const isLeap = first.until(newYear(calendar, year + 1)).days === 366
  if (day > daysIn(month, isLeap)) return null
  let days = day - 1
  for (let past = 1; past < month; past++) days += daysIn(past, isLeap)
  return first.add({ days })
}

const gregorianDay = (year: number, month: number, day: number): Temporal.PlainDate | null => {
  const date = Temporal.PlainDate.from({ year, month, day })
  return date.day === day ? date : null
}

const newYear = (calendar: Reckoned, year: number): Temporal.PlainDate => {
  const { before, known } = reckonings[calendar]
  return known.newYear.add({ days: before(year) - before(known.year) })
}

/** The year of a calendar in which a day lies. */
export const yearIn = (calendar: CalendarName, date: Temporal.PlainDate): number => {
  if (calendar === 'gregorian') return date.year
  const guess = date.year - (calendar === 'ethiopic' ? 7 : 621)
  return Temporal.PlainDate.compare(newYear(calendar, guess), date) <= 0 ? guess : guess - 1
}
