import { defineFlow } from '../bot/flow.ts'

/** The first screen (P3). */
export const home = defineFlow('home', {
  first: {
    type: 'ask',
    say: ['frame:first', 'frame:danger-line'],
    choices: [
      { id: 'letter', label: 'frame:menu.letter' },
      { id: '@person', label: 'frame:menu.person' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    prompt: true,
    next: [{ to: 'letter/begin' }],
  },
})
