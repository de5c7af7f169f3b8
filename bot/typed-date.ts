import { Temporal } from 'temporal-polyfill'
import { type DateReason, parseDate } from './date-answer.ts'
import { type Draft, localeOf, withConversation, withSlot } from './draft.ts'
import { longDay, todayOf } from './letter.ts'
import type { Choice, Text } from './message.ts'

/** Which day is asked for; the slot of the same name takes it. */
export const dayPurposes = ['named', 'printed', 'given', 'lawyer'] as const
export type DayPurpose = (typeof dayPurposes)[number]

export const purposeOf = ({ conversation }: Draft): DayPurpose =>
  dayPurposes.find((one) => one === conversation.slots['day-for']) ?? 'printed'

export const withPurpose = (draft: Draft, purpose: DayPurpose): Draft => withSlot(draft, 'day-for', purpose)

/** A letter is printed and given before it is answered; a last day may lie on either side of today. */
const lies = (draft: Draft): 'past' | 'anywhere' =>
  ['printed', 'given'].includes(purposeOf(draft)) ? 'past' : 'anywhere'

/** Whether the text is a day, or several that one has to be chosen of. */
export const isDay = (draft: Draft, text: string): boolean => {
  const answer = parseDate(text, { today: todayOf(draft), locale: localeOf(draft.conversation) })
  return answer.type !== 'reason' || dated.includes(answer.reason)
}

/** Reasons that only something like a day can have. */
const dated: readonly DateReason[] = ['no-such-day', 'two-dates', 'weekday-differs', 'islamic-hijri']

/** Reads a typed day into slots: the days it may mean, or why it is none. */
export const readDay = (draft: Draft): Draft => {
  const today = todayOf(draft)
  const text = draft.activity.type === 'text' ? draft.activity.text : ''
  const answer = parseDate(text, { today, locale: localeOf(draft.conversation) })
  if (answer.type === 'reason') return withRead(draft, [], answer.reason)
  const days = (answer.type === 'value' ? [answer] : answer.candidates).map(({ date }) => date)
  const isOver = (day: Temporal.PlainDate): boolean => Temporal.PlainDate.compare(day, today) <= 0
  const fitting = lies(draft) === 'anywhere' ? days : days.filter(isOver)
  // Of 3/12 in November only 12 March is over; but the letter says 3 December, and nobody meant March.
  const isFarOff = fitting.length < days.length && fitting.every((day) => day.until(today).days > longAgo)
  return fitting.length === 0 || isFarOff
    ? withRead(draft, [], 'too-late')
    : withRead(draft, fitting.slice(0, mostDays), '')
}

/** Days: of two readings of which one has not come yet, the other is hardly meant when it is older than this. */
const longAgo = 62

const mostDays = 4

const withRead = (draft: Draft, days: readonly Temporal.PlainDate[], why: DateReason | ''): Draft =>
  withConversation(draft, {
    slots: { ...draft.conversation.slots, days: days.join(' '), 'days-why': why },
  })

export const daysRead = ({ conversation }: Draft): readonly string[] =>
  (conversation.slots.days ?? '').split(' ').filter((day) => day !== '')

export const dayChoices = (draft: Draft): Choice[] =>
  daysRead(draft).map((day) => ({
    id: day,
    label: { key: 'dates:day', args: { day: { day, form: 'label' } } },
  }))

/** The one of several days that was chosen. */
export const chooseDay = (draft: Draft): Draft => withSlot(draft, 'days', draft.conversation.slots.day ?? '')

/** The confirmed day goes where it was asked for. */
export const takeDay = (draft: Draft): Draft => withSlot(draft, purposeOf(draft), daysRead(draft)[0] ?? '')

export const askDayTexts = (draft: Draft): Text[] => [
  { key: `dates:type.${purposeOf(draft)}` },
  { key: 'dates:type-how', args: { example: { day: todayOf(draft).toString(), form: 'plain' } } },
]

export const sureTexts = (draft: Draft): Text[] => [
  { key: 'dates:sure', args: { date: longDay(daysRead(draft)[0] ?? todayOf(draft)) } },
]

/** Reasons with a sentence of their own; all others are told the same. */
const told = ['too-late', 'two-dates', 'weekday-differs', 'islamic-hijri'] as const

export const unreadTexts = ({ conversation }: Draft): Text[] => [
  { key: `dates:why.${told.find((one) => one === conversation.slots['days-why']) ?? 'unclear'}` },
]
