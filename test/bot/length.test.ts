import { describe, expect, test } from 'vitest'
import { firstEmoji } from '../../bot/answer.ts'
import { frameWord, words } from '../../bot/text.ts'
import { readWhole } from '../../server/content.ts'
import { setting, talk } from '../support/bot.ts'

const { catalog, operator } = setting()
const count = (text: string): number => text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
const limit = { words: 60, characters: 400 }

/** P6: what does not fit, with how much it takes. */
const tooLong = (name: string, text: string): string[] =>
  count(text) > limit.words || text.length > limit.characters
    ? [`${name}: ${count(text)} words, ${text.length} characters`]
    : []

describe('the first bubble has at most 60 words and 400 characters (P6)', () => {
  test.each(catalog.locales.map(({ tag }) => tag))('the screen of P1 in %s', (locale) => {
    const person = talk({ hint: locale })
    person.say('👋')
    person.tap(locale)
    const [test = '', intro = '', danger = '', remember = '', ...rest] = person.body().split('\n\n')
    expect(test).toBe(catalog.key(locale, 'frame:test', {})?.words)
    expect(count(danger), 'the sentence on serious danger has at most 20 words').toBeLessThanOrEqual(20)
    expect(rest).toEqual([catalog.key(locale, 'frame:language-line', {})?.words])
    expect(intro).toContain(operator.name)
    expect(remember).toContain(String(operator.retentionDays))
    expect(tooLong('P1', `${intro}\n\n${remember}`)).toEqual([])
  })

  const layer = readWhole()
  test.each(catalog.complete)('every section of every stage in %s', (locale) => {
    const faults = Object.values(layer.stages).flatMap((stage) =>
      Object.keys(stage.sections).flatMap((section) => {
        const said = catalog.section(locale, stage.id, section)
        return said ? tooLong(`${stage.id}/${section}`, said.words) : [`${stage.id}/${section} is missing`]
      }),
    )
    expect(faults).toEqual([])
  })
})

test('a row has the same emoji in every locale (P3)', () => {
  const sign = (locale: string, key: string) => firstEmoji(catalog.key(locale, key, {})?.words ?? '')
  const keys = [
    ...['help', 'letter', 'where', 'person', 'language', 'data'].map((row) => `frame:menu.${row}`),
    ...['ill', 'violence', 'suicide', 'arrest', 'bed', 'child'].map((row) => `safety:choice.${row}`),
    ...['media-person', 'media-letter', 'media-danger', 'button.menu', 'button.hide'].map(
      (row) => `frame:${row}`,
    ),
  ]
  const faults = keys.flatMap((key) =>
    catalog.locales.flatMap(({ tag }) => (sign(tag, key) === sign('en', key) ? [] : [`${tag} ${key}`])),
  )
  expect(keys.map((key) => sign('en', key))).not.toContain(null)
  expect(faults).toEqual([])
})

test('every locale has the whole frame', () => {
  for (const { tag } of catalog.locales)
    for (const key of ['list-button', 'page-next', 'page-back', 'type-number'])
      expect(frameWord(key, { locale: tag, fallback: null }, { ...talkWorld })).not.toBe('')
})

const talkWorld = (() => {
  const { catalog, operator, law, zone } = setting()
  const fresh = { asking: 'aaaa', contact: 'c', person: 'p', code: '1234' }
  const now = talk().now()
  return { catalog, operator, law, zone, now, channel: 'text' as const, fresh, reads: {} }
})()

test('a text that is missing is never replaced in silence', () => {
  expect(words({ key: 'where:who' }, { locale: 'kmr', fallback: null }, talkWorld).type).toBe('missing')
})
