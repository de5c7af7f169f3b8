import { defineFlow } from '../bot/flow.ts'

/** My dates: what was saved, one by one, and taken away again. */
export const dates = defineFlow('dates', {
  list: {
    type: 'ask',
    say: [{ show: 'my-dates' }],
    choices: [
      { from: 'my-dates' },
      { id: 'letter', label: 'frame:menu.letter' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    keep: 'my-date',
    next: [{ on: 'letter', to: 'letter/begin' }, { to: 'one' }],
  },
  one: {
    type: 'ask',
    say: [{ show: 'one-date' }],
    choices: [
      { id: 'lawyer', label: 'dates:lawyer-other' },
      { id: 'remove', label: 'dates:remove' },
      { id: '@person', label: 'frame:menu.person' },
      { id: 'list', label: 'frame:button.back' },
    ],
    seen: ['my-date'],
    next: [{ on: 'lawyer', to: 'reopen' }, { on: 'remove', to: 'remove' }, { to: 'list' }],
  },
  reopen: { type: 'act', effect: 'reopen-date', next: [{ to: 'letter/lawyer' }] },
  remove: {
    type: 'ask',
    say: ['dates:remove-sure'],
    choices: [
      { id: 'yes', label: 'frame:button.yes' },
      { id: 'no', label: 'frame:button.no' },
    ],
    seen: ['my-date'],
    prompt: true,
    next: [{ on: 'yes', to: 'removed' }, { to: 'one' }],
  },
  removed: { type: 'act', effect: 'remove-date', next: [{ to: 'told' }] },
  told: { type: 'say', say: ['dates:removed'], next: [{ to: 'list' }] },
})
