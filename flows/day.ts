import { defineFlow } from '../bot/flow.ts'

/** A typed day: understood, confirmed with its weekday, taken to where it was asked for. */
export const day = defineFlow('day', {
  type: {
    type: 'ask',
    say: [{ show: 'ask-day' }],
    choices: [
      { id: 'unknown', label: 'dates:cannot-find', when: 'day-is-printed' },
      { id: '@back', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['day-for'],
    exact: true,
    typed: 'read-day',
    prompt: true,
    next: [
      { on: 'unknown', to: 'letter/not-found' },
      { when: 'one-day', to: 'sure' },
      { when: 'more-days', to: 'which' },
      { to: 'unread' },
    ],
  },
  /** A day that was typed where another question stood, or in place of the one to confirm. */
  read: {
    type: 'act',
    effect: 'read-day',
    next: [{ when: 'one-day', to: 'sure' }, { when: 'more-days', to: 'which' }, { to: 'unread' }],
  },
  unread: { type: 'say', say: [{ show: 'day-unread' }], next: [{ to: 'type' }] },
  which: {
    type: 'ask',
    say: ['dates:which-day'],
    choices: [{ from: 'days' }, { id: 'none', label: 'dates:no-day' }],
    seen: ['day-for', 'days'],
    exact: true,
    keep: 'day',
    prompt: true,
    next: [{ on: '@day', to: 'read' }, { on: 'none', to: 'type' }, { to: 'chosen' }],
  },
  chosen: { type: 'act', effect: 'choose-day', next: [{ to: 'sure' }] },
  sure: {
    type: 'ask',
    say: [{ show: 'day-sure' }],
    choices: [
      { id: 'right', label: 'dates:right' },
      { id: 'wrong', label: 'dates:wrong' },
    ],
    seen: ['day-for', 'days'],
    prompt: true,
    next: [{ on: '@day', to: 'read' }, { on: 'wrong', to: 'type' }, { to: 'taken' }],
  },
  taken: {
    type: 'act',
    effect: 'take-day',
    next: [
      { when: 'day-is-named', to: 'letter/regime' },
      { when: 'day-is-printed', to: 'letter/given' },
      { when: 'day-is-given', to: 'letter/count' },
      { to: 'letter/result' },
    ],
  },
})
