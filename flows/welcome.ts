import { defineFlow } from '../bot/flow.ts'

const mayRemember = {
  choices: [
    { id: 'yes', label: 'consent:yes' },
    { id: 'no', label: 'consent:no' },
    { id: 'more', label: 'consent:more' },
  ],
  guarded: 'consent',
  next: [{ on: 'yes', to: 'yes' }, { on: 'no', to: 'no' }, { to: 'more' }],
} as const

/** The one screen of P1, after the language. Both answers lead to the first screen. */
export const welcome = defineFlow('welcome', {
  begin: { type: 'act', effect: 'none', next: [{ to: 'language/pick' }] },
  intro: {
    type: 'ask',
    say: [{ show: 'test' }, { show: 'intro' }, { show: 'serious-danger' }, { show: 'remember' }],
    ...mayRemember,
  },
  again: {
    type: 'ask',
    say: [{ show: 'remember' }],
    ...mayRemember,
  },
  more: {
    type: 'ask',
    say: [{ show: 'about-remember' }],
    choices: [
      { id: 'yes', label: 'consent:yes' },
      { id: 'no', label: 'consent:no' },
    ],
    guarded: 'consent',
    next: [{ on: 'yes', to: 'yes' }, { to: 'no' }],
  },
  yes: { type: 'act', effect: 'remember-yes', next: [{ to: 'done' }] },
  no: { type: 'act', effect: 'remember-no', next: [{ to: 'done' }] },
  done: { type: 'act', effect: 'none', next: [{ when: 'has-kept', to: 'kept' }, { to: '@home' }] },
  kept: {
    type: 'act',
    effect: 'answer-kept',
    next: [
      { when: 'asked-topic', to: 'topic/page' },
      { when: 'asked-choice', to: 'topic/which' },
      { when: 'asked-want', to: '@want' },
      { to: '@home' },
    ],
  },
})
