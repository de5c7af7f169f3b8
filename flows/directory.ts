import { defineFlow } from '../bot/flow.ts'

/** Who can help, by need; from the menu, and from the topics that a need belongs to. */
export const directory = defineFlow('directory', {
  needs: {
    type: 'ask',
    say: ['directory:which', 'frame:danger-line'],
    choices: [{ from: 'needs' }, { id: '@menu', label: 'frame:button.menu' }],
    keep: 'need',
    prompt: true,
    next: [{ to: 'need' }],
  },
  'of-topic': { type: 'act', effect: 'need-of-topic', next: [{ to: 'need' }] },
  need: {
    type: 'ask',
    say: [{ show: 'need' }],
    choices: [
      { from: 'listings' },
      { id: '@hide', label: 'frame:button.hide', when: 'need-hides' },
      { id: '@back', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['need'],
    keep: 'listing',
    next: [{ to: 'listing' }],
  },
  listing: {
    type: 'ask',
    say: [{ show: 'listing' }],
    choices: [
      { id: '@hide', label: 'frame:button.hide', when: 'need-hides' },
      { id: '@back', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['need', 'listing'],
    next: [],
  },
})
