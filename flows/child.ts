import { defineFlow } from '../bot/flow.ts'

/** The short route of a child alone (P4): no adult flow, nothing on return. */
export const child = defineFlow('child', {
  open: { type: 'act', effect: 'read-child', next: [{ to: 'page' }] },
  page: {
    type: 'ask',
    say: [{ show: 'section' }],
    choices: [{ from: 'sections' }],
    seen: ['stage', 'section'],
    keep: 'page',
    next: [{ on: 'source', to: 'source' }, { on: 'wrong', to: 'wrong' }, { to: 'read' }],
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
  /** What may be wrong here is the answer that led here. */
  wrong: { type: 'act', effect: 'dispute', next: [{ to: 'where/alone' }] },
})
