import { listOpen } from './checklist.ts'
import type { Passed } from './conversation.ts'
import { hasDirectory, needHides } from './directory.ts'
import { currentPerson, type Draft } from './draft.ts'
import { lacksTemplate, mustAskTell, mustAskWrite } from './follow.ts'
import { countedOf, hasDateTexts, isUnderOld, letterOf, shownOf } from './letter.ts'
import { isLodgedUnread } from './lodged.ts'
import { permitOf, permitOfLetter } from './permit.ts'
import { hasOneStage, isTopicPhase, isUnsure } from './phase.ts'
import { freeSigns } from './sign.ts'
import { mayTellNext } from './stage.ts'
import { type DayPurpose, daysRead, purposeOf } from './typed-date.ts'
import { wantAsked } from './want.ts'

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

const ours = (says: string, test: Rule['test']): Rule => ({ says, ...house, test })
const isWant = (draft: Draft): boolean => wantAsked(draft) !== null

/** How the first question was understood. */
const asked = (kind: string, says: string): Rule => ({
  says: `The first message ${says} (P2).`,
  ...house,
  test: ({ conversation }) => conversation.slots.asked === kind,
})
const askedRules = {
  'asked-topic': asked('topic', 'surely asked about one topic'),
  'asked-choice': asked('choice', 'may have asked about several topics'),
  'asked-want': ours('The first message asked for no topic, but for a place of this chat (P2).', isWant),
}

/** For what a typed day was asked. */
const dayFor = (purpose: DayPurpose, says: string): Rule => ({
  says: `The day asked for is ${says}.`,
  ...house,
  test: (draft) => purposeOf(draft) === purpose,
})

/** Named, dated, sourced predicates: routing in flows asks these and nothing else. */
export const rules = define({
  'has-kept': {
    says: 'The first message already asked something, at most 24 hours ago (P2).',
    ...house,
    test: ({ conversation, world }) =>
      conversation.kept !== null && world.now.epochMilliseconds - Date.parse(conversation.kept.at) <= keptMs,
  },
  ...askedRules,
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
    test: isUnderOld,
  },
  'lodged-unread': ours(
    'The typed day does not tell surely whether it was before 12 June 2026.',
    isLodgedUnread,
  ),
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
  'may-tell-next': {
    says: 'No grave stage: what comes next may follow in the turn in which it was chosen (P12).',
    ...house,
    test: mayTellNext,
  },
  'one-stage': {
    says: 'The phase that was chosen has one stage only.',
    ...house,
    test: hasOneStage,
  },
  'topic-phase': ours(
    'The phase that was chosen has a topic in place of stages: under the old rules alone.',
    isTopicPhase,
  ),
  'not-sure': ours('Whether it was signed before 12 June 2026 is not sure (P19).', isUnsure),
  'lacks-date-texts': {
    says: 'Texts on dates are not in this language: the letter goes to the lawyer today (P9).',
    ...house,
    test: (draft) => !hasDateTexts(draft),
  },
  'letter-uncounted': {
    says: 'An unknown letter, or one whose heading does not tell the term: no date is calculated (P20).',
    ...house,
    test: (draft) => (letterOf(draft)?.rule ?? null) === null,
  },
  'has-date': {
    says: 'The letter or the lawyer names a last day, or one can be counted.',
    ...house,
    test: (draft) => shownOf(draft) !== null,
  },
  'has-count': {
    says: 'A last day was counted.',
    ...house,
    test: (draft) => countedOf(draft) !== null,
  },
  'may-save': {
    says: 'The day that is shown has not passed.',
    ...house,
    test: (draft) => shownOf(draft)?.passed === false && currentPerson(draft) !== null,
  },
  'one-day': {
    says: 'The typed day can mean one day only.',
    ...house,
    test: (draft) => daysRead(draft).length === 1,
  },
  'more-days': {
    says: 'The typed day can mean several days.',
    ...house,
    test: (draft) => daysRead(draft).length > 1,
  },
  'day-is-named': dayFor('named', 'the last day that the letter names'),
  'day-is-printed': dayFor('printed', 'the one printed on the letter'),
  'day-is-given': dayFor('given', 'the one on which the letter was given'),
  'need-hides': ours('It is about violence or trafficking: [Hide] stands under it (P15).', needHides),
  'has-directory': ours('Who can help is told in this language.', hasDirectory),
  'may-open-list': ours(
    'A list of papers was named that this Person may open.',
    (draft) => listOpen(draft) !== null,
  ),
  'chose-permit': {
    says: 'The stage that was chosen is that of a permit: A or B, and family abroad, are asked first (P22).',
    ...house,
    test: (draft) => currentPerson(draft)?.stage === 'permit',
  },
  'permit-letter': {
    says: 'The letter that was chosen grants a permit, A or B.',
    ...house,
    test: (draft) => permitOfLetter(draft) !== null,
  },
  'permit-a': {
    says: 'The permit is A: refugee status.',
    source: 'Vreemdelingenwet 2000, art. 29',
    asOf: '2026-09-01',
    test: (draft) => permitOf(draft) === 'a',
  },
  'family-abroad': {
    says: 'There is family abroad.',
    ...house,
    test: (draft) => draft.conversation.slots.abroad === 'yes',
  },
  'permit-a-no-family': {
    says: 'Permit A, and no family abroad. Whoever would rather not say sees the day all the same.',
    ...house,
    test: (draft) => permitOf(draft) === 'a' && draft.conversation.slots.abroad === 'no',
  },
  'then-housing': {
    says: 'The day that was saved is that of a permit: the home comes next (P22).',
    ...house,
    test: (draft) => draft.conversation.slots['after-date'] === 'housing',
  },
  'must-ask-write': {
    says: 'WhatsApp closes its window: whether a template may be sent was not asked yet (P13).',
    ...house,
    test: mustAskWrite,
  },
  'must-ask-tell': {
    says: 'Whether a missed reminder may become a task for a person was not asked yet (P13).',
    ...house,
    test: mustAskTell,
  },
  'lacks-template': {
    says: 'WhatsApp has no templates in this language: a second one is chosen (P13).',
    ...house,
    test: lacksTemplate,
  },
  'from-follow-list': {
    says: 'The question was opened from the list of what is allowed, not by saving a date.',
    ...house,
    test: (draft) => draft.conversation.slots.follow === 'list',
  },
  'word-refused': {
    says: 'The own word was too short, or is a command.',
    ...house,
    test: (draft) => draft.conversation.slots.word === 'refused',
  },
})
export type RuleName = keyof typeof rules

export const holds = (rule: RuleName, draft: Draft): boolean => rules[rule].test(draft)
