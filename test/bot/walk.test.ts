import { describe, expect, test } from 'vitest'
import { setting, talk } from '../support/bot.ts'

const { catalog } = setting()
const pages = catalog.stage('interview-walk')?.sections ?? []

describe('preparing for the interview', () => {
  test.each(catalog.complete)('page by page with its source, from the stage, in %s', (locale) => {
    const person = talk({ hint: locale })
    person.say('👋')
    for (const choice of [
      locale,
      'yes',
      '@menu',
      'where',
      'me',
      'no',
      'after',
      'interview',
      'interview',
      'walk',
    ])
      person.tap(choice)
    for (const [place, page] of pages.entries()) {
      const said = catalog.section(locale, 'interview-walk', page)
      expect(person.body()).toContain(said?.words)
      expect(person.body()).toContain(said?.source?.short)
      expect(person.ids()).toContain('source')
      if (place < pages.length - 1) person.tap('on')
    }
    expect(person.ids()).not.toContain('on')
    person.tap('list')
    expect(person.state()?.conversation.slots.list).toBe('papers-interview')
  })

  test('what is typed is answered and is kept nowhere in the conversation (P18)', () => {
    const person = talk({ hint: 'en' })
    person.say('👋')
    for (const choice of [
      'en',
      'yes',
      '@menu',
      'where',
      'me',
      'no',
      'after',
      'interview',
      'interview',
      'walk',
    ])
      person.tap(choice)
    for (const [place] of pages.entries()) {
      person.say(`zobropetal florix vuntalor ${place}`)
      expect(person.body()).toContain('I kept nothing of what you typed.')
      expect(JSON.stringify([person.state(), person.last().events, person.last().out])).not.toContain(
        'zobropetal',
      )
      if (person.ids().includes('on')) person.tap('on')
    }
    person.say('they hit my child now')
    expect(person.last().events.map(({ type }) => type)).toContain('risk.seen')
  })

  test('a child alone has an own route and never this one (P4)', () => {
    const person = talk({ hint: 'en' })
    person.say('👋')
    for (const choice of ['en', 'yes', '@menu', 'where', 'me', 'yes']) person.tap(choice)
    person.say('how do i prepare for nader gehoor')
    expect(person.ids()).not.toContain('walk')
    person.say('Step by step')
    expect(person.state()?.conversation.at.flow).not.toBe('walk')
  })
})
