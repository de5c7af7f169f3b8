import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { callsForHelp, riskIn } from '../../bot/safety.ts'
import { setting } from '../support/bot.ts'

interface Sentence {
  /** null where no alarm may be raised. */
  readonly risk: string | null
  readonly text: string
}

const { catalog } = setting()
const locales = catalog.locales.map(({ tag }) => tag)

/** Sentences written before the words of danger were, and kept apart from them. */
const sentences = (folder: string, tag: string): Sentence[] =>
  readFileSync(new URL(`../${folder}/${tag}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line): Sentence => JSON.parse(line))

const recall = 0.95
const quiet = 0.9

describe.each(locales)('danger in %s', (tag) => {
  const all = ['danger', 'danger/more'].flatMap((folder) => sentences(folder, tag))

  test('is noticed in people’s own words', () => {
    const told = all.filter(({ risk }) => risk !== null)
    const missed = told.filter(({ text }) => !riskIn(text, catalog, tag))
    expect(told.length).toBeGreaterThanOrEqual(30)
    expect(1 - missed.length / told.length, JSON.stringify(missed)).toBeGreaterThanOrEqual(recall)
  })

  test('is the right one nearly always', () => {
    const told = all.filter(({ risk }) => risk !== null)
    const wrong = told.filter(({ risk, text }) => riskIn(text, catalog, tag)?.risk !== risk)
    expect(1 - wrong.length / told.length, JSON.stringify(wrong)).toBeGreaterThanOrEqual(0.85)
  })

  test('is not seen in past stories, figures of speech, sad news and questions', () => {
    const calm = all.filter(({ risk }) => risk === null)
    const alarmed = calm.filter(({ text }) => riskIn(text, catalog, tag))
    expect(calm.length).toBeGreaterThanOrEqual(20)
    expect(1 - alarmed.length / calm.length, JSON.stringify(alarmed)).toBeGreaterThanOrEqual(quiet)
  })
})

describe('a call for help', () => {
  test.each(['112', 'help me please', 'I need help', 'please help', 'HELP ME PLEASE!!!', 'ساعدوني ارجوكم'])(
    '%s',
    (text) => expect(callsForHelp(text, catalog)).not.toBeNull(),
  )
  test.each([
    'can you help me with my letter',
    'I need help with a form',
    'hello',
    'thank you for your help',
  ])('not: %s', (text) => expect(callsForHelp(text, catalog)).toBeNull())
})

describe('quickly', () => {
  const ms = (text: string): number => {
    const start = performance.now()
    for (let round = 0; round < 20; round++) riskIn(text, catalog, 'en')
    return (performance.now() - start) / 20
  }
  riskIn('first', catalog, 'en')

  test('a message takes at most 2 ms', () => {
    expect(ms('hello i have a question about my interview, when will it be and who is there?')).toBeLessThan(
      2,
    )
  })

  test.each([
    ['the same words', 'kill me police child not '.repeat(200)],
    ['one word', 'a'.repeat(4096)],
    ['short words', 'i me my '.repeat(512)],
  ])('the longest text, %s, at most 50 ms', (_, text) => expect(ms(text)).toBeLessThan(50))
})
