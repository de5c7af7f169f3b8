import { defineFlow } from '../bot/flow.ts'

/** A person: the operator's contact and staffed hours. Nothing is passed on. */
export const person = defineFlow('person', {
  contact: {
    type: 'ask',
    say: [{ show: 'contact' }],
    choices: [
      { id: '@help', label: 'frame:menu.help' },
      { id: '@back', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    guarded: 'contact',
    next: [],
  },
})
