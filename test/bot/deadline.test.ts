import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, describe, expect, test } from 'vitest'
import { deadlineOf, ruleOn } from '../../bot/deadline.ts'
import { DeadlineRule } from '../../bot/deadline-rule.ts'
import { easterSunday, openHolidays } from '../../bot/holiday.ts'
import { readFiles } from '../../server/content.ts'
import { factFaults, readDeadlines } from '../../server/deadlines.ts'

const { rules, calendar, sources } = readDeadlines()
const day = (text: string) => Temporal.PlainDate.from(text)
const ruleOf = (id: string) => ruleOn(rules, id, day('2026-11-22'))!
const count = (id: string, trigger: string, today = '2026-01-01') =>
  deadlineOf(ruleOf(id), day(trigger), calendar, day(today))
const last = (id: string, trigger: string) => count(id, trigger).last.toString()
const safe = (id: string, trigger: string, today?: string) => count(id, trigger, today).safe.toString()

describe('the worked examples of facts 7.3', () => {
  test.each([
    [1, 'NL-APPEAL-1W', '2026-11-23', '2026-11-30'],
    [1, 'NL-VOVO-1W', '2026-11-23', '2026-11-30'],
    [1, 'NL-VOVO-DUBLIN', '2026-11-23', '2026-11-30'],
    [2, 'NL-APPEAL-1W', '2026-12-18', '2026-12-28'],
    [3, 'NL-APPEAL-2W', '2026-12-11', '2026-12-28'],
    [4, 'NL-APPEAL-4W', '2026-11-27', '2026-12-28'],
    [5, 'NL-APPEAL-1W', '2027-03-19', '2027-03-30'],
    [6, 'NL-APPEAL-1W', '2027-04-28', '2027-05-07'],
    [7, 'NL-APPEAL-2W', '2026-11-23', '2026-12-07'],
    [7, 'NL-HB-2W', '2026-11-23', '2026-12-07'],
    [7, 'NL-APPEAL-4W', '2026-11-23', '2026-12-21'],
    [7, 'NL-HB-4W', '2026-11-23', '2026-12-21'],
    [8, 'NL-NAREIS-3M', '2026-11-30', '2027-03-01'],
    [8, 'NL-NAREIS-3M', '2026-11-25', '2027-02-26'],
    [8, 'NL-NAREIS-3M', '2026-09-24', '2026-12-28'],
    [9, 'NL-LODGE-21D', '2026-11-20', '2026-12-11'],
    [9, 'NL-LODGE-21D', '2026-12-04', '2026-12-28'],
    [10, 'NL-DEPART-28D', '2026-11-23', '2026-12-21'],
    [10, 'NL-DEPART-28D', '2026-11-27', '2026-12-25'],
    [11, 'NL-DEC-ACC', '2026-11-24', '2027-02-24'],
    [11, 'NL-DEC-STD', '2026-11-24', '2027-05-24'],
    [11, 'NL-DEC-STD-EXT', '2026-11-24', '2027-11-24'],
    [11, 'NL-DEC-STD-MAX', '2026-11-24', '2028-08-24'],
    [11, 'NL-BORDER-5W', '2026-11-24', '2026-12-29'],
    [11, 'NL-BORDER-12W', '2026-11-24', '2027-02-16'],
    [12, 'NL-WORK-6M', '2026-11-24', '2027-05-24'],
  ])('%i. %s from %s: %s', (_, id, trigger, expected) => expect(last(id, trigger)).toBe(expected))

  test('8. the safe day', () => expect(safe('NL-NAREIS-3M', '2026-09-24')).toBe('2026-12-23'))

  test('6. a day put on a par by decree', () => {
    const equated = [{ ...sourced, date: '2027-05-07', name: 'Brugdag' }]
    const holidays = openHolidays({ holidays: holidayRules, equated })
    const deadline = deadlineOf(
      ruleOf('NL-APPEAL-1W'),
      day('2027-04-28'),
      { ...calendar, holidays },
      day('2027-04-28'),
    )
    expect(deadline.last.toString()).toBe('2027-05-10')
  })
})

const sourced = {
  source: { id: 'S11', at: '' },
  asOf: '2026-11-22',
  reviewBy: '2026-12-22',
  status: 'verified' as const,
}
const named = { id: 'x', name: 'x', ...sourced }
const holidayRules = [
  { type: 'fixed' as const, month: 5, day: 5, ...named },
  { type: 'easter' as const, offset: 39, ...named },
]
const made = (fields: Record<string, unknown>) =>
  DeadlineRule.parse({
    id: 'NL-TEST',
    trigger: 'x',
    says: 'x',
    extend: 'atw',
    whose: 'person',
    regime: 'new',
    ...sourced,
    ...fields,
  })
const countMade = (fields: Record<string, unknown>, trigger: string) =>
  deadlineOf(made(fields), day(trigger), calendar, day('2026-01-01')).last.toString()

describe('the vectors of facts 7.4', () => {
  test('a leap day and a shorter month', () => {
    expect(last('NL-NAREIS-3M', '2028-02-28')).toBe('2028-05-29')
    expect(countMade({ term: { amount: 3, unit: 'months' }, extend: 'none' }, '2026-11-30')).toBe(
      '2027-02-28',
    )
    expect(countMade({ term: { amount: 3, unit: 'months' }, extend: 'none' }, '2027-11-30')).toBe(
      '2028-02-29',
    )
    expect(last('NL-NAREIS-3M', '2026-11-29')).toBe('2027-03-01')
  })

  test('King’s Day that falls on a Sunday is kept on Saturday', () => {
    const days = calendar.holidays.of(2031).map(String)
    expect(days).toContain('2031-04-26')
    expect(days).not.toContain('2031-04-27')
    expect(last('NL-APPEAL-1W', '2031-04-19')).toBe('2031-04-28')
    expect(last('NL-APPEAL-1W', '2031-04-21')).toBe('2031-04-28')
  })

  test('any trigger, past or future; what is past is said, and the safe day is today', () => {
    const past = count('NL-APPEAL-1W', '2026-11-02', '2026-11-22')
    expect(past).toMatchObject({ passed: true, last: day('2026-11-09'), safe: day('2026-11-22') })
    expect(count('NL-APPEAL-1W', '2031-11-03', '2026-11-22')).toMatchObject({ passed: false })
    expect(count('NL-APPEAL-1W', '2026-11-02', '2026-11-09').passed).toBe(false)
    expect(count('NL-APPEAL-1W', '2026-06-11').early).toBe(true)
    expect(count('NL-APPEAL-1W', '2026-06-12').early).toBe(false)
  })

  test('the safe day never lies before today', () => {
    expect(safe('NL-APPEAL-1W', '2026-11-23', '2026-11-23')).toBe('2026-11-26')
    expect(safe('NL-APPEAL-1W', '2026-11-23', '2026-11-27')).toBe('2026-11-27')
    expect(safe('NL-APPEAL-1W', '2026-11-23', '2026-11-29')).toBe('2026-11-29')
  })

  test('on a last day that is no working day, the safe day counts from the one before', () =>
    expect(safe('NL-DEPART-28D', '2026-11-27')).toBe('2026-12-22'))
})

describe('holidays', () => {
  test.each([
    [2026, '1-1, 3-4, 6-4, 27-4, 5-5, 14-5, 25-5, 25-12, 26-12'],
    [2027, '1-1, 26-3, 29-3, 27-4, 5-5, 6-5, 17-5, 25-12, 26-12'],
    [2028, '1-1, 14-4, 17-4, 27-4, 5-5, 25-5, 5-6, 25-12, 26-12'],
  ])('%i as facts 7.1 lists them', (year, days) =>
    expect(
      calendar.holidays
        .of(year)
        .map(({ day, month }) => `${day}-${month}`)
        .join(', '),
    ).toBe(days),
  )

  test('Easter', () => {
    const sundays = {
      1818: '03-22',
      1943: '04-25',
      2000: '04-23',
      2008: '03-23',
      2038: '04-25',
      2285: '03-22',
    }
    for (const [year, sunday] of Object.entries({ ...sundays, ...easters }))
      expect(easterSunday(Number(year)).toString()).toBe(`${year}-${sunday}`)
  })
})

describe('the limits of the Algemene termijnenwet', () => {
  // Each would end on Friday 25 December 2026.
  test.each([
    ['90 days', { amount: 90, unit: 'days' }, '2026-09-26', '2026-12-28'],
    ['91 days', { amount: 91, unit: 'days' }, '2026-09-25', '2026-12-25'],
    ['12 weeks', { amount: 12, unit: 'weeks' }, '2026-10-02', '2026-12-28'],
    ['13 weeks', { amount: 13, unit: 'weeks' }, '2026-09-25', '2026-12-25'],
    ['3 months', { amount: 3, unit: 'months' }, '2026-09-25', '2026-12-28'],
    ['4 months', { amount: 4, unit: 'months' }, '2026-08-25', '2026-12-25'],
    ['1 year', { amount: 1, unit: 'years' }, '2025-12-25', '2026-12-25'],
  ])('%s', (_, term, trigger, expected) => {
    expect(countMade({ term }, trigger)).toBe(expected)
    expect(countMade({ term, liberty: true }, trigger)).toBe('2026-12-25')
    expect(countMade({ term, extend: 'none' }, trigger)).toBe('2026-12-25')
    expect(countMade({ term, extend: 'apr' }, trigger)).toBe('2026-12-28')
  })

  test('a term of three days or more holds two working days (art. 2)', () => {
    // Thursday before Easter: Friday to Monday are free, so Tuesday and Wednesday are the two.
    expect(countMade({ term: { amount: 3, unit: 'days' } }, '2027-03-25')).toBe('2027-03-31')
    expect(countMade({ term: { amount: 2, unit: 'days' } }, '2027-03-25')).toBe('2027-03-30')
    expect(countMade({ term: { amount: 5, unit: 'days' } }, '2027-03-25')).toBe('2027-03-31')
  })

  test('a term counted backward is never moved', () => {
    const backward = { term: { amount: 1, unit: 'weeks' }, direction: 'backward', extend: 'none' }
    expect(countMade(backward, '2027-01-01')).toBe('2026-12-25')
    expect(() => made({ ...backward, extend: 'atw' })).toThrow(/counted backward/)
  })

  test('another safe day, where a rule has one', () => {
    expect(safe('NL-CARD', '2026-12-01')).toBe('2029-08-31')
    const earlier = made({ term: { amount: 2, unit: 'weeks' }, safe: { amount: 4, unit: 'working-days' } })
    const { safe: chosen } = deadlineOf(earlier, day('2026-11-23'), calendar, day('2026-11-23'))
    expect(chosen.toString()).toBe('2026-12-01')
  })
})

describe('a figure that changes', () => {
  const old = made({ term: { amount: 4, unit: 'weeks' }, validUntil: '2026-12-31' })
  const next = made({ term: { amount: 1, unit: 'weeks' }, validFrom: '2027-01-01', validUntil: '2027-06-30' })
  test.each([
    ['2020-01-01', 4],
    ['2026-12-31', 4],
    ['2027-01-01', 1],
    ['2027-06-30', 1],
    ['2027-07-01', undefined],
  ])('on %s', (date, weeks) => expect(ruleOn([next, old], 'NL-TEST', day(date))?.term.amount).toBe(weeks))
})

describe('the pack', () => {
  test('rules and fact cells say the same', () => expect(factFaults(rules, readFiles().facts)).toEqual([]))
  test('the second implementation knows every rule', () =>
    expect(rules.map(({ id }) => id).toSorted()).toEqual(Object.keys(law).toSorted()))
  test('every source has a name', () => {
    for (const rule of rules) expect(sources[rule.source.id]?.short).toBeTruthy()
  })
})

/*
 * A second implementation, from the texts of law and facts 7.1 and 7.2, on day numbers and without a line of ours:
 * Easter from the published table, the terms written down once more.
 */
const easters: Record<number, string> = {
  2025: '04-20',
  2026: '04-05',
  2027: '03-28',
  2028: '04-16',
  2029: '04-01',
  2030: '04-21',
  2031: '04-13',
  2032: '03-28',
  2033: '04-17',
  2034: '04-09',
  2035: '03-25',
  2036: '04-13',
}
type Unit = 'd' | 'wd' | 'm'
/** id: amount, unit, whether a weekend or holiday moves the end, days from T to the start. */
const law: Record<string, readonly [number, Unit, 'moves' | 'stays', number?]> = {
  'NL-APPEAL-1W': [7, 'd', 'moves'],
  'NL-VOVO-1W': [7, 'd', 'moves'],
  'NL-VOVO-DUBLIN': [7, 'd', 'moves'],
  'NL-APPEAL-2W': [14, 'd', 'moves'],
  'NL-APPEAL-4W': [28, 'd', 'moves'],
  'NL-HB-2W': [14, 'd', 'moves'],
  'NL-HB-4W': [28, 'd', 'moves'],
  'NL-HB-DET': [7, 'd', 'stays'],
  'NL-VIEW-WD': [42, 'd', 'moves'],
  'NL-LODGE-21D': [21, 'd', 'moves'],
  'NL-LODGE-BORDER-5D': [5, 'd', 'moves'],
  'NL-REG-5D': [5, 'd', 'moves'],
  'NL-DEC-ACC': [3, 'm', 'moves'],
  'NL-DEC-STD': [6, 'm', 'moves'],
  'NL-DEC-STD-EXT': [12, 'm', 'moves'],
  'NL-DEC-STD-MAX': [21, 'm', 'moves'],
  'NL-DEC-ADM': [2, 'm', 'moves'],
  'NL-DEC-ADM-EXT': [4, 'm', 'moves'],
  'NL-DEC-ADM-10WD': [10, 'wd', 'stays'],
  'NL-BORDER-5W': [35, 'd', 'stays'],
  'NL-BORDER-12W': [84, 'd', 'stays'],
  'NL-LATE-APP': [7, 'wd', 'stays'],
  'NL-TRANSFER': [6, 'm', 'stays'],
  'NL-TRANSFER-PRISON': [12, 'm', 'stays'],
  'NL-TRANSFER-ABSCOND': [36, 'm', 'stays'],
  'NL-DEPART-28D': [28, 'd', 'stays'],
  'NL-NAREIS-3M': [3, 'm', 'moves', 1],
  'NL-NAREIS-B': [24, 'm', 'stays'],
  'NL-FAMDEC-9M': [9, 'm', 'stays'],
  'NL-MVV-COLLECT': [3, 'm', 'moves'],
  'NL-CARD': [36, 'm', 'stays'],
  'NL-OBJDEC': [133, 'd', 'stays'],
  'NL-OBJDEC-EXT': [224, 'd', 'stays'],
  'NL-WORK-6M': [6, 'm', 'stays'],
  'NL-UAM-REP': [15, 'wd', 'stays'],
  'NL-NEEDS-30D': [30, 'd', 'moves'],
  'NL-DET-COURT': [15, 'd', 'stays'],
  'NL-DET-COURT-MAX': [21, 'd', 'stays'],
  'NL-ART64-END': [28, 'd', 'stays'],
}
const msADay = 86_400_000
const at = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / msADay
const iso = (number: number) => new Date(number * msADay).toISOString().slice(0, 10)
const weekday = (number: number) => (number + 4) % 7 // 1970-01-01 was a Thursday; 0 is Sunday

const free = new Set<number>()
for (const [year, sunday] of Object.entries(easters)) {
  const easter = at(`${year}-${sunday}`)
  const kings = at(`${year}-04-27`)
  for (const one of ['01-01', '05-05', '12-25', '12-26']) free.add(at(`${year}-${one}`))
  for (const offset of [-2, 1, 39, 50]) free.add(easter + offset)
  free.add(weekday(kings) === 0 ? kings - 1 : kings)
}
const works = (number: number) => weekday(number) !== 0 && weekday(number) !== 6 && !free.has(number)

const monthsLater = (number: number, months: number): number => {
  const from = new Date(number * msADay)
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1)
  const length = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate()
  return first / msADay + Math.min(from.getUTCDate(), length) - 1
}

const lawfulEnd = (id: string, trigger: number): number => {
  const [amount, unit, moves, after = 0] = law[id]!
  let end = trigger + after
  if (unit === 'd') end += amount
  if (unit === 'm') end = monthsLater(end, amount)
  if (unit === 'wd') for (let left = amount; left > 0; left -= works(end) ? 1 : 0) end++
  if (moves === 'moves') while (!works(end)) end++
  return end
}

/** How many working days lie after `from`, up to and including `to`. */
const workingDays = (from: number, to: number): number => {
  let days = 0
  for (let number = from + 1; number <= to; number++) if (works(number)) days++
  return days
}

describe('every day of 2026 to 2032', () => {
  const triggers: Temporal.PlainDate[] = []
  beforeAll(() => {
    for (let date = day('2026-01-01'); date.year < 2033; date = date.add({ days: 1 })) triggers.push(date)
  })

  test.each(Object.keys(law))(
    '%s',
    (id) => {
      const rule = ruleOf(id)
      for (const trigger of triggers) {
        const found = deadlineOf(rule, trigger, calendar, trigger)
        const end = at(found.last.toString())
        if (end !== lawfulEnd(id, at(trigger.toString()))) expect.fail(`${trigger}: ${found.last}`)
        if (rule.extend !== 'none' && !works(end)) expect.fail(`${trigger}: ${found.last} is free`)
        if (rule.kind === 'last' && !rule.safe) checkSafe(trigger, found, end)
      }
    },
    60_000,
  )

  const checkSafe = (trigger: Temporal.PlainDate, found: ReturnType<typeof deadlineOf>, end: number) => {
    const safe = at(found.safe.toString())
    const where = `${trigger}: ${found.safe}, last ${found.last}`
    if (safe < at(trigger.toString())) expect.fail(`${where}: before today`)
    if (found.safe.equals(trigger)) return
    if (!works(safe)) expect.fail(`${where}: free`)
    if (workingDays(safe, end) < 2) expect.fail(`${where}: too late`)
    for (let later = safe + 1; later < end; later++)
      if (works(later) && workingDays(later, end) >= 2) expect.fail(`${where}: ${iso(later)} would do`)
    // The first bubble never rests on an extension being granted.
    if (safe >= at(found.raw.toString())) expect.fail(`${where}: after ${found.raw}`)
  }

  test('today moves the safe day alone, and never to before today', () => {
    const id = fc.constantFrom(...Object.keys(law))
    const days = fc.integer({ min: 0, max: 2556 })
    const property = fc.property(id, days, fc.integer({ min: -800, max: 800 }), (name, number, away) => {
      const trigger = day('2026-01-01').add({ days: number })
      const today = trigger.add({ days: away })
      const before = deadlineOf(ruleOf(name), trigger, calendar, trigger.subtract({ years: 5 }))
      const now = deadlineOf(ruleOf(name), trigger, calendar, today)
      expect(now.last.equals(before.last)).toBe(true)
      expect(now.safe.toString()).toBe([before.safe.toString(), today.toString()].toSorted().at(-1))
      expect(now.passed).toBe(now.last.toString() < today.toString())
    })
    fc.assert(property, { numRuns: 5000 })
  })
})
