import { defineFlow } from '../bot/flow.ts'

/** Where am I: who it is for (P5), and whether it is a child alone (P4); the rest is asked in `adult` or `child`. */
export const where = defineFlow('where', {
  begin: {
    type: 'act',
    effect: 'none',
    next: [{ when: 'must-say-whose', to: 'whose' }, { when: 'has-person', to: 'known' }, { to: 'who' }],
  },
  known: {
    type: 'act',
    effect: 'none',
    next: [
      { when: 'is-child-alone', to: 'child/open' },
      { when: 'has-stage', to: 'adult/again' },
      { when: 'rules-old', to: 'adult/old' },
      { when: 'rules-new', to: 'adult/phase' },
      { when: 'said-alone', to: 'adult/lodged' },
      { to: 'alone' },
    ],
  },
  whose: {
    type: 'ask',
    say: ['where:who'],
    choices: [
      { from: 'persons' },
      { id: 'other', label: 'where:who-other', when: 'has-free-sign' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    keep: 'whose',
    prompt: true,
    next: [{ on: 'other', to: 'label' }, { on: 'me', to: 'me' }, { to: 'whose-chosen' }],
  },
  'whose-chosen': { type: 'act', effect: 'person-chosen', next: [{ to: 'known' }] },
  who: {
    type: 'ask',
    say: ['where:who'],
    choices: [
      { id: 'me', label: 'where:who-me' },
      { id: 'other', label: 'where:who-other' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    prompt: true,
    next: [{ on: 'me', to: 'me' }, { to: 'label' }],
  },
  me: { type: 'act', effect: 'person-me', next: [{ to: 'known' }] },
  label: {
    type: 'ask',
    say: ['where:label'],
    choices: [{ from: 'labels' }, { id: '@back', label: 'frame:button.back' }],
    keep: 'label',
    prompt: true,
    next: [{ to: 'other' }],
  },
  other: { type: 'act', effect: 'person-other', next: [{ to: 'known' }] },
  alone: {
    type: 'ask',
    say: [{ show: 'alone' }],
    choices: [
      { id: 'yes', label: 'frame:button.yes' },
      { id: 'no', label: 'frame:button.no' },
      { id: 'rather-not', label: 'frame:button.rather-not' },
    ],
    keep: 'alone',
    prompt: true,
    next: [{ to: 'alone-said' }],
  },
  'alone-said': {
    type: 'act',
    effect: 'set-alone',
    next: [{ when: 'is-child-alone', to: 'child/open' }, { to: 'adult/lodged' }],
  },
})
