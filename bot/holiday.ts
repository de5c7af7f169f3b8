import { Temporal } from 'temporal-polyfill'
import type { HolidayFile, HolidayRule } from './deadline-rule.ts'

export interface Holidays {
  /** The holidays of a year in order, those by decree included. */
  of(year: number): readonly Temporal.PlainDate[]
  /** Neither Saturday, Sunday nor holiday. */
  isWorkingDay(date: Temporal.PlainDate): boolean
}

/** The holidays of any year by the rules of a pack. Years once worked out are kept. */
export const openHolidays = ({ holidays, equated }: HolidayFile): Holidays => {
  const known = new Map<number, ReadonlySet<string>>()
  const daysOf = (year: number): ReadonlySet<string> => {
    const found = known.get(year)
    if (found) return found
    const byDecree = equated.map(({ date }) => date).filter((date) => Number(date.slice(0, 4)) === year)
    const made = new Set([...holidays.map((rule) => dayOf(rule, year).toString()), ...byDecree])
    known.set(year, made)
    return made
  }
  return {
    of: (year) => [...daysOf(year)].toSorted().map((date) => Temporal.PlainDate.from(date)),
    isWorkingDay: (date) => date.dayOfWeek < 6 && !daysOf(date.year).has(date.toString()),
  }
}

const dayOf = (rule: HolidayRule, year: number): Temporal.PlainDate => {
  switch (rule.type) {
    case 'easter':
      return easterSunday(year).add({ days: rule.offset })
    case 'fixed': {
      const date = Temporal.PlainDate.from({ year, month: rule.month, day: rule.day })
      return rule.onSunday !== undefined && date.dayOfWeek === 7 ? date.add({ days: rule.onSunday }) : date
    }
    default:
      return rule satisfies never
  }
}

/** Gregorian Easter after Meeus, Jones and Butcher. */
export const easterSunday = (year: number): Temporal.PlainDate => {
  const century = Math.floor(year / 100)
  const rest = year % 100
  const golden = year % 19
  const lunar = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - lunar + 15) % 30
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const days = epact + weekday - 7 * late + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(days / 31), day: (days % 31) + 1 })
}
