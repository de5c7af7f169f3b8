import { describe, expect, test } from 'vitest'
import { sourceKinds } from '../../bot/catalog.ts'
import { sourceLine, sourceText } from '../../bot/source.ts'
import { words } from '../../bot/text.ts'
import { readWhole } from '../../server/content.ts'
import { asRead } from '../support/as-read.ts'
import { setting, talk } from '../support/bot.ts'

const { catalog, operator, law, zone } = setting()
const fresh = { asking: 'aaaa', contact: 'c', person: 'p', code: '1234' }
const world = { catalog, operator, law, zone, now: talk().now(), channel: 'text' as const, fresh, reads: {} }
const sources = Object.entries(readWhole().sources)

const said = (text: Parameters<typeof words>[0], locale: string): string => {
  const found = words(text, { locale, fallback: null }, world)
  return found.type === 'words' ? asRead(found.words) : 'missing'
}

describe.each(catalog.complete)('a source in %s', (locale) => {
  test('says what it is in that language', () => {
    for (const kind of sourceKinds) {
      const own = catalog.key(locale, `where:source.${kind}`, {})?.words
      expect(own).toBeTruthy()
      if (locale !== 'en') expect(own).not.toBe(catalog.key('en', `where:source.${kind}`, {})?.words)
    }
  })

  test.each(sources)('%s: neither a bare dash nor English for who reads another language', (_, source) => {
    const line = said(sourceLine({ ...source, at: '' }), locale)
    const more = said(sourceText({ ...source, at: '' }), locale)
    for (const text of [line, more]) {
      expect(text).not.toContain('–,')
      expect(text).not.toContain('–፣')
      expect(text).not.toContain('–،')
      expect(text).toContain(source.asOf.split('-').reverse().join('-'))
      if (locale !== 'en')
        expect(text).not.toMatch(/\b(?:Known|Regulation|Directive|undated|older text|law of)\b/u)
    }
    if (source.url !== null) expect(more).toContain(source.title)
    expect(more).toContain(catalog.key(locale, `where:source.${source.kind}`, {})?.words ?? '?')
  })
})
