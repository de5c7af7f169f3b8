import { describe, expect, test } from 'vitest'
import { type Want, wants } from '../../bot/ask.ts'
import { wantWays } from '../../bot/want.ts'
import { setting, talk } from '../support/bot.ts'

/** A catalog that is sure of this want, whatever is asked. */
const sureOf = (want: Want) => {
  const made = setting()
  return { ...made, catalog: { ...made.catalog, ask: () => [{ topic: want, score: 1 }] } }
}
const question = 'a question in own words'

/** What stands where a want leads, by taps. */
const first: Readonly<Record<Want, string>> = {
  person: 'People of',
  own: 'This is what you can do',
  dates: '',
  bed: 'bed',
  directory: 'Who can help, by need',
  papers: 'Who is this for?',
  erase: 'Everything I keep about you will be deleted',
  stage: 'Who is this for?',
  letter: 'Which letter is it?',
}

describe('where a want leads', () => {
  test('there is a way for each, and no other', () => {
    expect(Object.keys(wantWays).toSorted()).toEqual([...wants].toSorted())
  })

  // Whoever saved no date does not mean one.
  test.each(wants.filter((want) => want !== 'dates'))('%s, typed in the menu', (want) => {
    const person = talk({ setting: sureOf(want), hint: 'en' })
    person.say('👋')
    person.tap('en')
    person.tap('yes')
    person.say(question)
    expect(person.body()).toContain(first[want])
  })

  test.each(wants.filter((want) => want !== 'dates'))('%s, as the first message', (want) => {
    const person = talk({ setting: sureOf(want), hint: 'en' })
    person.say(question)
    person.tap('en')
    person.tap('yes')
    expect(person.body()).toContain(first[want])
  })
})
