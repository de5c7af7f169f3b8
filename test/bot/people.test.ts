import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { demoOperator } from '../../server/operator.ts'
import { setting, type Talk, talk } from '../support/bot.ts'

const { catalog } = setting()
const night = '2026-12-18T21:30:00Z'
const locales = catalog.locales.map(({ tag }) => tag)

const atMenu = (hint = 'en', now?: string): Talk => {
  const person = talk({ hint, ...(now ? { now } : {}) })
  person.say('👋')
  for (const choice of [hint, 'yes', '@menu']) person.tap(choice)
  return person
}

describe('danger', () => {
  test.each(locales)('an arrest never shows 112, by tap or by word, in %s', (locale) => {
    for (const now of [undefined, night]) {
      const person = atMenu(locale, now)
      person.tap('@help')
      person.tap('arrest')
      expect(person.body()).not.toContain('112')
      const phrase =
        catalog.danger.find((one) => one.locale === locale && one.risk === 'arrest')?.phrase ?? ''
      const first = talk({ hint: locale, ...(now ? { now } : {}) })
      first.say(phrase)
      expect(first.last().events).toContainEqual({ type: 'risk.seen', risk: 'arrest' })
      expect(first.body()).not.toContain('112')
    }
  })

  test.each(locales)('every danger but an arrest and a bed shows 112 in %s', (locale) => {
    const person = atMenu(locale, night)
    for (const danger of ['ill', 'violence', 'suicide', 'child']) {
      person.tap(person.ids().includes('@help') ? '@help' : '@back')
      person.tap(danger)
      expect(person.body()).toContain('112')
      expect(person.ids()).not.toContain('@person')
    }
  })

  test.each(locales)(
    'a Dutch sentence to show stands on its own line, what it says above it, in %s',
    (locale) => {
      const person = atMenu(locale, night)
      for (const [danger, which] of Object.entries({
        ill: 'ill',
        suicide: 'help',
        bed: 'bed',
        arrest: 'arrest',
      })) {
        const meaning = catalog.key(locale, `safety:meaning.${which}`, {})?.words ?? '?'
        const dutch = catalog.key(locale, `safety:dutch.${which}`, {})?.words ?? '?'
        person.tap(person.ids().includes('@help') ? '@help' : '@back')
        person.tap(danger)
        const lines = person.body().split('\n')
        const at = lines.indexOf(dutch)
        if (locale === 'nl') expect(lines).toContain(`“${meaning}”`)
        else
          expect(lines[at - 1]?.replace(/[\u2068\u2069]/gu, '').slice(0, -1)).toMatch(
            new RegExp(`[“«]${meaning.replace(/[().?]/gu, String.raw`\$&`)}$`, 'u'),
          )
      }
    },
  )

  test('it is answered before language and consent, in the guess and in English', () => {
    const person = talk({ hint: 'en' })
    const phrase = catalog.danger.find((one) => one.locale === 'ar' && one.risk === 'suicide')?.phrase ?? ''
    person.say(phrase)
    const [own, english, picker] = person.last().bubbles
    expect(picker).toBeUndefined()
    expect(english?.choices.map(({ id }) => id)).toContain('@language')
    expect(own?.body).toMatch(/\p{Script=Arabic}/u)
    expect(english?.body).toContain('Call 112 now')
    person.tap('@language')
    expect(person.ids().slice(0, 3)).toEqual(['ar', 'en', 'nl'])
  })

  test('English words of danger are no sign of the own language', () => {
    const person = talk({ hint: 'ti' })
    person.say('i want to die')
    expect(person.last().bubbles[0]?.body).toMatch(/\p{Script=Ethiopic}/u)
    expect(person.last().bubbles[1]?.body).toContain('Call 112 now')
  })

  test('“no reminders” stands beside every Hide', () => {
    const person = atMenu()
    const line = catalog.key('en', 'hide:no-reminders', {})?.words ?? '?'
    for (const path of [['@help', 'violence'], ['data'], ['data', 'copy', 'yes']]) {
      person.say('menu')
      for (const choice of path) person.tap(choice)
      expect(person.body()).toContain(line)
      expect(person.ids()).toContain('@hide')
    }
    person.say('i am forced to work')
    expect(person.body()).toContain(line)
    expect(person.ids()).toContain('@hide')
  })

  test('the operator’s own arrest line is shown where there is one', () => {
    const own = setting({ operator: { ...demoOperator, arrestLine: '+44 7700 900456' } })
    const person = talk({ hint: 'en', setting: own })
    person.say('help')
    person.tap('arrest')
    expect(person.body()).toContain('+44 7700 900456')
  })
})

describe('a child alone', () => {
  const grave = ['departure', 'detention', 'art64', 'buitenschuld', 'repeat_hasa', 'responsible_state']
  const words = grave.map((stage) => catalog.section('en', stage, 'what')?.words ?? '?')

  const asChild = (): Talk => {
    const person = atMenu()
    for (const choice of ['where', 'me', 'no', 'after', 'leave', 'departure']) person.tap(choice)
    for (let count = 0; count < 4; count++) person.say('back')
    person.tap('yes')
    return person
  }

  test('never sees a stage that is not for children, by typing, back or old buttons', () => {
    const person = asChild()
    const tried = [
      'departure',
      'Departure',
      'back',
      'back',
      'back',
      'back',
      'menu',
      'back',
      'It has changed',
      '/start',
    ]
    for (const text of tried) {
      if (person.ids().includes('yes')) person.tap('yes')
      person.say(text)
      for (const section of words) expect(person.body()).not.toContain(section)
      expect(person.state()?.conversation.at.flow).not.toBe('stage')
      expect(person.state()?.conversation.at.flow).not.toBe('adult')
    }
  })

  test('the pages of two Persons are never mixed: back brings the right one along', () => {
    const person = atMenu()
    for (const choice of [
      'where',
      'me',
      'no',
      'after',
      'leave',
      'departure',
      '@menu',
      'where',
      'other',
      '🌙',
      'yes',
    ])
      person.tap(choice)
    expect(person.state()?.conversation.at.flow).toBe('child')
    for (let count = 0; count < 10; count++) {
      person.say('back')
      const { persons, conversation } = person.state() ?? { persons: [], conversation: null }
      const current = persons.find(({ id }) => id === conversation?.person)
      if (conversation?.at.flow === 'stage') expect(current?.label).toBe('me')
    }
  })

  test('“rather not say” leads on', () => {
    const person = atMenu()
    for (const choice of ['where', 'me', 'rather-not']) person.tap(choice)
    expect(person.ids()).toContain('not-yet')
  })
})

describe('hide, silence, a late text', () => {
  test('whoever was hidden is found by the own word alone, and only once it is hidden', () => {
    const person = atMenu()
    for (const choice of ['data', 'word']) person.tap(choice)
    person.say('Blue River!')
    expect(JSON.stringify(person.state())).not.toContain('river')
    person.say('blue river')
    expect(person.last().events.map(({ type }) => type)).not.toContain('contact.found')
    person.say('hide')
    expect(person.last().bubbles.map(({ body }) => body)).toEqual(['OK 👍'])
    person.say('BLUE river')
    expect(person.last().events.map(({ type }) => type)).toContain('contact.found')
    expect(person.state()?.conversation.locale).toBe('en')
  })

  test('the own word is no command, no number and not too short', () => {
    const person = atMenu()
    for (const choice of ['data', 'word']) person.tap(choice)
    for (const text of ['abc', '12345', '٤٤٤٤٤']) {
      person.say(text)
      expect(person.last().events.map(({ type }) => type)).not.toContain('word.set')
    }
  })

  test('own words cannot be guessed at without end', () => {
    const person = atMenu()
    person.say('hide')
    for (let count = 0; count < 31; count++) person.say(`guess ${'x'.repeat(count + 1)}`)
    expect(person.state()?.conversation.wordTries.count).toBeGreaterThanOrEqual(30)
  })

  test('after thirty days of silence nothing is shown; after 24 hours nothing is known where nothing was remembered', () => {
    const person = atMenu()
    person.wait(Temporal.Duration.from({ days: 31 }))
    person.say('hello')
    expect(person.state()?.conversation.locale).toBeNull()
    const forgotten = talk({ hint: 'en' })
    forgotten.say('👋')
    for (const choice of ['en', 'no', '@menu', 'where', 'me']) forgotten.tap(choice)
    forgotten.wait(Temporal.Duration.from({ hours: 25 }))
    forgotten.say('hello')
    expect(forgotten.state()?.persons).toEqual([])
  })
})

test('the receipt says what stays of a hidden chat, to whoever writes after it was hidden too (P16)', () => {
  const person = atMenu()
  for (const choice of ['data', 'word']) person.tap(choice)
  person.say('sunflower field')
  person.say('hide')
  person.say('hello')
  for (const choice of ['en', 'yes', '@menu', 'data', 'delete', 'code']) person.tap(choice)
  expect(person.body()).toContain(
    catalog.key('en', 'data:deleted-hidden', { count: demoOperator.retentionDays })?.words,
  )
})
