import { defineFlow } from '../bot/flow.ts'

/** A stage in its sections, each with source and date; every page has [This is not right]. */
export const stage = defineFlow(
  'stage',
  {
    page: {
      type: 'ask',
      say: [{ show: 'section' }],
      choices: [{ from: 'sections' }],
      seen: ['stage', 'section'],
      keep: 'page',
      next: [
        { on: 'source', to: 'source' },
        { on: 'wrong', to: 'wrong' },
        { on: 'list', to: 'documents/of-stage' },
        { on: 'walk', to: 'walk/begin' },
        { on: 'person', to: 'person/task' },
        { to: 'read' },
      ],
    },
    /** Just chosen: the stage in one bubble, what comes next in the other (P12). */
    first: { type: 'say', say: [{ show: 'section' }], next: [{ to: 'end' }] },
    end: { type: 'act', effect: 'end-bubble', next: [{ to: 'next' }] },
    next: {
      type: 'ask',
      say: [{ show: 'next-section' }],
      choices: [{ from: 'sections' }],
      seen: ['stage', 'section'],
      keep: 'page',
      next: [
        { on: 'source', to: 'source' },
        { on: 'wrong', to: 'wrong' },
        { on: 'walk', to: 'walk/begin' },
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
    wrong: {
      type: 'ask',
      say: ['where:not-right'],
      seen: ['stage', 'section'],
      choices: [
        { id: 'stage', label: 'where:not-right-stage' },
        { id: 'text', label: 'where:not-right-text' },
        { id: '@back', label: 'frame:button.back' },
      ],
      prompt: true,
      next: [{ on: 'stage', to: 'adult/phases' }, { to: 'dispute' }],
    },
    dispute: { type: 'act', effect: 'dispute', next: [{ to: 'disputed' }] },
    disputed: {
      type: 'ask',
      say: ['where:not-right-thanks'],
      seen: ['stage', 'section'],
      choices: [
        { id: '@person', label: 'frame:menu.person' },
        { id: 'page', label: 'frame:button.back' },
        { id: '@menu', label: 'frame:button.menu' },
      ],
      next: [{ to: 'page' }],
    },
  },
  { closed: { when: 'is-child-alone', to: 'child/open' } },
)
