import type { Passed } from './conversation.ts'
import { currentPerson, type Draft } from './draft.ts'
import { freeSigns } from './sign.ts'

interface Rule {
  /** In plain words, for editors and lawyers. */
  readonly says: string
  readonly source: string
  readonly asOf: string
  readonly test: (draft: Draft) => boolean
}

const lastPassed = ({ conversation }: Draft): Passed | undefined =>
  conversation.trail.findLast(({ flow }) => flow !== 'language')

const define = <const T extends Readonly<Record<string, Rule>>>(rules: T): T => rules
const keptMs = 24 * 60 * 60 * 1000
const house = { source: 'PEOPLE.md', asOf: '2026-11-22' }

/** Named, dated, sourced predicates: routing in flows asks these and nothing else. */
export const rules = define({
  'has-kept': {
    says: 'The first message already asked something, at most 24 hours ago (P2).',
    ...house,
    test: ({ conversation, world }) =>
      conversation.kept !== null && world.now.epochMilliseconds - Date.parse(conversation.kept.at) <= keptMs,
  },
  remembers: {
    says: 'The person said that stage and dates may be remembered.',
    ...house,
    test: (draft) => draft.contact.remember === 'yes',
  },
  forgets: {
    says: 'Nothing is remembered beyond 24 hours.',
    ...house,
    test: (draft) => draft.contact.remember !== 'yes',
  },
  'has-person': {
    says: 'It was said who this is for.',
    ...house,
    test: (draft) => currentPerson(draft) !== null,
  },
  'must-say-whose': {
    says: 'The Contact speaks for more than one Person, or only for someone else (P5).',
    ...house,
    test: (draft) => draft.persons.length > 1 || draft.persons.some((person) => person.label !== 'me'),
  },
  'is-child-alone': {
    says: 'Under 18 and here without parents (P4).',
    source: 'Regulation (EU) 2024/1348, art. 23',
    asOf: '2026-02-27',
    test: (draft) => currentPerson(draft)?.alone === 'yes',
  },
  'not-child-alone': {
    says: 'Nothing on return is shown to a child alone (P4).',
    ...house,
    test: (draft) => currentPerson(draft)?.alone !== 'yes',
  },
  'rules-new': {
    says: 'Lodged on or after 12 June 2026, or not yet: the new rules hold (P19).',
    source: 'Regulation (EU) 2024/1348, art. 79(3)',
    asOf: '2026-02-27',
    test: (draft) => ['after', 'not-yet'].includes(currentPerson(draft)?.lodged ?? ''),
  },
  'rules-old': {
    says: 'Lodged before 12 June 2026, or not sure: the old rules may hold (P19).',
    source: 'Regulation (EU) 2024/1348, art. 79(3)',
    asOf: '2026-02-27',
    test: (draft) => ['before', 'not-sure'].includes(currentPerson(draft)?.lodged ?? ''),
  },
  'said-alone': {
    says: 'The question of P4 was answered for this Person.',
    ...house,
    test: (draft) => currentPerson(draft)?.alone != null,
  },
  'has-free-sign': {
    says: 'A sign is left for one more Person.',
    ...house,
    test: (draft) => freeSigns(draft).length > 0,
  },
  'has-way-back': {
    says: 'The picker was opened from some place: it is kept, be it help, a letter, or the screen of P1.',
    ...house,
    test: (draft) => (lastPassed(draft)?.step ?? 'begin') !== 'begin',
  },
  'has-stage': {
    says: 'A stage was chosen for this Person.',
    ...house,
    test: (draft) => currentPerson(draft)?.stage != null,
  },
  'one-stage': {
    says: 'The phase that was chosen has one stage only.',
    ...house,
    test: (draft) =>
      draft.world.catalog.phases.find(({ id }) => id === draft.conversation.slots.phase)?.stages.length === 1,
  },
  'word-refused': {
    says: 'The own word was too short, or is a command.',
    ...house,
    test: (draft) => draft.conversation.slots.word === 'refused',
  },
})
export type RuleName = keyof typeof rules

export const holds = (rule: RuleName, draft: Draft): boolean => rules[rule].test(draft)
