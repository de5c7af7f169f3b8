import { Temporal } from 'temporal-polyfill'
import { type Deadline, deadlineOf, ruleOn } from './deadline.ts'
import { currentPerson, type Draft, localeOf, withConversation } from './draft.ts'
import type { Letter } from './law.ts'
import type { Choice, DayText } from './message.ts'
import type { SavedDate } from './saved-date.ts'

/** What is known of the letter that is spoken about; kept in slots, so that *back* can bring it back. */
export const letterSlots = ['letter', 'named', 'lawyer', 'printed', 'given'] as const

const slot = (draft: Draft, name: (typeof letterSlots)[number]): string =>
  draft.conversation.slots[name] ?? ''

/** The day it is where the law holds. */
export const todayOf = ({ world }: Draft): Temporal.PlainDate =>
  world.now.toZonedDateTimeISO(world.zone).toPlainDate()

export const letterOf = (draft: Draft): Letter | null => letterNamed(draft, slot(draft, 'letter'))

export const letterNamed = ({ world }: Draft, id: string): Letter | null =>
  world.law.letters.find((letter) => letter.id === id) ?? null

export const letterChoices = ({ world }: Draft): Choice[] =>
  world.law.letters.map(({ id, heading }) => ({ id, label: { plain: heading } }))

/** Signed before the rules changed, or not sure: nothing is counted, and a page on the new rules says that it is one. */
export const isUnderOld = (draft: Draft): boolean =>
  ['before', 'not-sure'].includes(currentPerson(draft)?.lodged ?? '')

/** Another letter: what was said about the one before does not hold for it. */
export const newLetter = (draft: Draft): Draft =>
  withConversation(draft, {
    slots: { ...draft.conversation.slots, named: '', lawyer: '', printed: '', given: '', 'after-date': '' },
  })

/** No date is calculated: what was counted before is forgotten, what letter or lawyer say stays. */
export const withoutCount = (draft: Draft): Draft =>
  withConversation(draft, { slots: { ...draft.conversation.slots, printed: '', given: '' } })

/**
 * The term of this letter from the earlier of its two days (P20); null where nothing may be counted: the old rules
 * may hold (P19), no rule, not law yet on that day, past its review date (P9), or not checked while people rely on it (P10).
 */
export const countedOf = (draft: Draft): Deadline | null => {
  const { law, operator } = draft.world
  const [earlier] = [slot(draft, 'printed'), slot(draft, 'given')].toSorted()
  const id = letterOf(draft)?.rule
  if (!id || !earlier || !slot(draft, 'given') || isUnderOld(draft)) return null
  const trigger = Temporal.PlainDate.from(earlier)
  const rule = ruleOn(law.rules, id, trigger)
  const today = todayOf(draft)
  if (!rule || rule.reviewBy < today.toString()) return null
  if (operator.goLive && rule.status === 'unverified') return null
  const counted = deadlineOf(rule, trigger, law.calendar, today)
  return counted.early ? null : counted
}

/** The one date of the first bubble (P20, P21). */
export interface Shown {
  readonly origin: SavedDate['origin']
  readonly day: Temporal.PlainDate
  readonly counted: Deadline | null
  /** The letter or the lawyer names a day after our last one. */
  readonly isLater: boolean
  readonly passed: boolean
}

/** The lawyer's date comes before the letter's, and both before ours. */
export const shownOf = (draft: Draft): Shown | null => {
  const counted = countedOf(draft)
  const named = slot(draft, 'lawyer') || slot(draft, 'named')
  if (named === '')
    return (
      counted && { origin: 'calculated', day: counted.safe, counted, isLater: false, passed: counted.passed }
    )
  const day = Temporal.PlainDate.from(named)
  return {
    origin: slot(draft, 'lawyer') === '' ? 'letter' : 'lawyer',
    day,
    counted,
    isLater: counted !== null && Temporal.PlainDate.compare(day, counted.last) > 0,
    passed: Temporal.PlainDate.compare(day, todayOf(draft)) < 0,
  }
}

export const longDay = (day: Temporal.PlainDate | string): DayText => ({ day: day.toString(), form: 'long' })

/** Whether the texts on dates exist in the person's language, or in the one chosen for what it lacks. */
export const hasDateTexts = ({ world, conversation }: Draft): boolean =>
  [localeOf(conversation), conversation.fallback].some(
    (locale) => locale !== null && world.catalog.key(locale, 'dates:act-by', {}) !== null,
  )
