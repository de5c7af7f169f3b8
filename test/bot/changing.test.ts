import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { reminderOf } from '../../bot/reminder.ts'
import { words } from '../../bot/text.ts'
import { buildCatalog } from '../../server/catalog.ts'
import { type Layer, readWhole, textHash } from '../../server/content.ts'
import { worldOf } from '../../server/world.ts'
import { setting, talk } from '../support/bot.ts'

const whole = readWhole()
const settingAfter = (edit: (layer: Layer) => void) => {
  const layer = structuredClone(whole)
  edit(layer)
  return setting({ catalog: buildCatalog([layer], { goLive: false }) })
}
/** An editor changes the Dutch text; `minor` says that its meaning is the same. */
const edited = (layer: Layer, stage: string, section: string, minor = false): void => {
  const nl = layer.stageTexts[stage]?.nl
  const before = nl?.texts[section] ?? ''
  const after = `${before} Let op.`
  if (!nl) throw new Error(`There is no stage "${stage}".`)
  nl.texts[section] = after
  if (minor) nl.same = { [section]: [textHash(before), textHash(after)] }
}

const readAppeal = (changed: ReturnType<typeof setting>, locale: string) => {
  const person = talk({ hint: locale, setting: changed })
  person.say('👋')
  const path = [locale, 'yes', '@menu', 'where', 'me', 'no', 'after', 'decision', 'appeal', 'norm']
  for (const choice of path) {
    if (!person.ids().includes(choice) && person.ids().includes('+')) person.tap('+')
    person.tap(choice)
  }
  return person
}
const said = (key: string, locale: string): string =>
  setting().catalog.key(locale, key, {})?.words ?? `no ${key} in ${locale}`
const all = ['en', 'ar', 'ti', 'tr', 'fa', 'so', 'fr']

describe('a text on a deadline that changed (P9)', () => {
  const changed = settingAfter((layer) => edited(layer, 'appeal', 'norm'))

  test.each(all)('is withheld in %s: the fixed text and a person stand in its place', (locale) => {
    const person = readAppeal(changed, locale)
    expect(person.body()).toBe(said('safety:changing', locale))
    expect(person.last().bubbles[0]?.choices.map(({ label }) => label)).toContain(
      said('frame:menu.person', locale),
    )
    expect(person.last().out[0]?.message.guarded).toBe('changing')
  })

  test('stays in Dutch, where it was changed', () => {
    expect(readAppeal(changed, 'nl').body()).toContain('Let op.')
  })

  test('is shown as before where only words changed', () => {
    const minor = settingAfter((layer) => edited(layer, 'appeal', 'norm', true))
    const person = readAppeal(minor, 'ar')
    expect(person.body()).toBe(readAppeal(setting(), 'ar').body())
    expect(person.body()).not.toContain(said('safety:changing', 'ar'))
  })

  test('is withheld in every language when an editor withdraws it', () => {
    const withdrawn = settingAfter((layer) => {
      const nl = layer.stageTexts.appeal?.nl
      if (nl) nl.withdrawn = ['norm']
    })
    for (const locale of ['nl', 'tr'])
      expect(readAppeal(withdrawn, locale).body()).toBe(said('safety:changing', locale))
  })
})

test('any other text that changed stays, with a line that says so', () => {
  const person = readAppeal(
    settingAfter((layer) => edited(layer, 'appeal', 'rights')),
    'so',
  )
  person.tap('rights')
  expect(person.body()).toContain(said('frame:stale', 'so'))
  expect(person.body()).toContain(whole.stageTexts.appeal?.so?.texts.rights?.slice(0, 40))
})

test('a figure that is gone leaves no hole in a sentence: the text is withheld', () => {
  const gone = settingAfter((layer) => {
    const { text } = layer.topics['bsn-brp'] ?? {}
    const { texts } = layer.topicTexts['bsn-brp']?.nl ?? {}
    if (!text || !texts) throw new Error('There is no topic "bsn-brp".')
    texts.text = texts.text?.replace(/\{\{[^}]+\}\}/g, 'enkele maanden') ?? ''
    for (const id of text.facts.splice(0)) delete layer.facts[id]
  })
  expect(gone.catalog.section('ar', 'bsn-brp', 'text')?.state).toBe('withheld')
  expect(gone.catalog.section('nl', 'bsn-brp', 'text')?.state).toBe('current')
})

describe('a text of safety or consent that changed', () => {
  const changed = settingAfter((layer) => {
    Object.assign(layer.texts.en?.safety ?? {}, { ill: 'Say that you are ill. Call 112.' })
    Object.assign(layer.texts.en?.consent ?? {}, { yes: 'Yes, do' })
  })
  const tags = changed.catalog.locales.map(({ tag }) => tag).filter((tag) => tag !== 'en')

  test.each(tags)('stays as it was approved last in %s', (locale) => {
    const last = setting().catalog.key(locale, 'safety:ill', {})
    const now = changed.catalog.key(locale, 'safety:ill', {})
    expect(now?.words).toBe(last?.words)
    expect(now?.state).toBe('stale')
    const person = talk({ hint: locale, setting: changed })
    person.say('🆘')
    person.tap('ill')
    expect(person.body()).toContain(last?.words)
  })
})

describe('a sentence on a date that changed', () => {
  const changed = settingAfter((layer) =>
    Object.assign(layer.texts.en?.dates ?? {}, { 'act-by': 'Act before {{date}}.' }),
  )
  const letter = (locale: string) => {
    const person = talk({ hint: locale, setting: changed, now: '2026-11-20T10:00:00Z' })
    person.say('👋')
    for (const choice of [locale, 'yes', 'letter']) person.tap(choice)
    if (!person.ids().includes('ontvankelijk')) person.tap('+')
    person.tap('ontvankelijk')
    for (const choice of ['no', 'me', 'after']) person.tap(choice)
    person.say('18-11-2026')
    person.tap('right')
    person.tap('today')
    return person
  }

  test('is withheld where it was not translated yet; the buttons stay', () => {
    const person = letter('ar')
    expect(person.body()).toContain(said('safety:changing', 'ar'))
    expect(person.body()).not.toMatch(/2026/)
    expect(person.ids()).toEqual(expect.arrayContaining(['save', '@person', '@menu']))
    expect(letter('en').body()).toContain('Act before')
  })

  test('does not keep a reminder from coming: the day is the person’s own', () => {
    const person = letter('ar')
    person.tap('save')
    const state = person.state()
    const [owner] = state?.persons ?? []
    const [date] = owner?.dates ?? []
    if (!state || !owner || !date) throw new Error('No date was saved.')
    const now = Temporal.Instant.from('2026-11-24T08:00:00Z')
    const world = worldOf(changed, 'whatsapp', now)
    const { message } = reminderOf(date, owner, state.conversation, world)
    const body = message.texts.map((text) => words(text, { locale: 'ar', fallback: null }, world))
    expect(JSON.stringify(body)).toContain(date.remind.split('-').reverse().join('-'))
    expect(JSON.stringify(body)).not.toContain(said('safety:changing', 'ar'))
  })
})

describe('a review date that passed (P9)', () => {
  test.each([...all, 'nl'])('is said below the text in %s, which is shown all the same', (locale) => {
    const person = talk({ hint: locale, now: '2036-01-01T10:00:00Z' })
    person.say('👋')
    const path = [locale, 'yes', '@menu', 'where', 'me', 'no', 'after', 'start', 'arrival']
    for (const choice of path) person.tap(choice)
    expect(person.body()).toContain(said('where:overdue', locale))
  })
})

describe('a figure names its source and day', () => {
  const { catalog } = setting()
  const sections = Object.keys({ ...whole.stages, ...whole.topics }).flatMap((id) =>
    ['text', 'more', ...Object.keys(whole.stages[id]?.sections ?? {})].map((section) => ({ id, section })),
  )

  test.each(catalog.complete)('on every page that shows one in %s', (locale) => {
    const found = sections.flatMap(({ id, section }) => {
      const one = catalog.section(locale, id, section)
      return one?.hasFigures ? [{ id, section, source: one.source }] : []
    })
    expect(found.length).toBeGreaterThan(50)
    expect(found.filter(({ source }) => !source?.short || !/^\d{4}-\d{2}-\d{2}$/.test(source.asOf))).toEqual(
      [],
    )
  })

  test('is shown with a line of source and day also where nobody has read a source yet', () => {
    const person = readAppeal(setting(), 'en')
    expect(person.body()).toMatch(/Source: .+, \d{2}-\d{2}-\d{4}/)
  })
})
