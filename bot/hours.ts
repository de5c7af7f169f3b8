import type { Temporal } from 'temporal-polyfill'
import type { Text } from './message.ts'
import type { Operator } from './world.ts'

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

const spansOn = (operator: Operator, day: Temporal.PlainDate) =>
  operator.closedOn.includes(day.toString())
    ? []
    : operator.staffed
        .filter((span) => span.days.includes(day.dayOfWeek))
        .toSorted((a, b) => minutes(a.from) - minutes(b.from))

/** Whether somebody is there now, by the operator's hours and zone. */
export const isOpen = (operator: Operator, now: Temporal.Instant): boolean => {
  const local = now.toZonedDateTimeISO(operator.zone)
  const minute = local.hour * 60 + local.minute
  return spansOn(operator, local.toPlainDate()).some(
    (span) => minutes(span.from) <= minute && minute < minutes(span.to),
  )
}

/** The next moment somebody is there, within two weeks; null when no hours are set. */
export const nextOpening = (
  operator: Operator,
  now: Temporal.Instant,
): { weekday: number; time: string } | null => {
  const local = now.toZonedDateTimeISO(operator.zone)
  const minute = local.hour * 60 + local.minute
  for (let ahead = 0; ahead <= 14; ahead++) {
    const day = local.toPlainDate().add({ days: ahead })
    const span = spansOn(operator, day).find((one) => ahead > 0 || minutes(one.from) > minute)
    if (span) return { weekday: day.dayOfWeek, time: span.from }
  }
  return null
}

/** A time of day with morning or afternoon said, because some clocks are six hours apart (P6). */
export const timeText = (time: string): Text => ({
  key: minutes(time) < 12 * 60 ? 'frame:morning' : 'frame:afternoon',
  args: { time },
})

export const weekdayText = (weekday: number): Text => ({ key: `frame:weekday.${weekday}` })

/** "Monday 09:00 in the morning", as one argument for a text. */
export const openingText = (opening: { weekday: number; time: string }): Text => ({
  join: [weekdayText(opening.weekday), timeText(opening.time)],
})

/** One text for each span of office hours. */
export const hoursTexts = (operator: Operator): Text[] =>
  operator.staffed.map((span) => ({ key: 'contact:hours', args: { hours: spanText(span) } }))

/** "Monday to Friday, 09:00 in the morning to 17:00 in the afternoon". */
export const spanText = (span: Operator['staffed'][number]): Text => ({
  key: 'contact:hours-span',
  args: { days: daysText(span.days), from: timeText(span.from), to: timeText(span.to) },
})

const daysText = (days: readonly number[]): Text => {
  const first = days.at(0) ?? 1
  const last = days.at(-1) ?? first
  return first === last
    ? weekdayText(first)
    : { key: 'contact:day-span', args: { from: weekdayText(first), to: weekdayText(last) } }
}
