import { currentPerson, type Draft, withConversation, withEvent, withPerson } from './draft.ts'
import { letterNamed, letterOf, longDay, shownOf } from './letter.ts'
import { onceMoreText } from './letter-page.ts'
import type { Choice, Text } from './message.ts'
import type { Person } from './person.ts'
import { isTakenBack, type SavedDate } from './saved-date.ts'

/** Keeps the date that is shown; another date for the same letter of the same day takes its place. */
export const saveDate = (draft: Draft): Draft => {
  const shown = shownOf(draft)
  const person = currentPerson(draft)
  if (!shown || !person) return draft
  const { counted, origin } = shown
  const day = shown.day.toString()
  const safe = counted?.safe.toString() ?? day
  const saved: SavedDate = {
    // The fresh id of a Person is random too, and belongs to this turn alone.
    id: `d${draft.world.fresh.person}`,
    letter: letterOf(draft)?.id ?? '',
    origin,
    day,
    remind: safe < day ? safe : day,
    last: counted?.last.toString() ?? null,
    trigger: counted?.trigger.toString() ?? null,
    rule: counted && { id: counted.rule.id, asOf: counted.rule.asOf },
    savedAt: draft.world.now.toString(),
  }
  const others = person.dates.filter(
    (one) => one.letter !== saved.letter || (one.trigger ?? saved.trigger) !== saved.trigger,
  )
  return withEvent(withPerson(draft, { dates: [...others, saved].slice(-mostDates) }), {
    type: 'date.saved',
    origin,
  })
}

const mostDates = 8

interface Owned {
  readonly person: Person
  readonly date: SavedDate
}

/** All saved dates of all Persons, the nearest first. */
export const savedDates = ({ persons }: Pick<Draft, 'persons'>): readonly Owned[] =>
  persons
    .flatMap((person) => person.dates.map((date) => ({ person, date })))
    .toSorted((a, b) => a.date.day.localeCompare(b.date.day))

const dateOpen = (draft: Draft): Owned | null =>
  savedDates(draft).find(({ date }) => date.id === draft.conversation.slots['my-date']) ?? null

/** Whose it is (the sign alone), and the day. */
const label = ({ person, date }: Owned): Text => ({
  join: [
    ...(person.label === 'me' ? [] : [{ plain: person.label }]),
    { key: 'dates:day', args: { day: { day: date.day, form: 'label' } } },
  ],
})

export const dateChoices = (draft: Draft): Choice[] =>
  savedDates(draft).map((one) => ({ id: one.date.id, label: label(one) }))

export const myDatesTexts = (draft: Draft): Text[] => [
  { key: savedDates(draft).length > 0 ? 'dates:mine' : 'dates:none' },
]

/** One saved date: the letter's Dutch words, the day, where it comes from. */
export const oneDateTexts = (draft: Draft): Text[] => {
  const one = dateOpen(draft)
  if (!one) return [{ key: 'dates:none' }]
  const { date, person } = one
  const heading: Text[] = [
    ...(person.label === 'me' ? [] : [{ plain: person.label }]),
    { plain: letterNamed(draft, date.letter)?.heading ?? '' },
  ]
  const isCounted = date.origin === 'calculated' && !draft.world.operator.goLive
  return [
    ...(isCounted ? [{ key: 'frame:test' }] : []),
    { join: heading },
    isTakenBack(date, draft.world.law)
      ? { key: 'safety:changing' }
      : { key: originKeys[date.origin], args: { date: longDay(date.day) }, ...figureOf(draft, date) },
    ...onceMoreTexts(draft, date),
  ]
}

/** Letter or lawyer name a later day than ours; a day that was taken back is named no more. */
const onceMoreTexts = ({ world }: Draft, date: SavedDate): Text[] => {
  if (date.last === null || date.day <= date.last || isTakenBack(date, world.law)) return []
  return [onceMoreText(date.remind, world.law.rules.find(({ id }) => id === date.rule?.id)?.fact)]
}

const figureOf = ({ world }: Draft, { origin, rule }: SavedDate): { figure?: string } => {
  const fact = origin === 'calculated' ? world.law.rules.find(({ id }) => id === rule?.id)?.fact : undefined
  return fact === undefined ? {} : { figure: fact }
}

const originKeys = {
  calculated: 'dates:act-by',
  letter: 'dates:letter-says',
  lawyer: 'dates:lawyer-says',
} as const

/** The letter of a saved date is spoken about again: for the date that the lawyer names (P21). */
export const reopenDate = (draft: Draft): Draft => {
  const one = dateOpen(draft)
  if (!one) return draft
  const trigger = one.date.trigger ?? ''
  const named = one.date.origin === 'letter' ? one.date.day : ''
  const slots = {
    letter: one.date.letter,
    named,
    lawyer: '',
    printed: trigger,
    given: trigger,
    'after-date': '',
  }
  return withConversation(draft, {
    person: one.person.id,
    slots: { ...draft.conversation.slots, ...slots },
  })
}

export const removeDate = (draft: Draft): Draft => {
  const one = dateOpen(draft)
  if (!one) return draft
  const persons = draft.persons.map((person) => ({
    ...person,
    dates: person.dates.filter(({ id }) => id !== one.date.id),
  }))
  return withEvent({ ...draft, persons }, { type: 'date.removed' })
}

/** A saved date, told at once: on WhatsApp it has to be written down (P13); what nobody remembers goes in a day (P1). */
export const savedTexts = (draft: Draft): Text[] => [
  { key: 'dates:saved' },
  { key: draft.contact.stopped ? 'dates:no-reminders' : 'dates:reminders' },
  ...(draft.conversation.channel === 'whatsapp' ? [{ key: 'dates:write-down' }] : []),
  ...(draft.contact.remember === 'yes' ? [] : [{ key: 'data:retention-short' }]),
]

/** Every saved day in words, with its letter's Dutch words. */
export const datesNamed = (draft: Draft): Text[] => {
  const names = savedDates(draft).map(({ person, date }): Text => {
    const heading = letterNamed(draft, date.letter)?.heading
    return {
      join: [
        ...(person.label === 'me' ? [] : [{ plain: person.label }]),
        longDay(date.day),
        ...(heading === undefined ? [] : [{ plain: `(${heading})` }]),
      ],
    }
  })
  return names.length > 0 ? [{ join: names, by: '; ' }] : []
}

/** For the list of what is kept: under the row's own name. */
export const datesListed = (draft: Draft): Text[] =>
  datesNamed(draft).map((dates) => ({
    join: [{ join: [{ key: 'frame:menu.dates' }, { plain: ':' }], by: '' }, dates],
  }))
