import { describe, expect, test } from 'vitest'
import { channels } from '../../bot/activity.ts'
import { pageBack, pageNext } from '../../bot/message.ts'
import { setting, talk } from '../support/bot.ts'

const { catalog } = setting()
const tags = catalog.locales.map(({ tag }) => tag)

describe.each(channels)('the picker on %s', (channel) => {
  test.each([...tags, 'fa-AF', 'ku', 'xx', null])(
    'offers all sixteen, the guess %s first, then English and Dutch',
    (hint) => {
      const person = talk({ channel, hint })
      person.say('👋')
      const guess = person.state()?.conversation.guess ?? ''
      const found = [...person.ids()]
      while (person.ids().includes(pageNext)) {
        person.tap(pageNext)
        found.push(...person.ids())
      }
      const order = [...new Set([guess, 'en', 'nl', ...tags])]
      expect(found.filter((id) => id !== pageNext && id !== pageBack)).toEqual(order)
      expect(person.state()?.conversation.locale).toBeNull()
    },
  )

  test.each(tags)('asks in its own language and in English: %s', (hint) => {
    const person = talk({ channel, hint })
    person.say('👋')
    for (const locale of [hint, 'en', 'nl'])
      expect(person.body()).toContain(catalog.key(locale, 'frame:picker', {})?.words)
  })
})

test('the first words are a guess too, and no more than that', () => {
  const person = talk({ hint: 'en' })
  person.say('ሰላም ከመይ ኣሎኻ')
  expect(person.ids()[0]).toBe('ti')
  expect(person.state()?.conversation.locale).toBeNull()
})

test('the language can be changed on every screen, and the place is kept', () => {
  const person = talk({ hint: 'en' })
  person.say('hello')
  for (const choice of [
    'en',
    'more',
    'yes',
    '@menu',
    'where',
    'me',
    'no',
    'after',
    'start',
    'arrival',
    'rights',
  ]) {
    person.tap(choice)
    const before = person.state()?.conversation
    person.say('🌐')
    person.tap('ar')
    person.say('🌐')
    person.tap('en')
    const after = person.state()?.conversation
    expect(after?.at).toEqual(before?.at)
    expect(after?.slots.section).toBe(before?.slots.section)
    expect(after?.trail).toEqual(before?.trail)
  }
})

test('🌐 stands on every screen until the menu was reached', () => {
  const person = talk({ hint: 'en' })
  person.say('hello')
  for (const choice of ['en', 'more', 'yes', 'letter', 'unknown', '@person', '@back']) {
    person.tap(choice)
    expect(person.body().includes('🌐') || person.ids().includes('@language'), choice).toBe(true)
  }
  person.tap('@menu')
  person.tap('letter')
  expect(person.body().includes('🌐') || person.ids().includes('@language')).toBe(false)
})
