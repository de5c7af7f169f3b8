import { defineFlow } from '../bot/flow.ts'

/** The short route of a child alone (P4): no adult flow, nothing on return. */
export const child = defineFlow('child', {
  open: { type: 'act', effect: 'read-child', next: [{ to: 'page' }] },
  page: {
    type: 'ask',
    say: [{ show: 'section' }],
    choices: [{ from: 'sections' }, { id: 'other', label: 'where:who-other', when: 'has-free-sign' }],
    seen: ['stage', 'section'],
    keep: 'page',
    next: [
      { on: 'source', to: 'source' },
      { on: 'wrong', to: 'not-right' },
      { on: 'other', to: 'where/label' },
      { to: 'read' },
    ],
  },
  read: { type: 'act', effect: 'read', next: [{ to: 'page' }] },
  source: {
    type: 'ask',
    say: [{ show: 'source' }],
    seen: ['stage', 'section'],
    choices: [
      { id: 'page', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    next: [{ to: 'page' }],
  },
  'not-right': {
    type: 'ask',
    say: ['where:not-right'],
    choices: [
      { id: 'text', label: 'where:not-right-text' },
      { id: 'age', label: 'where:child-section.age' },
      { id: 'page', label: 'frame:button.back' },
    ],
    seen: ['stage', 'section'],
    prompt: true,
    next: [{ on: 'text', to: 'wrong' }, { on: 'age', to: 'where/alone' }, { to: 'page' }],
  },
  wrong: { type: 'act', effect: 'dispute', next: [{ to: 'disputed' }] },
  disputed: {
    type: 'ask',
    say: ['where:not-right-thanks'],
    choices: [
      { id: '@person', label: 'frame:menu.person' },
      { id: 'page', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['stage', 'section'],
    next: [{ to: 'page' }],
  },
})
