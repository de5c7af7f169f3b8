import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { judge } from '../../bot/judged.ts'
import { setting, talk } from '../support/bot.ts'

const { catalog } = setting()
const lines = (name: string): { locale: string; text: string }[] =>
  readFileSync(new URL(`../questions/wants/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** A person in the menu, in this language. */
const inMenu = (locale: string) => {
  const person = talk({ hint: locale })
  person.say('👋')
  person.tap(locale)
  person.tap('yes')
  return person
}

describe('who asks for a human being, in own words that the learner never saw', () => {
  const asked = lines('person.txt')

  test('is understood three times in four', () => {
    const missed = asked.filter(({ locale, text }) => judge(text, catalog, locale).kind !== 'person')
    expect(asked.length).toBeGreaterThan(80)
    expect(missed.length / asked.length, JSON.stringify(missed)).toBeLessThanOrEqual(0.3)
  })

  test.each([
    ['en', 'I want to talk to a human'],
    ['nl', 'kan ik met een mens praten'],
    ['ar', 'أريد التحدث مع شخص حقيقي'],
  ])('comes to the way to a person in %s', (locale, text) => {
    const person = inMenu(locale)
    person.say(text)
    const tapped = inMenu(locale)
    tapped.tap('@person')
    expect(person.body()).toBe(tapped.body())
  })
})

describe('who asks what this chat keeps, hides or deletes', () => {
  const asked = lines('own.txt')

  test('is not sent to texts on data at the IND', () => {
    const shown = asked.filter(({ locale, text }) => judge(text, catalog, locale).kind === 'topic')
    expect(asked.length).toBeGreaterThan(50)
    expect(shown.length / asked.length, JSON.stringify(shown)).toBeLessThanOrEqual(0.1)
  })

  test.each([
    ['en', 'who can see what I tell you here'],
    ['ar', 'كيف أخفي هذه المحادثة'],
    ['fr', 'comment effacer cette discussion pour que mon mari ne voie pas'],
  ])('comes to My data with Hide in %s', (locale, text) => {
    const person = inMenu(locale)
    person.say(text)
    expect(person.ids()).toContain('delete')
    expect(person.ids()).toContain('@hide')
  })

  test('comes to deleting, or to where it is asked for', () => {
    const person = inMenu('en')
    person.say('delete everything you have about me')
    expect(person.ids().some((id) => id === 'code' || id === 'delete')).toBe(true)
  })
})

test('questions on topics are no such wants', () => {
  const questions = ['en', 'nl', 'ar', 'ti', 'tr', 'fa', 'so', 'fr'].flatMap((tag) =>
    readFileSync(new URL(`../questions/unseen/${tag}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line): { topic: string | null; text: string } => JSON.parse(line))
      .filter(({ topic }) => topic !== null)
      .map(({ text }) => ({ tag, text })),
  )
  const taken = questions.filter(({ tag, text }) => judge(text, catalog, tag).kind === 'person')
  expect(taken.length / questions.length, JSON.stringify(taken)).toBeLessThanOrEqual(0.02)
})

describe('who has no bed tonight', () => {
  test.each([
    ['tr', 'bu gece yatacak yerim yok nereye gideyim'],
    ['nl', 'ik weet niet waar ik vannacht moet slapen'],
    ['ar', 'ما عندي وين أنام الليلة'],
  ])('comes to what Help now says about it, in %s', (locale, text) => {
    const person = inMenu(locale)
    person.say(text)
    const tapped = inMenu(locale)
    tapped.tap('@menu')
    tapped.tap('@help')
    tapped.tap('bed')
    const [first] = tapped.body().split('\n')
    expect(person.body().split('\n')[0]).toBe(first)
  })

  test('is not taken for whoever asks about rooms and houses', () => {
    const { catalog: known } = setting()
    for (const text of ['how many people sleep in one room', 'do i get a house after my permit'])
      expect(judge(text, known, 'en').topics.length, text).toBeGreaterThan(0)
  })
})
