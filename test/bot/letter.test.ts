import { describe, expect, test } from 'vitest'
import { dayWords } from '../../bot/day-words.ts'
import { PersonRecord } from '../../bot/person.ts'
import { demoOperator } from '../../server/operator.ts'
import type { Setting } from '../../server/world.ts'
import { setting, type Talk, talk } from '../support/bot.ts'

const { catalog, law } = setting()

const atLetter = (own: Setting = setting(), now?: string): Talk => {
  const person = talk({ hint: 'en', setting: own, ...(now ? { now } : {}) })
  person.say('hello')
  for (const choice of ['en', 'yes', '@menu', 'letter']) person.tap(choice)
  return person
}

/** Taps buttons; other words are typed; `>` is a row of a later page. */
const walk = (person: Talk, ...steps: readonly string[]): Talk => {
  for (const step of steps) {
    if (step.startsWith('>')) {
      while (!person.ids().includes(step.slice(1))) person.tap('+')
      person.tap(step.slice(1))
    } else if (person.ids().includes(step)) person.tap(step)
    else person.say(step)
  }
  return person
}

const place = (person: Talk): string => {
  const at = person.state()?.conversation.at
  return `${at?.flow}/${at?.step}`
}
const dates = (person: Talk) => person.state()?.persons[0]?.dates ?? []
const counted = ['no', 'me', 'after', '17-12-2026', 'right', 'today'] as const

describe('a printed day of which only an unlikely reading is over', () => {
  const typed = (text: string) =>
    walk(atLetter(setting(), '2026-11-22T12:00:00Z'), 'ongegrond', 'no', 'me', 'after', text)

  test.each(['3/12/26', '1-12-2026', '05/12/2026'])(
    '%s has not come yet, and no day of spring is offered',
    (text) => {
      expect(typed(text).body()).toContain('has not come yet')
    },
  )

  test('11/12 in November may be yesterday’s week, and is asked', () => {
    expect(typed('11/12/2026').body()).toContain('12 November 2026')
  })
})

describe('no date is calculated (P20)', () => {
  test.each(law.letters.filter(({ rule }) => rule === null).map(({ id }) => id))('for %s', (id) => {
    expect(place(walk(atLetter(), `>${id}`))).toBe('letter/today')
  })
  test('for a letter that nobody can name, and under the old rules', () => {
    expect(place(walk(atLetter(), 'unknown'))).toBe('letter/today')
    for (const lodged of ['before', 'not-sure'])
      expect(place(walk(atLetter(), 'ongegrond', 'no', 'me', lodged))).toBe('letter/today')
  })
  test('for a letter of which a date was saved, once it is said that it was signed earlier', () => {
    const person = walk(atLetter(), 'ongegrond', ...counted, 'save')
    for (let backs = 0; backs < 20 && place(person) !== 'letter/lodged'; backs++) person.say('back')
    walk(person, 'before')
    expect(place(person)).toBe('letter/today')
    person.say('menu')
    walk(person, 'dates', dates(person)[0]?.id ?? '', 'lawyer', '28-01-2027', 'right')
    expect(place(person)).toBe('letter/result')
    expect(person.body()).not.toContain('I count')
    expect(person.ids()).not.toContain('how')
  })
  test.each(['7-12-2026', '٧-١٢-٢٠٢٦'])(
    '%s typed for the signing, which has not come yet, is no July',
    (text) => {
      const person = atLetter(setting(), '2026-11-22T12:00:00Z')
      walk(person, 'ongegrond', 'no', 'me', text)
      expect(place(person)).toBe('letter/lodged')
      expect(place(walk(person, '12-7-2026'))).toBe('day/type')
    },
  )
  test('a typed day of signing is said again, for it may have been meant for the letter', () => {
    const person = walk(atLetter(), 'ongegrond', 'no', 'me', '17-12-2026')
    expect(person.body()).toContain('When did you sign the asylum application with the IND? On or after')
  })
  test('when the printed day is not found: act today', () => {
    const person = walk(atLetter(), 'ongegrond', 'no', 'me', 'after', 'unknown')
    expect(place(person)).toBe('letter/running')
    expect(person.body()).toContain('Act today. The time may already be running.')
  })
  test('once the rule is past its review date (P9)', () => {
    const person = atLetter(setting(), '2027-06-01T09:00:00Z')
    expect(place(walk(person, 'ongegrond', 'no', 'me', 'after', '31-05-2027', 'right', 'today'))).toBe(
      'letter/today',
    )
  })
})

describe('one date', () => {
  test.each(law.letters.filter(({ rule }) => rule !== null).map(({ id }) => id))(
    'for %s: the first bubble has TEST, one date, at most 60 words and 400 characters, in every whole language',
    (id) => {
      for (const locale of ['en', 'nl', 'ar']) {
        const person = talk({ hint: locale, setting: setting() })
        person.say('👋')
        for (const choice of [locale, 'yes', '@menu', 'letter']) person.tap(choice)
        walk(person, `>${id}`)
        // A permit asks for family abroad first (P22).
        if (place(person) === 'permit/family') walk(person, 'yes', 'count')
        walk(person, ...counted)
        expect(place(person)).toBe('letter/result')
        const [first = '', ...rest] = person.last().bubbles[0]?.body.split('\n\n') ?? []
        expect(first).toBe(catalog.key(locale, 'frame:test', {})?.words)
        const words = rest.join(' ').split(/\s+/u)
        expect(words.filter((word) => /[\p{L}\p{N}]/u.test(word)).length, rest.join(' ')).toBeLessThanOrEqual(
          60,
        )
        expect(rest.join('\n\n').length).toBeLessThanOrEqual(400)
        expect(rest.join(' ').match(/20\d\d/g), 'one date').toHaveLength(1)
      }
    },
  )
  test('the earlier of the two days counts', () => {
    const given = walk(
      atLetter(),
      'ongegrond',
      'no',
      'me',
      'after',
      '17-12-2026',
      'right',
      'other',
      '15-12-2026',
      'right',
    )
    const printed = walk(atLetter(), 'ongegrond', 'no', 'me', 'after', '15-12-2026', 'right', 'today')
    expect(given.body()).toBe(printed.body())
  })
  test('a day that has not come is asked again; day and month are asked where they can be changed over', () => {
    const person = walk(atLetter(), 'ongegrond', 'no', 'me', 'after', '20-12-2026')
    expect(place(person)).toBe('day/type')
    expect(person.body()).toContain('not come yet')
    expect(place(walk(person, '5/6/2026'))).toBe('day/which')
    expect(place(walk(person, 'none', '15-12-2026'))).toBe('day/sure')
    expect(person.body()).toContain('Tuesday')
  })
  test('too late still says: see a lawyer today, and is not saved', () => {
    const person = walk(atLetter(), 'kennelijk', 'no', 'me', 'after', '23-11-2026', 'right', 'yesterday')
    expect(person.body()).toContain('See a lawyer today all the same')
    expect(person.ids()).not.toContain('save')
  })
  test('without a go-live record it says TEST, with one it does not', () => {
    const live = setting({ operator: { ...demoOperator, goLive: true } })
    const person = walk(atLetter(live), 'kennelijk', ...counted)
    expect(place(person)).toBe('letter/result')
    expect(person.body()).not.toContain('TEST')
  })
})

describe('the letter and the lawyer win (P21)', () => {
  const named = [
    'kennelijk',
    'yes',
    '28-12-2026',
    'right',
    'me',
    'after',
    '17-12-2026',
    'right',
    'today',
  ] as const

  test('a later day than ours is shown first, asked about, and reminded by ours', () => {
    const person = walk(atLetter(), ...named)
    expect(person.body()).toContain('28 December 2026')
    expect(person.body()).toContain('I count an earlier day: Tuesday, 22 December 2026')
    expect(person.body()).toContain('is the later day certain')
    walk(person, 'save')
    expect(dates(person)).toMatchObject([
      {
        origin: 'letter',
        day: '2026-12-28',
        last: '2026-12-24',
        remind: '2026-12-22',
        rule: { id: 'NL-APPEAL-1W' },
      },
    ])
  })
  test('the lawyer’s date comes before the letter’s and takes the place of what was saved', () => {
    const person = walk(
      atLetter(),
      ...named,
      'save',
      'no',
      'no',
      'letter',
      ...named.slice(0, 4),
      '17-12-2026',
      'right',
      'today',
    )
    walk(person, 'lawyer', '21-12-2026', 'right')
    expect(person.body()).toContain('Your lawyer names this last day: ')
    walk(person, 'save')
    expect(dates(person)).toMatchObject([{ origin: 'lawyer', day: '2026-12-21', remind: '2026-12-21' }])
  })
})

describe('saved dates', () => {
  test('are in what is kept, in the copy and in what delete stops; gone when removed', () => {
    const person = walk(atLetter(), 'kennelijk', ...counted, 'save')
    expect(person.body()).toContain('Write this date down')
    const seen = [['kept'], ['copy', 'yes'], ['delete']].map((path) => {
      person.say('menu')
      for (const choice of ['data', ...path]) person.tap(choice)
      return person.body()
    })
    for (const body of seen) expect(body).toContain('22 December 2026')
    person.say('menu')
    walk(person, 'dates', dates(person)[0]?.id ?? '', 'remove', 'yes')
    expect(dates(person)).toEqual([])
  })
  test('are gone with delete', () => {
    const person = walk(atLetter(), 'kennelijk', ...counted, 'save')
    person.say('menu')
    for (const choice of ['data', 'delete', 'code']) person.tap(choice)
    expect(person.state()?.persons ?? []).toEqual([])
  })
  test('a Person of version 1 is lifted: no dates', () => {
    const old = { v: 1, id: 'p', label: 'me', alone: null, lodged: 'after', stage: null, stageAt: null }
    expect(PersonRecord.parse(old)).toEqual({
      type: 'known',
      value: { ...old, v: 3, dates: [], checklist: [] },
    })
  })
})

test('days are Gregorian with Latin digits in every locale', () => {
  for (const { tag } of catalog.locales)
    for (const form of ['long', 'plain', 'label'] as const) {
      const said = dayWords(tag, '2026-12-28', form)
      expect(said).toContain('28')
      expect(said).toContain('2026')
    }
})
