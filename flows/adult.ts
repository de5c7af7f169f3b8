import { defineFlow } from '../bot/flow.ts'

/** Asked of everybody but a child alone: lodged when (P19), which phase, which stage. */
export const adult = defineFlow(
  'adult',
  {
    lodged: {
      type: 'ask',
      say: [{ show: 'sign' }, 'where:lodged'],
      choices: [{ from: 'lodged' }, { id: '@back', label: 'frame:button.back' }],
      keep: 'lodged',
      prompt: true,
      next: [{ on: '@day', to: 'lodged-typed' }, { to: 'lodged-said' }],
    },
    'lodged-typed': {
      type: 'act',
      effect: 'lodged-typed',
      next: [{ when: 'lodged-unread', to: 'lodged-unread' }, { to: 'lodged-said' }],
    },
    'lodged-unread': { type: 'say', say: ['dates:why.unclear'], next: [{ to: 'lodged' }] },
    'lodged-said': {
      type: 'act',
      effect: 'set-lodged',
      next: [{ when: 'rules-new', to: 'phase' }, { to: 'old' }],
    },
    old: {
      type: 'ask',
      say: [{ show: 'sign' }, 'where:old-rules', { show: 'find-out' }, 'where:phase'],
      choices: [
        { from: 'phases' },
        { id: 'ways', label: 'where:ways' },
        { id: 'wrong', label: 'where:know-now', when: 'not-sure' },
        { id: 'other', label: 'where:who-other', when: 'has-free-sign' },
        { id: '@menu', label: 'frame:button.menu' },
      ],
      keep: 'phase',
      next: [
        { on: 'ways', to: 'ways' },
        { on: 'wrong', to: 'lodged' },
        { on: 'other', to: 'where/label' },
        { to: 'phase-said' },
      ],
    },
    /** Beside the stages: what holds under both regimes, and whom to ask. */
    ways: {
      type: 'ask',
      say: ['where:ways-text', 'letter:no-lawyer'],
      choices: [
        { id: 'rights', label: 'frame:menu.rights' },
        { from: 'old-topics' },
        { id: 'options', label: 'frame:menu.options' },
        { id: 'papers', label: 'documents:mine' },
        { id: 'who-helps', label: 'directory:title' },
        { id: '@person', label: 'frame:menu.person' },
        { id: 'wrong', label: 'frame:button.not-right' },
        { id: '@back', label: 'frame:button.back' },
        { id: '@menu', label: 'frame:button.menu' },
      ],
      keep: 'page',
      next: [
        { on: 'rights', to: 'topic/rights' },
        { on: 'options', to: 'topic/options' },
        { on: 'papers', to: 'documents/begin' },
        { on: 'who-helps', to: 'directory/needs' },
        { on: 'wrong', to: 'lodged' },
        { to: 'topic/read' },
      ],
    },
    phases: { type: 'act', effect: 'none', next: [{ when: 'rules-old', to: 'old' }, { to: 'phase' }] },
    phase: {
      type: 'ask',
      say: [{ show: 'sign' }, 'where:phase'],
      choices: [
        { from: 'phases' },
        { id: 'other', label: 'where:who-other', when: 'has-free-sign' },
        { id: '@menu', label: 'frame:button.menu' },
      ],
      keep: 'phase',
      prompt: true,
      next: [{ on: 'other', to: 'where/label' }, { to: 'phase-said' }],
    },
    'phase-said': {
      type: 'act',
      effect: 'phase-stage',
      next: [
        { when: 'topic-phase', to: 'topic/page' },
        { when: 'one-stage', to: 'stage-said' },
        { to: 'stage' },
      ],
    },
    stage: {
      type: 'ask',
      say: [{ show: 'sign' }, 'where:stage'],
      seen: ['phase'],
      choices: [
        { from: 'stages' },
        { id: '@back', label: 'frame:button.back' },
        { id: '@menu', label: 'frame:button.menu' },
      ],
      keep: 'stage',
      prompt: true,
      next: [{ to: 'stage-said' }],
    },
    'stage-said': {
      type: 'act',
      effect: 'set-stage',
      next: [
        { when: 'chose-permit', to: 'permit/kind' },
        { when: 'may-tell-next', to: 'stage/first' },
        { to: 'stage/page' },
      ],
    },
    again: {
      type: 'ask',
      say: [{ show: 'again' }],
      choices: [
        { id: 'same', label: 'where:again-same' },
        { id: 'change', label: 'where:again-change' },
        { id: 'other', label: 'where:who-other', when: 'has-free-sign' },
        { id: '@menu', label: 'frame:button.menu' },
      ],
      prompt: true,
      next: [{ on: 'same', to: 'same' }, { on: 'change', to: 'phases' }, { to: 'where/label' }],
    },
    same: { type: 'act', effect: 'read-own', next: [{ to: 'stage/page' }] },
  },
  { closed: { when: 'is-child-alone', to: 'child/open' } },
)
