import { describe, expect, test } from 'vitest'
import { normal, wholeNumber } from '../../bot/normal.ts'
import { talk } from '../support/bot.ts'

const zeros = '0٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀០᠐０𝟎'

describe('numbers', () => {
  test.each([...zeros])('digits that begin with %s', (zero) => {
    const digit = (value: number) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + value)
    for (let value = 0; value <= 9; value++) expect(wholeNumber(digit(value))).toBe(value)
    expect(wholeNumber(`${digit(1)}${digit(2)}`)).toBe(12)
  })

  test.each([
    ['1.', 1],
    ['(2)', 2],
    [' 3 ', 3],
    ['2️⃣', 2],
    ['🔟', 10],
    ['②', 2],
    ['፫', 3],
    ['፲', 10],
    ['\u200f٣\u200f', 3],
    ['\u202e2\u202c', 2],
    ['1st', 1],
    ['2nd', 2],
    ['3de', 3],
    ['1er', 1],
    ['4ème', 4],
    ['5º', 5],
    ['#4', 4],
  ])('%s is a number', (text, value) => expect(wholeNumber(text)).toBe(value))

  test.each(['', ' ', 'one two', '1 2 3 apples', '-', '👍', '1.5.x', '12345678'])('%j is none', (text) =>
    expect(wholeNumber(text)).toBeNull(),
  )
})

const atWho = (channel: 'whatsapp' | 'text' = 'whatsapp') => {
  const person = talk({ channel, hint: 'en' })
  person.say('hello')
  for (const choice of ['en', 'yes', '@menu', 'where']) person.tap(choice)
  return person
}

describe('an answer is a tap, a number, or the words of the choice', () => {
  test.each(['1', '1.', '١', '1️⃣', 'me', 'ME', ' Me! ', 'لي أنا', 'voor mij', '①'])('%s means me', (text) => {
    const person = atWho()
    person.say(text)
    expect(person.state()?.persons.map(({ label }) => label)).toEqual(['me'])
  })

  test('the own language decides before another one', () => {
    const person = talk({ hint: 'nl' })
    person.say('hallo')
    person.tap('nl')
    person.say('meer')
    expect(person.state()?.conversation.at.step).toBe('more')
  })

  test('a language that stands on another page can be typed', () => {
    const person = talk({ channel: 'whatsapp', hint: 'en' })
    person.say('hello')
    person.say('አማርኛ')
    expect(person.state()?.conversation.locale).toBe('am')
  })

  test('the rows that turn pages can be typed, by number or by words', () => {
    const person = talk({ channel: 'whatsapp', hint: 'en' })
    person.say('hello')
    person.say('10')
    expect(person.ids()).toContain('am')
    person.say('Before')
    expect(person.ids()).toContain('en')
  })

  test('an emoji of a label is that choice', () => {
    const person = atWho()
    person.tap('other')
    person.say('🌙')
    expect(person.state()?.persons[0]?.label).toBe('🌙')
  })

  test('after two that do not fit a person is offered, and then gone', () => {
    const person = atWho()
    person.say('hmm')
    expect(person.ids()).not.toContain('@person')
    person.say('hmm hmm')
    expect(person.ids()).toContain('@person')
    person.tap('me')
    expect(person.ids()).not.toContain('@person')
  })

  test('a number under a danger text means the danger text, not the question before it', () => {
    const person = atWho('text')
    person.say('my husband beats me')
    const back = person.ids().indexOf('@back') + 1
    person.say(String(back))
    expect(person.state()?.persons).toEqual([])
    expect(person.ids()).toContain('other')
  })

  test('a number under the question about a voice note means that question', () => {
    const person = atWho('text')
    person.give({ type: 'media', kind: 'voice' })
    person.say('2')
    expect(person.state()?.conversation.at).toEqual({ flow: 'letter', step: 'today' })
  })

  test('everything is deleted by the code alone, never by a number', () => {
    const person = atWho('text')
    for (const choice of ['@menu', '+', 'data', 'delete']) person.tap(choice)
    person.say('1')
    expect(person.last().events.map(({ type }) => type)).not.toContain('contact.erased')
    person.say(person.state()?.conversation.slots.code ?? '')
    expect(person.last().events.map(({ type }) => type)).toContain('contact.erased')
  })
})

test.each([
  ['yardım', 'YARDIM'],
  ['مساعدة', 'مساعده'],
  ['ሠላም', 'ሰላም'],
  ['ፀሐይ', 'ጸሀይ'],
  ['إخفاء', 'اخفاء'],
  ['Türkçe', 'turkce'],
])('%s and %s are one word', (one, other) => expect(normal(one)).toBe(normal(other)))

describe('what fits nothing gets an answer', () => {
  test.each([
    '',
    ' ',
    '\n\t',
    '\u0000\u0001',
    '\u202e\u202d\u2066',
    '\u200b',
    '😀',
    '👨‍👩‍👧‍👦',
    '/unknown',
    '\ud800',
    '🇳🇱',
    '⁉️',
    'x'.repeat(100_000),
    '٣'.repeat(100_000),
    '😀'.repeat(50_000),
  ])('%#', (text) => {
    for (const person of [talk(), atWho()]) {
      person.say(text)
      expect(person.body()).not.toBe('')
      expect(person.ids().length).toBeGreaterThan(0)
    }
  })
})
