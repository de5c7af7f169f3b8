import { defineFlow } from '../bot/flow.ts'

const offered = {
  choices: [
    { id: 'kept', label: 'data:choice.kept' },
    { id: 'copy', label: 'data:choice.copy' },
    { id: '@hide', label: 'frame:button.hide' },
    { id: 'word', label: 'data:choice.word' },
    { id: 'follow', label: 'data:choice.follow' },
    { id: 'remember', label: 'data:choice.remember', when: 'forgets' },
    { id: 'forget', label: 'data:choice.forget', when: 'remembers' },
    { id: 'delete', label: 'data:choice.delete' },
    { id: '@menu', label: 'frame:button.menu' },
  ],
  guarded: 'consent',
  next: [
    { on: 'kept', to: 'kept' },
    { on: 'copy', to: 'copy' },
    { on: 'word', to: 'word' },
    { on: 'follow', to: 'follow/open' },
    { on: 'remember', to: 'remember' },
    { on: 'forget', to: 'forget' },
    { to: 'delete' },
  ],
} as const

/** My data: what is kept, a copy, delete, the own word, hide. */
export const data = defineFlow('data', {
  list: {
    type: 'ask',
    say: ['data:about', 'hide:about', 'hide:no-reminders', { show: 'clear-chat' }],
    ...offered,
  },
  /** After a change: what changed stands above, and what is known is not said again. */
  again: { type: 'ask', say: ['data:about', 'hide:no-reminders'], ...offered },
  kept: {
    type: 'ask',
    say: [{ show: 'kept' }],
    choices: [
      { id: 'again', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    guarded: 'consent',
    next: [{ to: 'again' }],
  },
  copy: {
    type: 'ask',
    say: ['data:copy-warning'],
    choices: [
      { id: 'yes', label: 'frame:button.yes' },
      { id: 'again', label: 'frame:button.back' },
    ],
    guarded: 'consent',
    prompt: true,
    next: [{ on: 'again', to: 'again' }, { to: 'copied' }],
  },
  copied: {
    type: 'ask',
    say: [{ show: 'copy' }, 'hide:no-reminders'],
    choices: [
      { id: '@hide', label: 'frame:button.hide' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    guarded: 'consent',
    next: [],
  },
  word: {
    type: 'ask',
    say: ['data:word-ask'],
    choices: [{ id: 'cancel', label: 'frame:button.cancel' }],
    typed: 'set-word',
    guarded: 'hide',
    prompt: true,
    next: [{ on: 'cancel', to: 'again' }, { when: 'word-refused', to: 'word-refused' }, { to: 'word-kept' }],
  },
  'word-refused': {
    type: 'ask',
    say: ['data:word-short'],
    choices: [{ id: 'cancel', label: 'frame:button.cancel' }],
    typed: 'set-word',
    guarded: 'hide',
    prompt: true,
    next: [{ on: 'cancel', to: 'again' }, { when: 'word-refused', to: 'word-refused' }, { to: 'word-kept' }],
  },
  'word-kept': { type: 'say', say: [{ show: 'word-kept' }], next: [{ to: 'again' }] },
  remember: { type: 'act', effect: 'remember-yes', next: [{ to: 'remembered' }] },
  remembered: { type: 'say', say: [{ show: 'remember-on' }], next: [{ to: 'again' }] },
  forget: { type: 'act', effect: 'remember-no', next: [{ to: 'forgotten' }] },
  forgotten: { type: 'say', say: ['data:remember-off'], next: [{ to: 'again' }] },
  delete: { type: 'act', effect: 'make-code', next: [{ to: 'delete-sure' }] },
  'delete-sure': {
    type: 'ask',
    say: [{ show: 'delete' }],
    choices: [{ from: 'code' }, { id: '@back', label: 'frame:button.cancel' }],
    exact: true,
    guarded: 'consent',
    prompt: true,
    next: [{ to: 'erase' }],
  },
  erase: { type: 'act', effect: 'erase', next: [{ to: 'erased' }] },
  erased: { type: 'say', say: [], next: [] },
})
