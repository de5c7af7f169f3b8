import { defineFlow } from '../bot/flow.ts'

/** I got a letter: which one, does it name a last day, which rules, two days (P20); then one date, or the lawyer today. */
export const letter = defineFlow('letter', {
  begin: {
    type: 'act',
    effect: 'none',
    next: [
      { when: 'lacks-date-texts', to: 'today' },
      { when: 'must-say-whose', to: 'whose' },
      { to: 'begun' },
    ],
  },
  begun: {
    type: 'act',
    effect: 'none',
    next: [{ when: 'is-child-alone', to: 'today' }, { to: 'which' }],
  },
  whose: {
    type: 'ask',
    say: ['where:who'],
    choices: [{ from: 'persons' }, { id: '@menu', label: 'frame:button.menu' }],
    keep: 'whose',
    prompt: true,
    next: [{ on: 'me', to: 'me' }, { to: 'whose-chosen' }],
  },
  me: { type: 'act', effect: 'person-me', next: [{ to: 'begun' }] },
  'whose-chosen': { type: 'act', effect: 'person-chosen', next: [{ to: 'begun' }] },
  which: {
    type: 'ask',
    say: [{ show: 'sign' }, 'dates:which'],
    choices: [
      { id: 'unknown', label: 'dates:letter-unknown' },
      { from: 'letters' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    keep: 'letter',
    prompt: true,
    next: [{ to: 'chosen' }],
  },
  chosen: {
    type: 'act',
    effect: 'new-letter',
    next: [{ when: 'letter-uncounted', to: 'today' }, { when: 'rules-old', to: 'today' }, { to: 'names' }],
  },
  names: {
    type: 'ask',
    say: [{ show: 'sign' }, 'dates:names'],
    choices: [
      { id: 'yes', label: 'frame:button.yes' },
      { id: 'no', label: 'frame:button.no' },
      { id: 'not-sure', label: 'dates:not-sure' },
    ],
    seen: ['letter'],
    prompt: true,
    next: [{ on: 'yes', to: 'named' }, { to: 'regime' }],
  },
  named: { type: 'act', effect: 'day-named', next: [{ to: 'day/type' }] },
  regime: {
    type: 'act',
    effect: 'none',
    next: [{ when: 'rules-new', to: 'printed' }, { to: 'lodged' }],
  },
  lodged: {
    type: 'ask',
    say: [{ show: 'sign' }, 'where:lodged'],
    choices: [{ from: 'lodged' }, { id: '@back', label: 'frame:button.back' }],
    keep: 'lodged',
    prompt: true,
    next: [{ to: 'lodged-said' }],
  },
  'lodged-said': {
    type: 'act',
    effect: 'set-own-lodged',
    next: [{ when: 'rules-old', to: 'uncounted' }, { to: 'printed' }],
  },
  uncounted: {
    type: 'act',
    effect: 'count-nothing',
    next: [{ when: 'has-date', to: 'result' }, { to: 'today' }],
  },
  printed: { type: 'act', effect: 'day-printed', next: [{ to: 'day/type' }] },
  given: {
    type: 'ask',
    say: ['dates:given'],
    choices: [
      { id: 'today', label: 'dates:today' },
      { id: 'yesterday', label: 'dates:yesterday' },
      { id: 'other', label: 'dates:other-day' },
    ],
    seen: ['letter', 'printed'],
    prompt: true,
    next: [
      { on: 'today', to: 'given-today' },
      { on: 'yesterday', to: 'given-yesterday' },
      { to: 'given-other' },
    ],
  },
  'given-today': { type: 'act', effect: 'given-today', next: [{ to: 'count' }] },
  'given-yesterday': { type: 'act', effect: 'given-yesterday', next: [{ to: 'count' }] },
  'given-other': { type: 'act', effect: 'day-given', next: [{ to: 'day/type' }] },
  'not-found': {
    type: 'act',
    effect: 'count-nothing',
    next: [{ when: 'has-date', to: 'result' }, { to: 'running' }],
  },
  running: {
    type: 'ask',
    say: ['dates:running', 'letter:steps', 'letter:no-lawyer'],
    choices: [
      { id: '@person', label: 'frame:menu.person' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    next: [],
  },
  count: { type: 'act', effect: 'none', next: [{ when: 'has-date', to: 'result' }, { to: 'today' }] },
  result: {
    type: 'ask',
    say: [{ show: 'deadline' }],
    choices: [
      { id: 'save', label: 'dates:save', when: 'may-save' },
      { id: 'how', label: 'dates:how', when: 'has-count' },
      { id: 'lawyer', label: 'dates:lawyer-other' },
      { id: '@person', label: 'frame:menu.person' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['letter', 'named', 'lawyer', 'printed', 'given'],
    next: [{ on: 'save', to: 'save' }, { on: 'how', to: 'how' }, { to: 'lawyer' }],
  },
  how: {
    type: 'ask',
    say: [{ show: 'how-counted' }],
    choices: [
      { id: 'result', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['letter', 'named', 'lawyer', 'printed', 'given'],
    next: [{ to: 'result' }],
  },
  lawyer: { type: 'act', effect: 'day-lawyer', next: [{ to: 'day/type' }] },
  save: { type: 'act', effect: 'save-date', next: [{ to: 'saved' }] },
  saved: { type: 'say', say: [{ show: 'date-saved' }], next: [{ to: 'dates/list' }] },
  today: {
    type: 'ask',
    say: ['letter:today', 'letter:steps', 'letter:no-lawyer'],
    choices: [
      { id: '@person', label: 'frame:menu.person' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    guarded: 'safety',
    next: [],
  },
})
