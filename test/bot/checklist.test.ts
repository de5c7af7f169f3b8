import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { PersonRecord } from '../../bot/person.ts'
import { demoOperator } from '../../server/operator.ts'
import { setting, type Talk, talk } from '../support/bot.ts'

const { catalog } = setting()
const lists = catalog.documents

const atLists = (
  options: { locale?: string; remember?: 'yes' | 'no'; alone?: string; live?: boolean } = {},
): Talk => {
  const { locale = 'en', remember = 'yes', alone = 'no', live = false } = options
  const person = talk({
    hint: locale,
    setting: setting(live ? { operator: { ...demoOperator, goLive: true }, catalog: liveCatalog() } : {}),
  })
  person.say('👋')
  for (const choice of [locale, remember, '@menu', 'daily', 'papers', 'me', alone]) person.tap(choice)
  return person
}
const ticks = (person: Talk) =>
  (person.state()?.persons ?? []).flatMap(({ checklist }) => checklist.map(({ item }) => item))
const boxes = (person: Talk): string[] => person.body().match(/[☐☑]/gu) ?? []

/** What a go-live record withholds is decided when the catalog is built; here every unverified page says so. */
const liveCatalog = () => ({
  ...catalog,
  section: (...[locale, id, name]: Parameters<typeof catalog.section>) => {
    const said = catalog.section(locale, id, name)
    return said?.status === 'unverified' ? { ...said, state: 'withheld' as const } : said
  },
})

describe('a list of papers', () => {
  test.each(catalog.complete)(
    'fits ten rows, 60 words and 400 characters with everything ticked, in %s',
    (locale) => {
      const person = atLists({ locale })
      for (const list of lists) {
        person.tap(list.id)
        for (const item of list.items) person.tap(item)
        expect(boxes(person)).toEqual(list.items.map(() => '☑'))
        expect(person.ids()).toEqual([...list.items, 'source', 'lists', '@menu'])
        const [title = '', rows = '', how = ''] = person.body().split('\n\n')
        const words = `${title} ${rows} ${how}`.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
        expect(words.length, list.id).toBeLessThanOrEqual(60)
        expect(`${title}${rows}${how}`.length, list.id).toBeLessThanOrEqual(400)
        person.tap('lists')
      }
      person.say('menu')
      for (const choice of ['data', 'copy', 'yes']) person.tap(choice)
      const copied = person.body().match(/☑/gu) ?? []
      expect(copied).toHaveLength(lists.flatMap(({ items }) => items).length)
    },
  )

  test('not checked yet: withheld once people rely on it, with nothing to tick', () => {
    const person = atLists({ live: true })
    person.tap('papers-appeal')
    expect(person.body()).toContain(catalog.key('en', 'frame:withheld', {})?.words)
    expect(person.ids()).toEqual(['source', 'lists', '@menu'])
    person.tap('lists')
    person.tap('papers-interview')
    expect(person.ids()).toContain('originals')
  })

  test('a child alone sees and opens only what is marked for minors (P4)', () => {
    const person = atLists({ alone: 'yes' })
    const open = lists.filter(({ children }) => children).map(({ id }) => id)
    expect(person.ids().filter((id) => id.startsWith('papers-'))).toEqual(open)
    for (const list of lists.filter(({ children }) => !children)) {
      person.say(catalog.section('en', list.id, 'short')?.words ?? '?')
      expect(person.body()).not.toContain(catalog.section('en', list.id, 'title')?.words)
    }
  })

  test('going back is put forward to nobody, also at the stage of departure (P7)', () => {
    const person = talk({ hint: 'en' })
    person.say('👋')
    for (const choice of ['en', 'yes', '@menu', 'where', 'me', 'no', 'after', 'leave', 'departure'])
      person.tap(choice)
    expect(person.body()).not.toContain('laissez-passer')
    person.say('menu')
    for (const choice of ['daily', 'papers']) person.tap(choice)
    expect(person.ids()[0]).toBe('papers-arrival')
  })
})

describe('ticks', () => {
  const item = fc.constantFrom(...lists.flatMap((list) => list.items.map((name) => [list.id, name] as const)))
  const doing = fc.oneof(
    item.map(([list, name]) => ({ type: 'tick' as const, list, name })),
    fc.constantFrom('menu', 'back', 'hello', 'my own story in a long sentence', '/start').map((text) => ({
      type: 'say' as const,
      text,
    })),
    fc.integer({ min: 1, max: 72 }).map((hours) => ({ type: 'wait' as const, hours })),
  )

  test('are never lost and never more than was tapped, whatever comes between', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 14 }), (doings) => {
        const person = atLists()
        const wanted = new Set<string>()
        for (const one of doings) {
          if (one.type === 'say') person.say(one.text)
          else if (one.type === 'wait') person.wait(Temporal.Duration.from({ hours: one.hours }))
          else {
            person.say('menu')
            for (const choice of ['daily', 'papers', one.list, one.name]) person.tap(choice)
            const name = `${one.list}/${one.name}`
            if (!wanted.delete(name)) wanted.add(name)
            const own = [...wanted].filter((tick) => tick.startsWith(`${one.list}/`))
            expect(boxes(person).filter((box) => box === '☑')).toHaveLength(own.length)
          }
          expect(new Set(ticks(person))).toEqual(wanted)
        }
        expect(JSON.stringify(person.state())).not.toContain('my own story')
      }),
      { numRuns: 40, seed: 20261122 },
    )
  })

  test('a tap on an earlier list ticks nothing', () => {
    const person = atLists()
    person.tap('papers-interview')
    const old = person.last().bubbles[0]?.asking ?? ''
    person.tap('originals')
    person.give({ type: 'tap', asking: old, choice: 'dates' })
    expect(ticks(person)).toEqual(['papers-interview/originals'])
  })

  test('hold nothing but list, item and moment; a Person of version 2 has none', () => {
    const person = atLists()
    for (const choice of ['papers-dublin', 'reasons']) person.tap(choice)
    expect(person.state()?.persons[0]?.checklist).toEqual([
      { item: 'papers-dublin/reasons', at: expect.stringMatching(/^2026-12-18T/) },
    ])
    const old = {
      v: 2,
      id: 'p',
      label: 'me',
      alone: null,
      lodged: null,
      stage: null,
      stageAt: null,
      dates: [],
    }
    expect(PersonRecord.parse(old)).toEqual({ type: 'known', value: { ...old, v: 3, checklist: [] } })
  })

  test('are gone after 24 hours where nothing is remembered, and with delete', () => {
    const forgotten = atLists({ remember: 'no' })
    for (const choice of ['papers-interview', 'dates']) forgotten.tap(choice)
    expect(forgotten.body()).toContain(catalog.key('en', 'data:retention-short', {})?.words)
    forgotten.wait(Temporal.Duration.from({ hours: 25 }))
    forgotten.say('hello')
    expect(ticks(forgotten)).toEqual([])
    const person = atLists()
    for (const choice of ['papers-interview', 'dates']) person.tap(choice)
    person.say('menu')
    for (const choice of ['data', 'delete', 'code']) person.tap(choice)
    expect(ticks(person)).toEqual([])
  })

  test('of two Persons are kept apart (P5)', () => {
    const person = atLists()
    for (const choice of ['papers-interview', 'dates']) person.tap(choice)
    person.say('menu')
    for (const choice of ['where', 'not-yet', 'other', '🌙', 'no']) person.tap(choice)
    person.say('menu')
    person.tap('daily')
    person.tap('papers')
    const moon = person.state()?.persons.find(({ label }) => label === '🌙')?.id ?? ''
    person.tap(moon)
    person.tap('papers-interview')
    expect(boxes(person)).not.toContain('☑')
    expect(person.body()).toContain('🌙')
  })
})
