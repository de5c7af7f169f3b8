import { describe, expect, test } from 'vitest'
import { buildCatalog } from '../../server/catalog.ts'
import { ContentFault, readWhole } from '../../server/content.ts'
import { demoOperator } from '../../server/operator.ts'
import type { Setting } from '../../server/world.ts'
import { setting, type Talk, talk } from '../support/bot.ts'

const files = readWhole()
const { catalog } = setting()
type Listings = (typeof files)['listings']
type Listing = Listings[string]

/** The pack with made-up organisations beside its own, as another layer over it. */
const withListings = (more: Record<string, Partial<Listing>>, goLive = false): Setting => {
  const made = Object.entries(more).map(([id, change]): [string, Listing] => [
    `listing-${id}`,
    { ...example, id, ...change },
  ])
  const layer = { ...files, listings: { ...files.listings, ...Object.fromEntries(made) } }
  return setting({
    catalog: buildCatalog([layer], { goLive }),
    operator: { ...demoOperator, goLive },
  })
}
const example: Listing = {
  id: 'made-up',
  need: 'talk',
  name: 'Made Up',
  what: 'listen',
  numbers: ['+44 7700 900123'],
  whatsapp: null,
  sites: [],
  cost: 'free',
  languages: ['en', 'ar'],
  hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  crisis: ['suicide'],
  source: { id: 'memory', at: '' },
  reviewBy: '2027-02-20',
  status: 'secondary',
  calledOn: '2026-12-01',
}

const atNeeds = (own: Setting, locale = 'en'): Talk => {
  const person = talk({ hint: locale, setting: own })
  person.say('👋')
  for (const choice of [locale, 'yes', '@menu', 'rights', 'who-helps']) person.tap(choice)
  return person
}
const inDanger = (own: Setting, danger: string, locale = 'en'): Talk => {
  const person = talk({ hint: locale, setting: own })
  person.say('👋')
  for (const choice of [locale, 'yes', '@menu', '@help', danger]) person.tap(choice)
  return person
}
const own = Object.values(files.listings)
const numbers = own.flatMap(({ numbers }) => numbers).filter((number) => number !== '112')

describe('crisis texts take numbers from the directory (P8)', () => {
  test('nobody has called any number of the pack: they show 112 alone', () => {
    expect(own.filter(({ calledOn }) => calledOn !== null)).toEqual([])
    for (const danger of ['ill', 'violence', 'suicide', 'arrest', 'bed', 'child'])
      for (const number of numbers) expect(inDanger(setting(), danger).body()).not.toContain(number)
  })

  test.each(catalog.locales.map(({ tag }) => tag))(
    'a number that was called stands there with cost, hours and languages, without a label of doubt, in %s',
    (locale) => {
      const person = inDanger(withListings({ one: {} }), 'suicide', locale)
      const said = (key: string) => catalog.key(locale, key, {})?.words ?? '?'
      expect(person.body()).toContain('112')
      expect(person.body()).toContain('+44 7700 900123')
      expect(person.body()).toContain('Made Up')
      expect(person.body()).toContain(said('safety:cost.free'))
      expect(person.body()).toContain('17:00')
      expect(person.body()).toContain('العربية')
      expect(person.body()).not.toContain(said('frame:unverified'))
      expect(person.body().indexOf('112')).toBeLessThan(person.body().indexOf('900123'))
    },
  )

  test('by words too, before a language is chosen, in the guess and in English', () => {
    const person = talk({ hint: 'ar', setting: withListings({ one: {} }) })
    person.say('i want to die')
    for (const bubble of person.last().bubbles) expect(bubble.body).toContain('900123')
  })

  test('not before the day of the call, not for another danger', () => {
    expect(inDanger(withListings({ one: { calledOn: '2026-12-19' } }), 'suicide').body()).not.toContain(
      '900123',
    )
    expect(inDanger(withListings({ one: {} }), 'violence').body()).not.toContain('900123')
  })

  test('an arrest never shows 112, also where the pack says so; another number that was called it does', () => {
    expect(() => withListings({ one: { crisis: ['arrest'], numbers: ['112'] } })).toThrow(ContentFault)
    const person = inDanger(withListings({ one: { crisis: ['arrest'] } }), 'arrest')
    expect(person.body()).toContain('900123')
    expect(person.body()).not.toContain('112')
  })

  test('a number that was called but not described is a fault', () => {
    expect(() => withListings({ one: { cost: 'unknown' } })).toThrow(/one: it was called, but cost, hours/)
    expect(() => withListings({ one: { numbers: [] } })).toThrow(/it has none/)
    expect(() => withListings({ one: { need: 'nothing' } })).toThrow(/is not under needs/)
    expect(() => withListings({ one: { what: 'dancing' } })).toThrow(/has no text "what.dancing"/)
    const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id) => [id, {}]))
    expect(() => withListings(many)).toThrow(/the need "talk" has 9 entries/)
  })
})

describe('who can help', () => {
  test.each(catalog.complete)(
    'every need and every organisation fits a bubble and ten rows, in %s',
    (locale) => {
      for (const need of catalog.directory.needs.filter(({ tapOnly }) => !tapOnly)) {
        const person = atNeeds(setting(), locale)
        expect(person.ids().length).toBeLessThanOrEqual(10)
        person.tap(need.id)
        const ids = person.ids().filter((id) => !id.startsWith('@'))
        expect(person.ids().length, need.id).toBeLessThanOrEqual(10)
        expect(person.body().length, need.id).toBeLessThanOrEqual(400)
        expect(person.ids().includes('@hide'), need.id).toBe(need.hides)
        for (const id of ids) {
          person.tap(id)
          expect(person.body().length, id).toBeLessThanOrEqual(400)
          person.tap('@back')
        }
      }
    },
  )

  test('once people rely on it nothing from memory is shown, and no number for a crisis that nobody called', () => {
    const live = withListings({}, true)
    const hidden = own.filter(
      ({ status, crisis, numbers: [number] }) =>
        number !== '112' && (status === 'unverified' || crisis.length > 0),
    )
    const person = atNeeds(live)
    for (const { id } of catalog.directory.needs.filter(({ tapOnly }) => !tapOnly)) {
      person.tap(id)
      for (const listing of hidden) {
        expect(person.ids()).not.toContain(listing.id)
        for (const number of listing.numbers) expect(person.body()).not.toContain(number)
      }
      person.tap('@back')
    }
    person.tap('danger')
    expect(person.ids()).toContain('112')
    const called = atNeeds(withListings({ one: {} }, true))
    called.tap('talk')
    expect(called.body()).toContain('900123')
    expect(called.body()).not.toContain('Nobody has called')
  })

  test('going back is under its own option alone, and never there for a child alone (P4, P7)', () => {
    const person = atNeeds(setting())
    expect(person.ids()).not.toContain('return')
    for (const text of ['Going back', 'IOM']) {
      person.say(text)
      expect(person.body()).not.toContain('iom-nederland.nl')
    }
  })

  test('112 stands there as in the guarded texts', () => {
    expect(own.find(({ id }) => id === '112')).toMatchObject({
      numbers: ['112'],
      cost: 'free',
      hours: 'always',
    })
    expect(catalog.key('en', 'safety:suicide', {})?.words).toContain('112')
  })

  test('a number stands in the directory once, and in no other text of the pack', () => {
    const all = own.flatMap(({ numbers, whatsapp }) => [...numbers, ...(whatsapp ? [whatsapp] : [])])
    expect(new Set(all).size).toBe(all.length)
    const texts = JSON.stringify([files.texts, files.stageTexts, files.topicTexts, files.documentTexts])
    for (const number of numbers.filter((one) => one.length > 4)) expect(texts).not.toContain(number)
  })
})
