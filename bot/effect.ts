import { openStageList, tickItem, withoutList } from './checklist.ts'
import { stageEdition } from './correction.ts'
import { callsForHelp, riskIn } from './danger.ts'
import { openTopicNeed } from './directory.ts'
import {
  currentPerson,
  type Draft,
  endBubble,
  withContact,
  withConversation,
  withEvent,
  withPerson,
  withSlot,
  withText,
} from './draft.ts'
import { allow, fromList, openTask, settle } from './follow.ts'
import { hiddenText } from './kept.ts'
import { newLetter, todayOf, withoutCount } from './letter.ts'
import { readLodged } from './lodged.ts'
import { removeDate, reopenDate, saveDate } from './my-dates.ts'
import { normal, wholeNumber } from './normal.ts'
import { openPermitLetter, takePermit } from './permit.ts'
import { newPerson } from './person.ts'
import { openPhase } from './phase.ts'
import { mayRead } from './stage.ts'
import { answerKept, openTopic } from './topic.ts'
import { chooseDay, readDay, takeDay, withPurpose } from './typed-date.ts'
import { beginWalk, walkOn } from './walk.ts'

type Effect = (draft: Draft) => Draft
const define = <const T extends Readonly<Record<string, Effect>>>(effects: T): T => effects

const slot = (draft: Draft, name: string): string => draft.conversation.slots[name] ?? ''

const remember = (draft: Draft, answer: 'yes' | 'no'): Draft =>
  withEvent(withContact(draft, { remember: answer }), { type: 'contact.remembered', remember: answer })

const addPerson = (draft: Draft, label: string): Draft => {
  const known = draft.persons.find((person) => person.label === label)
  if (known) return withConversation(draft, { person: known.id })
  const person = newPerson(draft.world.fresh.person, label)
  const added = withConversation({ ...draft, persons: [...draft.persons, person] }, { person: person.id })
  return withEvent(added, { type: 'person.added' })
}

/** An own word has 4 to 40 letters; whatever else is typed is never held against one. */
const shortestWord = 4
const longestWord = 40
export const hasWordLength = (word: string): boolean =>
  [...word].length >= shortestWord && word.length <= longestWord

/** An own word that would be taken for something else when it is typed again is refused: it would open nothing. */
const wordFits = (draft: Draft, word: string): boolean => {
  const { catalog } = draft.world
  return (
    hasWordLength(word) &&
    wholeNumber(word) === null &&
    catalog.command(word) === null &&
    !catalog.locales.some(({ name, also }) => [name, ...also].some((one) => normal(one) === word)) &&
    callsForHelp(word, catalog) === null &&
    // It is typed again where no language is chosen yet, or another one.
    catalog.locales.every(({ tag }) => riskIn(word, catalog, tag) === null)
  )
}

/** What a step does besides speaking: each takes the Draft and gives the next one; the outside world sees events only. */
export const effects = define({
  none: (draft) => draft,
  'set-locale': (draft) => {
    const locale = slot(draft, 'locale')
    const chosen = withConversation(draft, { locale, fallback: null })
    return withEvent(chosen, { type: 'locale.chosen', locale })
  },
  'remember-yes': (draft) => remember(draft, 'yes'),
  'remember-no': (draft) => remember(draft, 'no'),
  'answer-kept': answerKept,
  'reach-menu': (draft) => withConversation(draft, { menuReached: true }),
  'person-me': (draft) => addPerson(draft, 'me'),
  'person-other': (draft) => addPerson(draft, slot(draft, 'label')),
  'person-chosen': (draft) => withConversation(draft, { person: slot(draft, 'whose') }),
  'set-alone': (draft) => {
    const answer = slot(draft, 'alone')
    // "Rather not say" takes nothing back: whoever said to be a child alone stays one (P4).
    if (answer === 'rather-not' && currentPerson(draft)?.alone === 'yes') return draft
    return withPerson(draft, { alone: answer === 'yes' || answer === 'no' ? answer : 'rather-not' })
  },
  'set-lodged': (draft) => {
    const answer = slot(draft, 'lodged')
    const known = answer === 'before' || answer === 'after' || answer === 'not-yet' ? answer : 'not-sure'
    return withPerson(draft, { lodged: known })
  },
  'lodged-typed': readLodged,
  'new-letter': newLetter,
  'count-nothing': withoutCount,
  'day-named': (draft) => withPurpose(draft, 'named'),
  'day-printed': (draft) => withPurpose(draft, 'printed'),
  'day-given': (draft) => withPurpose(draft, 'given'),
  'day-lawyer': (draft) => withPurpose(draft, 'lawyer'),
  'given-today': (draft) => withSlot(draft, 'given', todayOf(draft).toString()),
  'given-yesterday': (draft) => withSlot(draft, 'given', todayOf(draft).subtract({ days: 1 }).toString()),
  'read-day': readDay,
  'choose-day': chooseDay,
  'take-day': takeDay,
  'save-date': saveDate,
  'remove-date': removeDate,
  'reopen-date': reopenDate,
  'begin-walk': beginWalk,
  'walk-on': walkOn,
  'need-of-topic': openTopicNeed,
  'list-of-stage': openStageList,
  'no-list': withoutList,
  'tick-item': tickItem,
  'permit-of-letter': takePermit,
  'open-permit-letter': openPermitLetter,
  'read-permit': (draft) => withSlot(withSlot(draft, 'stage', 'permit'), 'section', 'what'),
  'read-housing': (draft) => withSlot(withSlot(draft, 'stage', 'housing_integration'), 'section', 'what'),
  'phase-stage': openPhase,
  'set-stage': (draft) => {
    const stage = slot(draft, 'stage')
    const own = withPerson(draft, { stage, stageAt: draft.world.now.toString() })
    // What is read now is no news later.
    const chosen = settle(own, { seen: stageEdition(own.persons, draft.world) })
    return withEvent(withSlot(chosen, 'section', 'what'), { type: 'stage.chosen', stage })
  },
  'read-own': (draft) =>
    withSlot(withSlot(draft, 'stage', currentPerson(draft)?.stage ?? ''), 'section', 'what'),
  'read-child': (draft) => withSlot(withSlot(draft, 'stage', 'child'), 'section', 'what'),
  /** The chosen row is a page of this stage, or another stage to read about. */
  read: (draft) => {
    const page = slot(draft, 'page')
    const isStage = slot(draft, 'stage') !== 'child' && draft.world.catalog.stage(page) !== null
    if (isStage && !mayRead(draft, page)) return draft
    return isStage
      ? withSlot(withSlot(draft, 'stage', page), 'section', 'what')
      : withSlot(draft, 'section', page)
  },
  'row-daily': (draft) => withSlot(draft, 'row', 'daily'),
  'row-rights': (draft) => withSlot(draft, 'row', 'rights'),
  /** A page of this topic, or another topic. */
  'read-topic': (draft) => {
    const page = slot(draft, 'page')
    return page === 'more' || page === 'text' ? withSlot(draft, 'section', page) : openTopic(draft, page)
  },
  'end-bubble': endBubble,
  'open-task': openTask,
  'follow-saved': (draft) => fromList(draft, 'save'),
  'follow-list': (draft) => fromList(draft, 'list'),
  'may-write': (draft) => allow(draft, { write: 'yes' }),
  'may-not-write': (draft) => settle(draft, { write: 'no' }),
  'template-locale': (draft) => allow(draft, { locale: slot(draft, 'second') }),
  'may-tell': (draft) => settle(draft, { tell: 'yes' }),
  'may-not-tell': (draft) => settle(draft, { tell: 'no' }),
  'news-on': (draft) => allow(draft, { news: true, seen: stageEdition(draft.persons, draft.world) }),
  'news-off': (draft) => settle(draft, { news: false }),
  dispute: (draft) =>
    withEvent(draft, { type: 'text.disputed', stage: slot(draft, 'stage'), section: slot(draft, 'section') }),
  'make-code': (draft) => withSlot(draft, 'code', draft.world.fresh.code),
  erase: (draft) =>
    withText(
      withEvent(draft, { type: 'contact.erased' }),
      { key: 'data:deleted', args: { count: 8, backup: draft.world.operator.backupDays } },
      // To everybody alike: it shows nothing of what is hidden (P15), and whoever hid knows that it stays (P16).
      hiddenText(draft),
    ),
  /** Only the event carries the word, to the host that hashes it; no record ever holds it. */
  'set-word': (draft) => {
    const word = normal(draft.activity.type === 'text' ? draft.activity.text : '')
    if (!wordFits(draft, word)) return withSlot(draft, 'word', 'refused')
    return withEvent(withContact(withSlot(draft, 'word', 'kept'), { word: true }), { type: 'word.set', word })
  },
})
export type EffectName = keyof typeof effects

export const apply = (effect: EffectName, draft: Draft): Draft => effects[effect](draft)
