import type { Temporal } from 'temporal-polyfill'

/** The hour at which we begin to say things first, where the law holds (P11: between 09:00 and 20:00). */
export const morning = '09:00'

export const morningOf = (day: Temporal.PlainDate, zone: string): number =>
  day.toZonedDateTime({ timeZone: zone, plainTime: morning }).epochMilliseconds

/** 09:00 of the next day (ms). */
export const nextMorning = (now: Temporal.Instant, zone: string): number =>
  morningOf(now.toZonedDateTimeISO(zone).toPlainDate().add({ days: 1 }), zone)
