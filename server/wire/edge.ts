import { Temporal } from 'temporal-polyfill'
import type { Json } from '../store/store.ts'

const deepest = 32

/** A parsed body as Json to keep. Cut off below 32 levels: deeper, JSON.stringify can run out of stack. */
export function toJson(value: unknown, depth = deepest): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object') return null
  if (depth === 0) return '…'
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth - 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, depth - 1)]))
}

/** A moment as kept in an Activity: ISO, UTC, milliseconds. */
export const isoOf = (moment: Temporal.Instant): string =>
  Temporal.Instant.fromEpochMilliseconds(moment.epochMilliseconds).toString()

const secondsOf = (value: unknown): number | null => {
  const seconds = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) ? seconds : null
}

// Neither platform's bots are older; Telegram also sends date 0 for a message that can no longer be read.
const earliest = Date.UTC(2013, 0, 1) / 1000
const aDay = 24 * 60 * 60

/** Seconds since 1970 as ISO, or null when they are no believable moment seen from `now`. */
export function momentOf(seconds: unknown, now: Temporal.Instant): string | null {
  const given = secondsOf(seconds)
  if (given === null || given < earliest || given > now.epochMilliseconds / 1000 + aDay) return null
  return isoOf(Temporal.Instant.fromEpochMilliseconds(given * 1000))
}
