import { describe, expect, test } from 'vitest'
import { setting, type Talk, talk } from '../support/bot.ts'

const { catalog } = setting()

const atPermit = (locale = 'en'): Talk => {
  const person = talk({ hint: locale })
  person.say('👋')
  for (const choice of [locale, 'yes', '@menu', 'where', 'me', 'no', 'after', 'permit', 'permit'])
    person.tap(choice)
  return person
}
const walk = (person: Talk, ...steps: readonly string[]): Talk => {
  for (const step of steps) {
    if (person.ids().includes(step)) person.tap(step)
    else person.say(step)
  }
  return person
}
const place = (person: Talk): string => {
  const at = person.state()?.conversation.at
  return `${at?.flow}/${at?.step}`
}

describe('a permit asks first: A or B; then family abroad (P22)', () => {
  test.each(catalog.complete)('before anything else of the stage, in %s', (locale) => {
    const person = atPermit(locale)
    expect(place(person)).toBe('permit/kind')
    expect(person.ids()).toEqual(['a', 'b', 'unknown'])
    expect(place(walk(person, 'a'))).toBe('permit/family')
    expect(person.ids()).toEqual(['yes', 'no', 'rather-not'])
  })

  test.each([
    ['a', 'yes', 'permit/a', 'NL-NAREIS-3M', '2027-03-16'],
    ['a', 'rather-not', 'permit/a', 'NL-NAREIS-3M', '2027-03-16'],
    ['a', 'no', 'permit/a-none', 'NL-NAREIS-3M', '2027-03-16'],
    ['b', 'yes', 'permit/b-family', 'NL-APPEAL-2W', '2026-12-29'],
    ['b', 'no', 'permit/b', 'NL-APPEAL-2W', '2026-12-29'],
  ])(
    '%s, family abroad %s: the day of %s comes by the rule, before the home',
    (kind, family, at, rule, day) => {
      const person = walk(atPermit(), kind, family)
      expect(place(person)).toBe(at)
      expect(person.ids().indexOf('count')).toBeLessThan(person.ids().indexOf('housing'))
      walk(person, 'count', 'no', '17-12-2026', 'right', 'today', 'save', 'no', 'no')
      expect(person.state()?.persons[0]?.dates).toMatchObject([
        { rule: { id: rule }, day, origin: 'calculated' },
      ])
      expect(place(person)).toBe('permit/after')
      expect(person.ids()).toContain('housing')
      walk(person, 'housing')
      expect(person.body()).toContain(catalog.section('en', 'housing_integration', 'title')?.words)
    },
  )

  test('nobody who does not know is given a day, but the lawyer today', () => {
    const person = walk(atPermit(), 'unknown')
    expect(person.ids()).not.toContain('count')
    expect(person.body()).toContain('3 months')
    expect(person.body()).toContain('2 weeks')
  })

  test('the home comes once: another letter that is saved later leads to my dates', () => {
    const person = walk(
      atPermit(),
      'a',
      'yes',
      'count',
      'no',
      '17-12-2026',
      'right',
      'today',
      'save',
      'no',
      'no',
    )
    person.say('menu')
    walk(person, 'letter', 'kennelijk', 'no', '17-12-2026', 'right', 'today', 'save')
    expect(place(person)).toBe('dates/list')
  })

  test('a child alone never sees it', () => {
    const person = atPermit()
    for (let count = 0; count < 4; count++) person.say('back')
    expect(place(person)).toBe('where/alone')
    person.tap('yes')
    expect(person.state()?.conversation.at.flow).toBe('child')
    for (const text of ['back', 'back', 'A: refugee']) {
      person.say(text)
      expect(person.state()?.conversation.at.flow).not.toBe('permit')
    }
  })
})
