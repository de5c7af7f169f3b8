import { defineFlow } from '../bot/flow.ts'

/** I got a letter: no date is calculated; today it goes to the lawyer (P20). */
export const letter = defineFlow('letter', {
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
