import { defineFlow } from '../bot/flow.ts'

/** Help now works by taps (P3), before language and consent too, and from a friend's phone. */
export const help = defineFlow('help', {
  ask: {
    type: 'ask',
    say: [{ show: 'help-ask' }],
    choices: [
      { id: 'ill', label: 'safety:choice.ill' },
      { id: 'violence', label: 'safety:choice.violence' },
      { id: 'suicide', label: 'safety:choice.suicide' },
      { id: 'arrest', label: 'safety:choice.arrest' },
      { id: 'bed', label: 'safety:choice.bed' },
      { id: 'child', label: 'safety:choice.child' },
      { id: 'who-helps', label: 'directory:title', when: 'has-directory' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    keep: 'risk',
    guarded: 'safety',
    next: [{ on: 'who-helps', to: 'directory/needs' }, { to: 'risk' }],
  },
  risk: {
    type: 'ask',
    say: [{ show: 'risk' }],
    seen: ['risk'],
    choices: [{ from: 'risk' }],
    guarded: 'safety',
    danger: true,
    next: [],
  },
})
