import { defineFlow } from '../bot/flow.ts'

/** A person: the operator's contact and staffed hours. Nothing is passed on but where a task says so. */
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
  /** Opened by the tap on a grave stage, or on a page about going back, alone (P12). */
  task: { type: 'act', effect: 'open-task', next: [{ to: 'noted' }] },
  noted: {
    type: 'ask',
    say: [{ show: 'noted' }],
    choices: [
      { id: '@help', label: 'frame:menu.help' },
      { id: '@back', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    guarded: 'contact',
    next: [],
  },
})
