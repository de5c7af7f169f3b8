import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { risks } from '../../bot/danger-index.ts'
import { judge } from '../../bot/judged.ts'
import { isSmalltalk } from '../../bot/smalltalk.ts'
import { buildCatalog } from '../../server/catalog.ts'
import { readWhole } from '../../server/content.ts'
import { talk } from '../support/bot.ts'

const layer = readWhole()
const catalog = buildCatalog([layer], { goLive: false })
const again = buildCatalog([layer], { goLive: false })
const tags = catalog.locales.map(({ tag }) => tag)
const editors = Object.values(layer.topicTexts).flatMap((byTag) =>
  Object.entries(byTag).flatMap(([tag, { examples, keywords }]) =>
    [...examples, ...keywords].map((text) => ({ tag, text })),
  ),
)
const tapOnly = new Set(catalog.topics.filter((topic) => topic.tapOnly).map(({ id }) => id))
const asked = fc.oneof(
  fc.record({ tag: fc.constantFrom(...tags), text: fc.string({ unit: 'grapheme', maxLength: 200 }) }),
  fc.constantFrom(...editors),
  fc
    .tuple(fc.constantFrom(...editors), fc.constantFrom(...editors))
    .map(([one, other]) => ({ tag: one.tag, text: `${one.text} ${other.text}` })),
)

describe('a question in own words', () => {
  test('is judged the same every time, with at most three topics, each once', () => {
    fc.assert(
      fc.property(asked, ({ tag, text }) => {
        const judged = judge(text, catalog, tag)
        expect(judge(text, again, tag)).toEqual(judged)
        expect(judged.topics.length).toBeLessThanOrEqual(3)
        expect(new Set(judged.topics).size).toBe(judged.topics.length)
        expect(judged.risk === null).toBe(judged.kind !== 'risk')
        if (judged.kind === 'topic') expect(tapOnly.has(judged.topics[0]!)).toBe(false)
        if (judged.kind === 'choice') expect(judged.topics.length).toBeGreaterThan(0)
      }),
      { seed: 20261122, numRuns: 300 },
    )
  })

  test('on what opens by a tap alone offers it and never opens it', () => {
    expect(tapOnly.size).toBeGreaterThan(0)
    for (const id of tapOnly)
      for (const { examples } of Object.values(layer.topicTexts[id]!))
        for (const text of examples)
          expect(
            tapOnly.has(
              judge(text, catalog, 'en').kind === 'topic' ? judge(text, catalog, 'en').topics[0]! : '',
            ),
          ).toBe(false)
  })

  test('of 4 096 letters is judged in no time', () => {
    const long = editors
      .map(({ text }) => text)
      .join(' ')
      .slice(0, 4096)
    for (const text of [long, 'a'.repeat(4096), 'ab '.repeat(1365), '؟'.repeat(4096)]) {
      judge(text, catalog, 'en')
      const started = performance.now()
      judge(text, catalog, 'en')
      expect(performance.now() - started).toBeLessThan(1000)
    }
  })
})

test('a question takes at most 5 ms, the first one included what it reads at most 500', () => {
  const fresh = buildCatalog([layer], { goLive: false })
  const ms = (): number => {
    const started = performance.now()
    fresh.ask('when do i get money from the camp and may i work', 'en')
    return performance.now() - started
  }
  expect(ms()).toBeLessThan(500)
  expect(Math.min(...Array.from({ length: 20 }, ms))).toBeLessThan(5)
})

describe('a child alone', () => {
  test('is offered no topic that is meant for adults', () => {
    const adults = catalog.topics.filter((topic) => !topic.children).map(({ id }) => id)
    expect(adults.length).toBeGreaterThan(0)
    const person = talk({ hint: 'en' })
    person.say('👋')
    for (const choice of ['en', 'yes', '@menu', 'where', 'me', 'yes']) person.tap(choice)
    for (const id of adults)
      for (const text of layer.topicTexts[id]!.en!.examples.slice(0, 2)) {
        const { events } = person.say(text)
        const topics = events.flatMap((event) => (event.type === 'question.understood' ? event.topics : []))
        expect(topics.filter((one) => adults.includes(one))).toEqual([])
        for (const one of adults) expect(person.ids()).not.toContain(one)
      }
  })
})

describe('small talk', () => {
  test.each(tags)('every phrase of %s is small talk, also twice over, and no danger', (tag) => {
    const phrases = layer.smalltalk[tag]!
    expect(phrases.length).toBeGreaterThanOrEqual(6)
    for (const phrase of phrases) {
      expect(isSmalltalk(phrase, catalog)).toBe(true)
      expect(isSmalltalk(`${phrase}, ${phrase}!`, catalog)).toBe(phrase.split(' ').length <= 5)
      expect(judge(phrase, catalog, tag).kind).toBe('smalltalk')
    }
  })

  test('is the whole message or none', () => {
    for (const text of [
      '',
      ' ',
      '👍',
      'hello can i work',
      'ok but my letter',
      'thanks and when do i get my bsn',
    ])
      expect(isSmalltalk(text, catalog)).toBe(false)
  })

  test('leaves danger to safety', () => {
    for (const risk of risks)
      expect(judge(`hello, ${layer.danger.en!.risks[risk].phrases[0]}`, catalog, 'en').risk).not.toBe(null)
  })
})
