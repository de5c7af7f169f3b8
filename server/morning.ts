import type { Temporal } from 'temporal-polyfill'

/** The hour at which we begin to say things first, where the law holds (P11: between 09:00 and 20:00). */
export const morning = '09:00'

export const morningOf = (day: Temporal.PlainDate, zone: string): number =>
  day.toZonedDateTime({ timeZone: zone, plainTime: morning }).epochMilliseconds

/** The next time of day to look for changes: once an hour from 09 to 19, each Contact at a minute of its own (ms). */
export const nextLook = (now: Temporal.Instant, zone: string, contact: string): number => {
  const local = now.toZonedDateTimeISO(zone)
  const minute = [...contact].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 60, 0)
  const sameHour = local.with({ minute, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  const next = sameHour.epochMilliseconds > now.epochMilliseconds ? sameHour : sameHour.add({ hours: 1 })
  if (next.hour >= 9 && next.hour < 20) return next.epochMilliseconds
  return next.add({ days: next.hour < 9 ? 0 : 1 }).with({ hour: 9 }).epochMilliseconds
}

/** 09:00 of the next day (ms). */
export const nextMorning = (now: Temporal.Instant, zone: string): number =>
  morningOf(now.toZonedDateTimeISO(zone).toPlainDate().add({ days: 1 }), zone)
