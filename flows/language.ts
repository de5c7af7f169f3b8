import { defineFlow } from '../bot/flow.ts'

/** The picker: always asked, never inferred; the place one came from is kept. */
export const language = defineFlow('language', {
  pick: {
    type: 'ask',
    say: [{ show: 'picker' }],
    choices: [{ from: 'locales' }],
    keep: 'locale',
    guarded: 'consent',
    prompt: true,
    next: [{ to: 'set' }],
  },
  set: {
    type: 'act',
    effect: 'set-locale',
    next: [{ when: 'has-way-back', to: '@back' }, { to: 'welcome/intro' }],
  },
})
