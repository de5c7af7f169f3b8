import type { ChoiceSpec, Next } from '../bot/flow.ts'
import { defineFlow } from '../bot/flow.ts'

const after: readonly ChoiceSpec[] = [
  { id: 'about', label: 'where:permit.about' },
  { id: 'housing', label: 'where:permit.housing' },
  { id: '@person', label: 'frame:menu.person' },
  { id: '@menu', label: 'frame:button.menu' },
]
const count: ChoiceSpec = { id: 'count', label: 'where:permit.count' }
const onward: readonly Next<'about' | 'housing'>[] = [
  { on: 'about', to: 'about' },
  { on: 'housing', to: 'housing' },
]

/** A permit (P22): A or B, then family abroad; the day comes before the home. */
export const permit = defineFlow(
  'permit',
  {
    kind: {
      type: 'ask',
      say: [{ show: 'sign' }, { page: 'permit-walk/kind' }],
      choices: [
        { id: 'a', label: 'where:permit.a' },
        { id: 'b', label: 'where:permit.b' },
        { id: 'unknown', label: 'where:permit.unknown' },
      ],
      keep: 'permit',
      prompt: true,
      next: [{ on: 'unknown', to: 'unknown' }, { to: 'family' }],
    },
    'of-letter': { type: 'act', effect: 'permit-of-letter', next: [{ to: 'family' }] },
    family: {
      type: 'ask',
      say: [{ show: 'sign' }, { page: 'permit-walk/family' }],
      choices: [
        { id: 'yes', label: 'frame:button.yes' },
        { id: 'no', label: 'frame:button.no' },
        { id: 'rather-not', label: 'frame:button.rather-not' },
      ],
      seen: ['permit'],
      keep: 'abroad',
      prompt: true,
      next: [{ to: 'family-said' }],
    },
    'family-said': {
      type: 'act',
      effect: 'none',
      next: [
        { when: 'permit-a-no-family', to: 'a-none' },
        { when: 'permit-a', to: 'a' },
        { when: 'family-abroad', to: 'b-family' },
        { to: 'b' },
      ],
    },
    a: {
      type: 'ask',
      say: [{ show: 'sign' }, { page: 'permit-walk/a' }],
      choices: [count, ...after],
      seen: ['permit'],
      next: [{ on: 'count', to: 'count' }, ...onward],
    },
    'a-none': {
      type: 'ask',
      say: [{ show: 'sign' }, { page: 'permit-walk/a-none' }],
      choices: [count, ...after],
      seen: ['permit'],
      next: [{ on: 'count', to: 'count' }, ...onward],
    },
    b: {
      type: 'ask',
      say: [{ show: 'sign' }, { page: 'permit-walk/b' }],
      choices: [count, ...after],
      seen: ['permit'],
      next: [{ on: 'count', to: 'count' }, ...onward],
    },
    'b-family': {
      type: 'ask',
      say: [{ show: 'sign' }, { page: 'permit-walk/b-family' }],
      choices: [count, ...after],
      seen: ['permit'],
      next: [{ on: 'count', to: 'count' }, ...onward],
    },
    unknown: {
      type: 'ask',
      say: [{ show: 'sign' }, { page: 'permit-walk/unknown' }],
      choices: [{ id: 'kind', label: 'where:permit.again' }, ...after],
      next: [{ on: 'kind', to: 'kind' }, ...onward],
    },
    count: {
      type: 'act',
      effect: 'open-permit-letter',
      next: [{ to: 'letter/names' }],
    },
    after: {
      type: 'ask',
      say: [{ page: 'permit-walk/housing' }],
      choices: [
        { id: 'housing', label: 'where:permit.housing' },
        { id: 'dates', label: 'frame:menu.dates' },
        { id: '@person', label: 'frame:menu.person' },
        { id: '@menu', label: 'frame:button.menu' },
      ],
      next: [{ on: 'housing', to: 'housing' }, { to: 'dates/list' }],
    },
    about: { type: 'act', effect: 'read-permit', next: [{ to: 'stage/page' }] },
    housing: { type: 'act', effect: 'read-housing', next: [{ to: 'stage/page' }] },
  },
  { closed: { when: 'is-child-alone', to: 'child/open' } },
)
