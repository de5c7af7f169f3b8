import { describe, expect, test } from 'vitest'
import { checkFlows } from '../../bot/check-flows.ts'
import type { Flow, Step } from '../../bot/flow.ts'
import { flows } from '../../flows/index.ts'
import { setting } from '../support/bot.ts'

const { catalog } = setting()
const yes = { id: 'yes', label: 'frame:button.yes' }
const flow = (steps: Record<string, Step>, more: Partial<Flow> = {}) => ({
  ...flows,
  made: { id: 'made', steps, renamed: {}, retired: [], closed: null, ...more },
})
const ask = (change: Partial<Extract<Step, { type: 'ask' }>>): Step => ({
  type: 'ask',
  say: ['frame:first'],
  choices: [yes],
  next: [{ to: '@home' }],
  ...change,
})

describe('a mistake of an author is refused with the sentence that helps', () => {
  test('our own flows are well', () => expect(() => checkFlows(flows, catalog)).not.toThrow())

  test.each<[string, Record<string, Step>, string]>([
    [
      'an unknown step',
      { a: ask({ next: [{ to: 'b' }] }) },
      'Flow made, step a: it goes to "b", but flow made has no step "b". It has a.',
    ],
    ['an unknown flow', { a: ask({ next: [{ to: 'nowhere/b' }] }) }, 'there is no flow "nowhere"'],
    [
      'an unknown way',
      { a: ask({ next: [{ to: '@up' as '@back' }] }) },
      'One of @back, @stay, @home, @menu, @want would fit.',
    ],
    ['a missing text', { a: ask({ say: ['frame:no-such'] }) }, 'locales/en/frame.json has no text "no-such"'],
    [
      'a missing label',
      { a: ask({ choices: [{ id: 'yes', label: 'where:no-such' }] }) },
      'locales/en/where.json',
    ],
    [
      'a long id',
      { a: ask({ choices: [{ ...yes, id: 'x'.repeat(20) }] }) },
      'takes 20 bytes; at most 19 fit',
    ],
    ['an id twice', { a: ask({ choices: [yes, yes] }) }, 'two choices have the id "yes"'],
    ['an unknown command', { a: ask({ choices: [{ ...yes, id: '@fly' }] }) }, '"@fly" is no command'],
    [
      'an answer that leads nowhere',
      { a: ask({ next: [{ on: 'no', to: '@home' }] }) },
      'no next takes the choice "yes"',
    ],
    [
      'a next for no choice',
      { a: ask({ next: [{ on: 'no', to: '@home' }, { to: '@home' }] }) },
      'waits for "no", which is no choice here',
    ],
    [
      'a next behind all others',
      { a: ask({ next: [{ to: '@home' }, { on: 'yes', to: '@menu' }] }) },
      'stands behind one that takes everything',
    ],
    ['a dead end', { a: { type: 'act', effect: 'none', next: [] } }, 'An act must lead somewhere'],
    [
      'a last condition',
      { a: { type: 'act', effect: 'none', next: [{ when: 'remembers', to: '@home' }] } },
      'Add a last { to: … }',
    ],
  ])('%s', (_, steps, sentence) => expect(() => checkFlows(flow(steps), catalog)).toThrow(sentence))

  test('a shipped id that comes back, a rename to nothing, a closed flow that leads nowhere', () => {
    expect(() => checkFlows(flow({ a: ask({}) }, { retired: ['a'] }), catalog)).toThrow(
      'is retired, but is a step again',
    )
    expect(() => checkFlows(flow({ a: ask({}) }, { renamed: { b: 'c' } }), catalog)).toThrow(
      'which is no step',
    )
    const closed = { when: 'is-child-alone', to: 'child/none' } as const
    expect(() => checkFlows(flow({ a: ask({}) }, { closed }), catalog)).toThrow(
      'flow child has no step "none"',
    )
  })
})
