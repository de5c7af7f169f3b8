import { defineFlow } from '../bot/flow.ts'

/** Through what is ahead, page by page: process and rights; no story is asked for, and none that is typed is kept (P18). */
export const walk = defineFlow(
  'walk',
  {
    begin: { type: 'act', effect: 'begin-walk', next: [{ to: 'page' }] },
    page: {
      type: 'ask',
      say: [{ show: 'section' }],
      choices: [
        { from: 'walk' },
        { id: 'source', label: 'frame:button.source' },
        { id: '@person', label: 'frame:menu.person' },
        { id: '@back', label: 'frame:button.back' },
        { id: '@menu', label: 'frame:button.menu' },
      ],
      seen: ['stage', 'section'],
      isPrivate: true,
      next: [{ on: 'source', to: 'source' }, { on: 'list', to: 'documents/of-stage' }, { to: 'on' }],
    },
    on: { type: 'act', effect: 'walk-on', next: [{ to: 'page' }] },
    source: {
      type: 'ask',
      say: [{ show: 'source' }],
      seen: ['stage', 'section'],
      choices: [
        { id: 'page', label: 'frame:button.back' },
        { id: '@menu', label: 'frame:button.menu' },
      ],
      isPrivate: true,
      next: [{ to: 'page' }],
    },
  },
  { closed: { when: 'is-child-alone', to: 'child/open' } },
)
