import { defineFlow } from '../bot/flow.ts'

/** What may be done unasked (P13, P14): asked once when a date is saved, and changed under My data. */
export const follow = defineFlow('follow', {
  saved: { type: 'act', effect: 'follow-saved', next: [{ to: 'begin' }] },
  begin: {
    type: 'act',
    effect: 'none',
    next: [{ when: 'must-ask-write', to: 'write' }, { to: 'begin-tell' }],
  },
  write: {
    type: 'ask',
    say: ['consent:may-write'],
    choices: [
      { id: 'yes', label: 'consent:may-write-yes' },
      { id: 'no', label: 'frame:button.no' },
    ],
    guarded: 'consent',
    prompt: true,
    next: [{ on: '@stop', to: 'write-stopped' }, { on: 'yes', to: 'write-yes' }, { to: 'write-no' }],
  },
  /** *Stop* says no to this question and to those that would follow. */
  'write-stopped': { type: 'act', effect: 'may-not-write', next: [{ to: 'done' }] },
  'write-yes': {
    type: 'act',
    effect: 'may-write',
    next: [{ when: 'lacks-template', to: 'second' }, { to: 'begin-tell' }],
  },
  'write-no': { type: 'act', effect: 'may-not-write', next: [{ to: 'begin-tell' }] },
  second: {
    type: 'ask',
    say: ['consent:second-language'],
    choices: [{ from: 'template-locales' }, { id: 'none', label: 'frame:button.cancel' }],
    keep: 'second',
    guarded: 'consent',
    prompt: true,
    next: [{ on: '@stop', to: 'write-stopped' }, { on: 'none', to: 'write-no' }, { to: 'second-said' }],
  },
  'second-said': { type: 'act', effect: 'template-locale', next: [{ to: 'begin-tell' }] },
  'begin-tell': {
    type: 'act',
    effect: 'none',
    next: [{ when: 'must-ask-tell', to: 'tell' }, { to: 'done' }],
  },
  tell: {
    type: 'ask',
    say: [{ show: 'may-tell' }],
    choices: [
      { id: 'yes', label: 'frame:button.yes' },
      { id: 'no', label: 'frame:button.no' },
    ],
    guarded: 'consent',
    prompt: true,
    next: [{ on: '@stop', to: 'tell-no' }, { on: 'yes', to: 'tell-yes' }, { to: 'tell-no' }],
  },
  'tell-yes': { type: 'act', effect: 'may-tell', next: [{ to: 'done' }] },
  'tell-no': { type: 'act', effect: 'may-not-tell', next: [{ to: 'done' }] },
  done: {
    type: 'act',
    effect: 'none',
    next: [
      { when: 'from-follow-list', to: 'list' },
      { when: 'then-housing', to: 'permit/after' },
      { to: 'dates/list' },
    ],
  },
  open: { type: 'act', effect: 'follow-list', next: [{ to: 'list' }] },
  list: {
    type: 'ask',
    say: ['consent:follow', 'consent:follow-news'],
    choices: [
      { from: 'follow' },
      { id: 'data', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    guarded: 'consent',
    next: [
      { on: 'write-on', to: 'write-yes' },
      { on: 'write-off', to: 'write-no' },
      { on: 'tell-on', to: 'tell' },
      { on: 'tell-off', to: 'tell-no' },
      { on: 'news-on', to: 'news-yes' },
      { on: 'news-off', to: 'news-no' },
      { to: 'data/again' },
    ],
  },
  'news-yes': { type: 'act', effect: 'news-on', next: [{ to: 'done' }] },
  'news-no': { type: 'act', effect: 'news-off', next: [{ to: 'done' }] },
})
