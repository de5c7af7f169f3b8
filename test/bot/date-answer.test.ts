import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { Temporal as Full } from 'temporal-polyfill/full'
import { describe, expect, test } from 'vitest'
import { dayOf } from '../../bot/calendar.ts'
import { type DateAsked, parseDate } from '../../bot/date-answer.ts'
import { dayWords } from '../../bot/day-words.ts'
import { laidOutText } from '../../server/wire/layout.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const today = day('2026-11-25') // a Wednesday

/** One word for an answer: the day, the days to choose from, or the reason. */
const said = (text: string, locale = 'en', more: Partial<DateAsked> = {}): string => {
  const answer = parseDate(text, { today, locale, ...more })
  switch (answer.type) {
    case 'value':
      return answer.date.toString()
    case 'ambiguous':
      return answer.candidates.map(({ date }) => date.toString()).join(' or ')
    case 'reason':
      return answer.reason
  }
}

describe('one day', () => {
  test.each([
    '23-11-2026',
    '23/11/2026',
    '23.11.2026',
    '23 11 2026',
    '23/11/26',
    '23.11.',
    '23-11',
    '2026-11-23',
    '2026/11/23',
    '11/23/2026',
    '2026-23-11',
    '23112026',
    '20261123',
    '23 november 2026',
    '23 NOV 2026',
    '23nov2026',
    '23 nov. ’26',
    'Nov 23, 2026',
    'November 23rd',
    'the 23rd of November 2026',
    'maandag 23 november 2026',
    'ma 23 nov 2026',
    'le lundi 23 novembre 2026',
    '23 Kasım 2026',
    '23 kasim 2026 pazartesi',
    '٢٣/١١/٢٠٢٦',
    '۲۳/۱۱/۲۰۲۶',
    '२३-११-२०२६',
    '\u200f23\u200e-11-2026\u202c',
    // As the bot shows it, copied and sent back.
    '23\u201111\u20112026',
    '\u206623\u201111\u20112026\u2069',
    'maandag 23\u00a0november\u00a02026',
    '2️⃣3️⃣-1️⃣1️⃣-2026',
    '２３／１１／２０２６',
    '፳፫-፲፩-፳፻፳፮',
    '٢٣ نوفمبر ٢٠٢٦',
    '٢٣ تشرين الثاني ٢٠٢٦',
    'يوم الاثنين ٢٣ تشرين ثاني ٢٠٢٦',
    'الإثنين 23 نونبر 2026 م',
    '23 ሕዳር 2026',
    'ሰኑይ 23 ሕዳር 2026',
    '۲۳ نوامبر ۲۰۲۶',
    'دوشنبه ۲ آذر ۱۴۰۵',
    '۱۴۰۵/۰۹/۰۲',
    '2/9/1405',
    '۲ قوس ۱۴۰۵',
    '۲ لیندۍ ۱۴۰۵',
    '2 azar 1405',
    '2 آذر',
    '1405/9/2 هـ ش',
    '23 Nofembar 2026',
    '14/3/2019 EC',
    '14 hidar 2019 E.C.',
    'monday',
    'maandag',
    'الاثنين',
    'اثنين',
    'دو شنبه',
    'دوشنبه',
    'Isniin',
    'Pazartesi',
  ])('%s', (text) => expect(said(text)).toBe('2026-11-23'))

  test.each([
    ['today', 0],
    ['vandaag', 0],
    ['اليوم', 0],
    ['ሎሚ', 0],
    ['bugün', 0],
    ['BUGÜN', 0],
    ['امروز', 0],
    ['maanta', 0],
    ["aujourd'hui", 0],
    ['Aujourd’hui!', 0],
    ['yesterday', -1],
    ['gisteren', -1],
    ['أمس', -1],
    ['امبارح', -1],
    ['ትማሊ', -1],
    ['dün', -1],
    ['دیروز', -1],
    ['ديروز', -1],
    ['shalay', -1],
    ['hier', -1],
    ['eergisteren', -2],
    ['day before yesterday', -2],
    ['أول أمس', -2],
    ['avant-hier', -2],
    ['morgen', 1],
    ['woensdag, vandaag', 0],
  ])('%s is %i days from today', (text, days) => expect(said(text)).toBe(today.add({ days }).toString()))

  test('a year that was not typed is said to be guessed', () => {
    expect(parseDate('28-12', { today: day('2027-01-05'), locale: 'nl' })).toMatchObject({
      type: 'value',
      isYearGuessed: true,
      date: day('2026-12-28'),
    })
    expect(parseDate('28-12-2026', { today, locale: 'nl' })).toMatchObject({ isYearGuessed: false })
  })
})

describe('more than one day is asked back, the nearest first', () => {
  test.each([
    ['3-4-2026', '2026-04-03 or 2026-03-04'],
    ['03/04/26', '2026-04-03 or 2026-03-04'],
    ['03042026', '2026-04-03 or 2026-03-04'],
    ['12.11', '2026-11-12 or 2026-12-11'],
    ['1 June', '2026-06-01 or 2027-06-01'],
    ['1 كانون 2026', '2026-12-01 or 2026-01-01'],
    ['14-03-2019', '2026-11-23 or 2019-03-14'],
    ['14 ሕዳር 2019', '2026-11-23 or 2019-11-14'],
    ['፲፬ ሕዳር ፳፻፲፱', '2026-11-23 or 2019-11-14'],
    ['14 ሕዳር', '2026-11-23 or 2026-11-14'],
    ['3/13/2018', '2026-09-08 or 2018-03-13'],
    ['Wednesday', '2026-11-25 or 2026-11-18'],
    ['last Monday', '2026-11-23 or 2026-11-16'],
    ['vorige woensdag', '2026-11-18 or 2026-11-11'],
  ])('%s', (text, days) => expect(said(text)).toBe(days))

  test('the person’s other calendar is thought of', () => {
    expect(said('05/09/02', 'fa')).toContain('2026-11-23')
    expect(said('05/09/02', 'fa')).toContain('2002-09-05')
    expect(said('14/03/19', 'ti')).toBe('2026-11-23 or 2019-03-14')
    expect(said('14 ኅዳር 2019', 'am')).toBe('2026-11-23')
  })

  test('every pair of figures up to twelve, in every way of writing', () => {
    for (let first = 1; first <= 12; first++)
      for (let second = 1; second <= 12; second++)
        for (const mark of ['-', '/', '.', ' ']) {
          const answer = parseDate([first, second, 2026].join(mark), { today, locale: 'nl' })
          expect(answer.type).toBe(first === second ? 'value' : 'ambiguous')
        }
  })

  test('a weekday decides', () => {
    expect(said('friday 3-4-2026')).toBe('2026-04-03')
    expect(said('woensdag 3-4-2026')).toBe('2026-03-04')
    expect(said('maandag 3-4-2026')).toBe('weekday-differs')
  })
})

describe('no day', () => {
  test.each([
    ['', 'not-a-date'],
    ['👍', 'not-a-date'],
    ['hello', 'not-a-date'],
    ['not 23 november 2026', 'not-a-date'],
    ['3 days ago', 'not-a-date'],
    ['23-11-2026 14:30', 'not-a-date'],
    ['1/2/3', 'not-a-date'],
    ['23-11-20266', 'not-a-date'],
    ['9'.repeat(5000), 'not-a-date'],
    ['23', 'no-month'],
    ['november 2026', 'no-day'],
    ['november', 'no-day'],
    ['11-2026', 'no-day'],
    ['31-02-2026', 'no-such-day'],
    ['29-02-2026', 'no-such-day'],
    ['31 november 2026', 'no-such-day'],
    ['31/12/1405', 'no-such-day'],
    ['0-0-2026', 'no-such-day'],
    ['23-11-2569', 'no-such-day'],
    ['dinsdag 23 november 2026', 'weekday-differs'],
    ['23 november 24 december', 'two-dates'],
    ['today 23-11-2026', 'two-dates'],
    ['today yesterday', 'two-dates'],
    ['1448/06/12', 'islamic-hijri'],
    ['12-6-1448', 'islamic-hijri'],
    ['12 رمضان 1447', 'islamic-hijri'],
    ['12 جمادى الآخرة ١٤٤٨ هـ', 'islamic-hijri'],
    ['3 Ramadan', 'islamic-hijri'],
    ['3 Ramazan 1447', 'islamic-hijri'],
    ['1405/9/2 ه.ق', 'islamic-hijri'],
  ])('%j: %s', (text, reason) => expect(said(text)).toBe(reason))

  test('figures without a year where two calendars are in use', () => {
    for (const locale of ['fa', 'prs', 'ps', 'ti', 'am']) expect(said('23-11', locale)).toBe('no-year')
  })

  test('outside what the question has a use for, with the day', () => {
    const asked = { today, locale: 'en', earliest: day('2026-06-12'), latest: today }
    expect(parseDate('26-11-2026', asked)).toEqual({
      type: 'reason',
      reason: 'too-late',
      date: day('2026-11-26'),
    })
    expect(parseDate('11 june 2026', asked)).toEqual({
      type: 'reason',
      reason: 'too-early',
      date: day('2026-06-11'),
    })
    expect(said('25-11-2026', 'en', asked)).toBe('2026-11-25')
  })
})

describe('whatever is typed', () => {
  const piece = fc.oneof(
    fc.integer({ min: 0, max: 3000 }).map(String),
    fc.constantFrom(
      '-',
      '/',
      '.',
      ' ',
      'nov',
      'ሕዳር',
      'تشرين',
      'آذر',
      'monday',
      'last',
      'today',
      'م',
      '፳',
      'xyz',
    ),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  )
  const locale = fc.constantFrom('en', 'nl', 'fa', 'ti', 'am')

  test('is a day, at least two days, or a reason', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), locale, (pieces, tag) => {
        const answer = parseDate(pieces.join(''), { today, locale: tag })
        if (answer.type === 'ambiguous') {
          const days = answer.candidates.map(({ date }) => date.toString())
          expect(new Set(days).size).toBe(days.length)
          expect(days.length).toBeGreaterThan(1)
        }
      }),
      { numRuns: 5000 },
    )
  })

  test('figures never become a day that they do not say', () => {
    const figures = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
    fc.assert(
      fc.property(figures, fc.integer({ min: 2020, max: 2040 }), locale, ([a, b], year, tag) => {
        const answer = parseDate(`${a}-${b}-${year}`, { today, locale: tag })
        if (answer.type !== 'value') return
        expect(answer.date.year).toBe(year)
        expect([answer.date.day, answer.date.month].toSorted()).toEqual([a, b].toSorted())
      }),
      { numRuns: 5000 },
    )
  })
})

describe('the words of every locale', () => {
  const intl = [
    'en',
    'nl',
    'ar',
    'ar-SY',
    'ti',
    'tr',
    'fa',
    'fa-AF',
    'ps',
    'so',
    'fr',
    'ckb',
    'ku',
    'ru',
    'uk',
    'es',
    'am',
  ]
  const name = (locale: string, date: Temporal.PlainDate, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { timeZone: 'UTC', ...options }).format(
      new Date(`${date}T12:00Z`),
    )

  test.each(intl)('%s: months and weekdays as the machine writes them', (locale) => {
    for (let month = 1; month <= 12; month++) {
      const date = Temporal.PlainDate.from({ year: 2026, month, day: 17 })
      const long = name(locale, date, { month: 'long' })
      expect(said(`17 ${long} 2026`), long).toBe(date.toString())
      const whole = name(locale, date, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' })
      expect(said(whole), whole).toBe(date.toString())
    }
  })

  test.each(['fa', 'fa-AF', 'ps'])('%s: months of the solar calendar', (locale) => {
    for (let days = 0; days < 366; days += 13) {
      const date = day('2026-03-25').add({ days })
      const written = new Intl.DateTimeFormat(`${locale}-u-ca-persian`, {
        timeZone: 'UTC',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
      }).formatToParts(new Date(`${date}T12:00Z`))
      const words = written
        .filter(({ type }) => ['day', 'month', 'year'].includes(type))
        .map(({ value }) => value)
      expect(said(words.join(' ')), words.join(' ')).toBe(date.toString())
    }
  })
})

describe('calendars', () => {
  test.each([
    ['solar-hijri', 'persian', '1900-01-01'],
    ['ethiopic', 'ethiopic', '1900-01-01'],
  ] as const)(
    '%s agrees with the machine on every day for two hundred years',
    (calendar, id, from) => {
      for (let at = Full.PlainDate.from(from); at.year < 2100; at = at.add({ days: 1 })) {
        const there = at.withCalendar(id)
        if (dayOf(calendar, there.year, there.month, there.day)?.toString() !== at.toString())
          expect.fail(`${at} is ${there.year}-${there.month}-${there.day}`)
      }
    },
    60_000,
  )
})

test.each(['en', 'nl', 'ar', 'ti', 'tr', 'fa', 'so', 'fr', 'am'])(
  'a day as %s shows it is understood when it is sent back',
  (locale) => {
    const today = Temporal.PlainDate.from('2026-11-22')
    for (let month = 1; month <= 12; month++)
      for (const form of ['long', 'plain', 'label'] as const) {
        const day = `2026-${String(month).padStart(2, '0')}-13`
        const shown = laidOutText(dayWords(locale, day, form), 'rtl')
        const answer = parseDate(shown, { today, locale })
        const days = answer.type === 'value' ? [answer] : answer.type === 'ambiguous' ? answer.candidates : []
        expect(
          days.map(({ date }) => date.toString()),
          shown,
        ).toContain(day)
      }
  },
)

describe('figures in brackets behind words', () => {
  const read = (text: string, locale = 'en') =>
    parseDate(text, { today: Temporal.PlainDate.from('2026-11-22'), locale })

  test('that say another day are two days, and beside a sentence none', () => {
    expect(read('1 december 2026 (4-12-2026)')).toMatchObject({ reason: 'two-dates' })
    expect(read('the letter of 1 december came (4-12-2026)')).toMatchObject({ reason: 'not-a-date' })
    expect(read('my interview was cancelled (3-11-2026), what now')).toMatchObject({ reason: 'not-a-date' })
  })

  test('that say the same leave no doubt which is the month', () => {
    expect(read('4 december 2026 (04-12-2026)')).toMatchObject({ type: 'value' })
    expect(read('4 ታሕሳስ 2026 (04‑12‑2026)', 'ti')).toMatchObject({ type: 'value' })
    expect(read('friday (13-11-2026)')).toMatchObject({ type: 'value' })
  })
})
