import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { risks } from '../../bot/danger-index.ts'
import { callsForHelp, riskIn } from '../../bot/safety.ts'
import { readFiles } from '../../server/content.ts'
import { setting } from '../support/bot.ts'

interface Sentence {
  /** null where no alarm may be raised. */
  readonly risk: string | null
  readonly text: string
}

const { catalog } = setting()
const layer = readFiles()
const locales = catalog.locales.map(({ tag }) => tag)

/** Sentences written before the words of danger were, and kept apart from them. */
const sentences = (folder: string, tag: string): Sentence[] =>
  readFileSync(new URL(`../${folder}/${tag}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line): Sentence => JSON.parse(line))

/** What these sentences reach now, with a margin: they guard against loss. What is unseen is measured by --evaluate. */
const recall = 0.8
const right = 0.75
const quiet = 0.75
const all = { recall: 0.92, quiet: 0.9 }

const told = locales.map((tag) => {
  const own = ['danger', 'danger/more'].flatMap((folder) => sentences(folder, tag))
  return {
    tag,
    danger: own.filter(({ risk }) => risk !== null),
    calm: own.filter(({ risk }) => risk === null),
  }
})

const share = <T>(of: readonly T[], fits: (one: T) => boolean): number => of.filter(fits).length / of.length

describe.each(told)('danger in $tag', ({ tag, danger, calm }) => {
  test('is noticed in people’s own words', () => {
    const missed = danger.filter(({ text }) => !riskIn(text, catalog, tag))
    expect(danger.length).toBeGreaterThanOrEqual(30)
    expect(1 - missed.length / danger.length, JSON.stringify(missed)).toBeGreaterThanOrEqual(recall)
  })

  test('is the right one nearly always', () => {
    const wrong = danger.filter(({ risk, text }) => riskIn(text, catalog, tag)?.risk !== risk)
    expect(1 - wrong.length / danger.length, JSON.stringify(wrong)).toBeGreaterThanOrEqual(right)
  })

  test('is not seen in past stories, figures of speech, sad news and questions', () => {
    const alarmed = calm.filter(({ text }) => riskIn(text, catalog, tag))
    expect(calm.length).toBeGreaterThanOrEqual(20)
    expect(1 - alarmed.length / calm.length, JSON.stringify(alarmed)).toBeGreaterThanOrEqual(quiet)
  })

  test('said outright is danger whatever else is learnt', () => {
    for (const risk of risks)
      for (const phrase of layer.danger[tag]!.risks[risk].phrases.slice(0, 3))
        expect(riskIn(phrase, catalog, tag), phrase).not.toBeNull()
  })
})

test('danger over all languages', () => {
  const danger = told.flatMap((one) => one.danger.map(({ text }) => ({ tag: one.tag, text })))
  const calm = told.flatMap((one) => one.calm.map(({ text }) => ({ tag: one.tag, text })))
  expect(share(danger, ({ tag, text }) => riskIn(text, catalog, tag) !== null)).toBeGreaterThanOrEqual(
    all.recall,
  )
  expect(share(calm, ({ tag, text }) => riskIn(text, catalog, tag) === null)).toBeGreaterThanOrEqual(
    all.quiet,
  )
})

test.each([
  ['en', 'my husband in Syria says he will kill me', 'violence'],
  ['en', 'how do i get iban here', null],
  ['nl', 'ik kan niet lezen wie legt uit', null],
  ['nl', 'ik slaap slecht nachtmerries', null],
  ['ar', 'كم شهر انتظر', null],
  ['tr', 'çocuklarım burada doğdu 7 yıl', null],
  ['fa', 'خجالت میکشم به مرد بگم', null],
])('%s: %s → %s', (tag, text, risk) => expect(riskIn(text, catalog, tag)?.risk ?? null).toBe(risk))

test('danger within a long story is noticed', () => {
  const story = 'i came by boat and waited long in the camp and then i got a letter from the lawyer. '.repeat(
    6,
  )
  expect(riskIn(`${story} tonight i want to kill myself`, catalog, 'en')?.risk).toBe('suicide')
})

test.each([
  [
    'en',
    'Hello, good evening. My lawyer is nice and the school is good. My husband beats me every night. Is the office open on Friday?',
    'violence',
  ],
  [
    'nl',
    'Goedemorgen. Ik heb een vraag over mijn pas. Ik wil niet meer leven. Hoe laat gaat de balie open?',
    'suicide',
  ],
  [
    'fr',
    "Bonjour madame. J'ai reçu la carte. Mon bébé ne respire plus. Merci pour votre travail.",
    'medical',
  ],
])('one cry among other sentences is noticed in %s', (tag, text, risk) =>
  expect(riskIn(text, catalog, tag)?.risk).toBe(risk),
)

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
  /** The best of some: what else the machine does is not measured. */
  const ms = (text: string): number =>
    Math.min(
      ...Array.from({ length: 20 }, () => {
        const start = performance.now()
        riskIn(text, catalog, 'en')
        return performance.now() - start
      }),
    )
  riskIn('first', catalog, 'en')

  test('a message takes at most 5 ms', () => {
    expect(ms('hello i have a question about my interview, when will it be and who is there?')).toBeLessThan(
      5,
    )
  })

  test.each([
    ['the same words', 'kill me police child not '.repeat(200)],
    ['one word', 'a'.repeat(4096)],
    ['short words', 'i me my '.repeat(512)],
  ])('the longest text, %s, at most 100 ms', (_, text) => expect(ms(text)).toBeLessThan(100))
})
