import { describe, expect, test } from 'vitest'
import { channels } from '../../bot/activity.ts'
import { buildCatalog } from '../../server/catalog.ts'
import { readWhole } from '../../server/content.ts'
import { demoOperator } from '../../server/operator.ts'
import { setting, type Talk, talk } from '../support/bot.ts'

const { catalog } = setting()
const tags = catalog.locales.map(({ tag }) => tag)
const note = (tag: string): string => catalog.key(tag, 'frame:not-native', {})?.words ?? `no note in ${tag}`
const times = (person: Talk, tag: string): number => person.body().split(note(tag)).length - 1

const begin = (tag: string, change: Parameters<typeof talk>[0] = {}): Talk => {
  const person = talk({ hint: tag, ...change })
  person.say('👋')
  person.tap(tag)
  person.tap('yes')
  return person
}
const changeTo = (person: Talk, tag: string): void => {
  person.say('🌐')
  while (!person.ids().includes(tag)) person.tap('+')
  person.tap(tag)
}

describe('until a native reader has signed, each language says once a conversation that none has read it', () => {
  test.each(tags)('%s', (tag) => {
    const person = begin(tag)
    expect(times(person, tag)).toBe(0)
    person.tap('@menu')
    expect(times(person, tag)).toBe(1)
    for (const doing of ['back', 'menu', 'help', 'menu']) {
      person.say(doing)
      expect(times(person, tag), doing).toBe(0)
    }
    const other = tag === 'en' ? 'kmr' : 'en'
    changeTo(person, other)
    expect([times(person, tag), times(person, other)]).toEqual([0, 1])
    changeTo(person, tag)
    person.say('menu')
    expect([times(person, tag), times(person, other)]).toEqual([0, 0])
  })

  test.each(channels)('on %s also to whoever never sees the menu', (channel) => {
    const person = begin('en', { channel })
    person.say('how much money do I get from COA each week?')
    expect(person.state()?.conversation.at.flow).toBe('topic')
    const isPage = person.state()?.conversation.at.step === 'page'
    if (!isPage) person.tap('money')
    expect(times(person, 'en')).toBe(1)
  })

  test('no text on safety, consent or contact carries it (P8)', () => {
    const person = begin('tr')
    for (const doing of ['🆘', 'suicide', '@person']) {
      if (doing === '🆘') person.say(doing)
      else person.tap(doing)
      expect(times(person, 'tr'), doing).toBe(0)
    }
  })
})

describe('a native reader signs', () => {
  test('in locales.yaml, for one language', () => {
    const layer = readWhole()
    const read = (layer.locales ?? []).map((locale) =>
      locale.tag === 'ar' ? { ...locale, readOn: '2026-11-01' } : locale,
    )
    const signed = setting({ catalog: buildCatalog([{ ...layer, locales: read }], { goLive: false }) })
    for (const [tag, count] of [
      ['ar', 0],
      ['fa', 1],
    ] as const) {
      const person = begin(tag, { setting: signed })
      person.tap('@menu')
      expect(times(person, tag)).toBe(count)
    }
  })

  test('or in the go-live record; a record without that language does not do', () => {
    const live = setting({ operator: { ...demoOperator, goLive: true, nativeReaders: ['so'] } })
    for (const [tag, count] of [
      ['so', 0],
      ['am', 1],
    ] as const) {
      const person = begin(tag, { setting: live })
      person.tap('@menu')
      expect(times(person, tag)).toBe(count)
    }
  })
})
