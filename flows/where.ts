import { defineFlow } from '../bot/flow.ts'

/** Where am I: who it is for (P5), a child alone (P4), lodged when (P19), which stage. */
export const where = defineFlow('where', {
  begin: {
    type: 'act',
    effect: 'none',
    next: [{ when: 'has-many-persons', to: 'whose' }, { when: 'has-person', to: 'known' }, { to: 'who' }],
  },
  known: {
    type: 'act',
    effect: 'none',
    next: [{ when: 'is-child-alone', to: 'child/open' }, { when: 'has-stage', to: 'again' }, { to: 'alone' }],
  },
  whose: {
    type: 'ask',
    say: ['where:who'],
    choices: [{ from: 'persons' }, { id: 'other', label: 'where:who-other' }],
    keep: 'whose',
    prompt: true,
    next: [{ on: 'other', to: 'label' }, { to: 'whose-chosen' }],
  },
  'whose-chosen': { type: 'act', effect: 'person-chosen', next: [{ to: 'known' }] },
  who: {
    type: 'ask',
    say: ['where:who'],
    choices: [
      { id: 'me', label: 'where:who-me' },
      { id: 'other', label: 'where:who-other' },
    ],
    prompt: true,
    next: [{ on: 'me', to: 'me' }, { to: 'label' }],
  },
  me: { type: 'act', effect: 'person-me', next: [{ to: 'known' }] },
  label: {
    type: 'ask',
    say: ['where:label'],
    choices: [{ from: 'labels' }],
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
    next: [{ when: 'is-child-alone', to: 'child/open' }, { to: 'lodged' }],
  },
  lodged: {
    type: 'ask',
    say: ['where:lodged'],
    choices: [{ from: 'lodged' }],
    keep: 'lodged',
    prompt: true,
    next: [{ to: 'lodged-said' }],
  },
  'lodged-said': {
    type: 'act',
    effect: 'set-lodged',
    next: [{ when: 'rules-new', to: 'phase' }, { to: 'old' }],
  },
  old: {
    type: 'ask',
    say: ['where:old-rules'],
    choices: [
      { id: '@person', label: 'frame:menu.person' },
      { id: '@back', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    next: [{ to: '@stay' }],
  },
  phase: {
    type: 'ask',
    say: ['where:phase'],
    choices: [{ from: 'phases' }, { id: '@menu', label: 'frame:button.menu' }],
    keep: 'phase',
    prompt: true,
    next: [{ to: 'phase-said' }],
  },
  'phase-said': {
    type: 'act',
    effect: 'phase-stage',
    next: [{ when: 'one-stage', to: 'stage-said' }, { to: 'stage' }],
  },
  stage: {
    type: 'ask',
    say: ['where:stage'],
    choices: [{ from: 'stages' }, { id: '@back', label: 'frame:button.back' }],
    keep: 'stage',
    prompt: true,
    next: [{ to: 'stage-said' }],
  },
  'stage-said': { type: 'act', effect: 'set-stage', next: [{ to: 'stage/page' }] },
  again: {
    type: 'ask',
    say: [{ show: 'again' }],
    choices: [
      { id: 'same', label: 'where:again-same' },
      { id: 'change', label: 'where:again-change' },
      { id: 'other', label: 'where:who-other' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    prompt: true,
    next: [{ on: 'same', to: 'same' }, { on: 'change', to: 'phase' }, { to: 'label' }],
  },
  same: { type: 'act', effect: 'read-own', next: [{ to: 'stage/page' }] },
})
