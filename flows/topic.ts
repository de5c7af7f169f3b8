import { defineFlow } from '../bot/flow.ts'

/** Reviewed answers: by the menu, or found by a question in people's own words. */
export const topic = defineFlow('topic', {
  daily: { type: 'act', effect: 'row-daily', next: [{ to: 'groups' }] },
  rights: { type: 'act', effect: 'row-rights', next: [{ to: 'groups' }] },
  groups: {
    type: 'ask',
    say: ['topic:groups'],
    choices: [
      { from: 'topic-groups' },
      { id: 'papers', label: 'documents:mine' },
      { id: 'who-helps', label: 'directory:title' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['row'],
    keep: 'group',
    prompt: true,
    next: [
      { on: 'papers', to: 'documents/begin' },
      { on: 'who-helps', to: 'directory/needs' },
      { to: 'list' },
    ],
  },
  list: {
    type: 'ask',
    say: ['topic:list'],
    choices: [
      { from: 'topics' },
      { id: '@back', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['row', 'group'],
    keep: 'page',
    prompt: true,
    next: [{ to: 'read' }],
  },
  options: {
    type: 'ask',
    say: ['topic:options'],
    choices: [
      { id: 'stay', label: 'topic:route.stay' },
      { id: 'not-sure', label: 'topic:route.not-sure' },
      { id: 'return', label: 'topic:route.return', when: 'not-child-alone' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    keep: 'route',
    prompt: true,
    next: [{ to: 'route' }],
  },
  route: {
    type: 'ask',
    say: ['topic:list'],
    choices: [
      { from: 'options' },
      { id: '@back', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['route'],
    keep: 'page',
    prompt: true,
    next: [{ to: 'read' }],
  },
  which: {
    type: 'ask',
    say: ['topic:which'],
    choices: [
      { from: 'found' },
      { id: '@person', label: 'frame:menu.person' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    seen: ['found'],
    keep: 'page',
    prompt: true,
    next: [{ to: 'read' }],
  },
  read: { type: 'act', effect: 'read-topic', next: [{ to: 'page' }] },
  page: {
    type: 'ask',
    say: [{ show: 'section' }],
    choices: [{ from: 'topic-page' }],
    seen: ['stage', 'section'],
    keep: 'page',
    next: [
      { on: 'source', to: 'source' },
      { on: 'person', to: 'person/task' },
      { on: 'who-helps', to: 'directory/of-topic' },
      { on: 'walk', to: 'walk/begin' },
      { to: 'read' },
    ],
  },
  source: {
    type: 'ask',
    say: [{ show: 'source' }],
    seen: ['stage', 'section'],
    choices: [
      { id: 'text', label: 'frame:button.back' },
      { id: '@menu', label: 'frame:button.menu' },
    ],
    keep: 'page',
    next: [{ to: 'read' }],
  },
})
