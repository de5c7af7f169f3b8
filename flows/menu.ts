import { defineFlow } from '../bot/flow.ts'

/** The menu: of P3's rows those whose flow exists; no row leads nowhere. */
export const menu = defineFlow('menu', {
  open: { type: 'act', effect: 'reach-menu', next: [{ to: 'rows' }] },
  rows: {
    type: 'ask',
    say: ['frame:menu-text'],
    choices: [{ from: 'menu' }],
    prompt: true,
    next: [
      { on: 'letter', to: 'letter/begin' },
      { on: 'where', to: 'where/begin' },
      { on: 'dates', to: 'dates/list' },
      { on: 'daily', to: 'topic/daily' },
      { on: 'rights', to: 'topic/rights' },
      { on: 'options', to: 'topic/options' },
      { to: 'data/list' },
    ],
  },
})
