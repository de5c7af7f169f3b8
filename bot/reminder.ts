import type { Temporal } from 'temporal-polyfill'
import type { Conversation } from './conversation.ts'
import { type Draft, localeOf, type Outgoing } from './draft.ts'
import { longDay } from './letter.ts'
import type { Text } from './message.ts'
import type { Person } from './person.ts'
import { isTakenBack, type SavedDate } from './saved-date.ts'
import { words } from './text.ts'
import type { World } from './world.ts'

/** Days before the day to act (P13); on the last morning once more. */
const daysBefore = [7, 3, 1] as const

/** The days on which a saved date is reminded of, without those before `today`. */
export const reminderDays = (
  { remind, day, last }: SavedDate,
  read: (iso: string) => Temporal.PlainDate,
): readonly Temporal.PlainDate[] => {
  const lastDay = last !== null && (day === remind || last < day) ? last : day
  return [...daysBefore.map((days) => read(remind).subtract({ days })), read(lastDay)]
}

/** A reminder carries the label that was chosen and the day, nothing of the letter (P5). */
export const reminderOf = (
  date: SavedDate,
  person: Person,
  conversation: Conversation,
  world: World,
): Outgoing => {
  const tongue = { locale: localeOf(conversation), fallback: conversation.fallback }
  const label: Text[] = person.label === 'me' ? [] : [{ plain: person.label }]
  const told: Text[] = [
    ...(date.rule !== null && !world.operator.goLive ? [{ key: 'frame:test' }] : []),
    { join: [...label, { key: 'dates:act-by', args: { date: longDay(date.remind) } }] },
    { key: 'dates:they-decide' },
  ]
  // Every locale has the row's name; a reminder is never left out for want of words.
  const day = date.remind.split('-').reverse().join('-')
  const plain: Text[] = [{ join: [...label, { key: 'frame:menu.dates' }, { plain: day }] }]
  const isLacking = isTakenBack(date, world.law) || told.some((text) => lacks(words(text, tongue, world)))
  const message = {
    texts: isLacking ? plain : told,
    choices: [],
    guarded: null,
    prompt: false,
    danger: false,
    locale: null,
  }
  return { message, asking: null }
}

/** A sentence that is being changed is withheld (P9); the day itself is the person's own. */
const lacks = (said: ReturnType<typeof words>): boolean =>
  said.type === 'missing' || said.used.some(({ said }) => said.state === 'changing')

/** Whether anything may be sent to this Contact first (P13, P15). */
export const mayRemind = ({ contact, conversation }: Pick<Draft, 'contact' | 'conversation'>): boolean =>
  !contact.stopped && contact.sealed === null && !conversation.blocked
