import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Flows, Step } from '../../bot/flow.ts'
import { flows } from '../../flows/index.ts'
import { setting, talk } from '../support/bot.ts'

const shipped: string[] = JSON.parse(readFileSync(new URL('./steps.json', import.meta.url), 'utf8'))
const now = Object.values(flows).flatMap((flow) =>
  Object.keys(flow.steps).map((step) => `${flow.id}/${step}`),
)

describe('step ids', () => {
  test('every shipped one is a step, renamed or retired', () => {
    const known = Object.values(flows).flatMap((flow) =>
      [...Object.keys(flow.steps), ...Object.keys(flow.renamed), ...flow.retired].map(
        (step) => `${flow.id}/${step}`,
      ),
    )
    expect(
      shipped.filter((id) => !known.includes(id)),
      'add them to renamed or retired of their flow',
    ).toEqual([])
  })

  test('every one of today is written down in steps.json', () => {
    expect(
      now.filter((id) => !shipped.includes(id)),
      'add them to test/bot/steps.json: only add',
    ).toEqual([])
  })

  test('a retired one never comes back', () => {
    for (const flow of Object.values(flows))
      for (const id of [...flow.retired, ...Object.keys(flow.renamed)]) expect(flow.steps[id]).toBeUndefined()
  })
})

/** The flows of a later release, in which `where/alone` has another name or is gone. */
const later = (change: 'renamed' | 'retired'): Flows => {
  const where = flows.where
  if (!where) throw new Error('flow where is gone')
  const { alone, ...steps } = where.steps
  if (!alone) throw new Error('where/alone is gone')
  const known: Step = { type: 'act', effect: 'none', next: [{ to: 'adult/lodged' }] }
  const begin: Step = { type: 'act', effect: 'none', next: [{ to: 'known' }] }
  const next = {
    ...where,
    steps: change === 'renamed' ? { ...steps, single: alone } : { ...steps, begin, known },
  }
  return {
    ...flows,
    where: change === 'renamed' ? { ...next, renamed: { alone: 'single' } } : { ...next, retired: ['alone'] },
  }
}

describe('a release that changes steps', () => {
  const until = (changed: Flows) => {
    let current: Flows = flows
    const person = talk({ hint: 'en', flows: new Proxy({}, { get: (_, id) => current[String(id)] }) })
    person.say('hello')
    for (const choice of ['en', 'yes', '@menu', 'where', 'me']) person.tap(choice)
    current = changed
    return person
  }

  test('a tap on a renamed step is its answer', () => {
    const person = until(later('renamed'))
    person.tap('no')
    expect(person.state()?.persons[0]?.alone).toBe('no')
  })

  test('a tap on a retired step is explained and answers nothing', () => {
    const person = until(later('retired'))
    person.tap('no')
    expect(person.last().events.map(({ type }) => type)).toContain('tap.stale')
    expect(person.state()?.persons[0]?.alone).toBeNull()
    expect(person.ids().length).toBeGreaterThan(0)
  })
})

describe('taps on old buttons', () => {
  test('are explained and answer nothing; the question is asked again', () => {
    const person = talk({ hint: 'en' })
    person.say('hello')
    for (const choice of ['en', 'yes', '@menu', 'where']) person.tap(choice)
    const old = person.last().bubbles[0]?.asking ?? ''
    person.tap('me')
    person.give({ type: 'tap', asking: old, choice: 'other' })
    expect(person.last().events.map(({ type }) => type)).toContain('tap.stale')
    expect(person.state()?.conversation.at).toEqual({ flow: 'where', step: 'alone' })
    expect(person.ids()).toContain('rather-not')
  })

  test('rows of an old menu and names in an old picker are places: they work from anywhere', () => {
    const person = talk({ hint: 'en' })
    person.say('hello')
    const picker = person.last().bubbles[0]?.asking ?? ''
    for (const choice of ['tr', 'yes', '@menu']) person.tap(choice)
    const rows = person.last().bubbles[0]?.asking ?? ''
    person.tap('letter')
    person.give({ type: 'tap', asking: picker, choice: 'en' })
    expect(person.state()?.conversation).toMatchObject({
      locale: 'en',
      at: { flow: 'letter', step: 'which' },
    })
    person.give({ type: 'tap', asking: rows, choice: 'data' })
    expect(person.state()?.conversation.at).toEqual({ flow: 'data', step: 'list' })
    person.say('عربي')
    expect(person.state()?.conversation).toMatchObject({ locale: 'ar', at: { flow: 'data', step: 'list' } })
  })

  test('a nervous thumb taps twice: answered once', () => {
    const person = talk({ hint: 'en' })
    person.say('hello')
    for (const choice of ['en', 'yes', '@menu', 'where']) person.tap(choice)
    const asking = person.last().bubbles[0]?.asking ?? ''
    for (const _ of [1, 2]) person.give({ type: 'tap', asking, choice: 'me' })
    expect(person.last().events.map(({ type }) => type)).toEqual(['tap.doubled'])
    expect(person.state()?.conversation.at).toEqual({ flow: 'where', step: 'alone' })
  })

  test('an asking that nobody remembers, and a choice that was never offered', () => {
    const person = talk({ hint: 'en', setting: setting() })
    person.give({ type: 'tap', asking: 'zzzz', choice: 'yes' })
    expect(person.ids()).toContain('en')
    const asking = person.last().bubbles[0]?.asking ?? ''
    person.give({ type: 'tap', asking, choice: 'nonsense' })
    expect(person.last().events.map(({ type }) => type)).toContain('tap.stale')
  })
})
