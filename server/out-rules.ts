import type { Temporal } from 'temporal-polyfill'
import { type OutRow, queues } from './rows.ts'
import type { Batch, Json } from './store/store.ts'

const minute = 60_000
const dangerMs = 30 * minute
const marginMs = 5 * minute

/** A message that comes later than two minutes after the person's own needs an opener; a fresh danger text never does. */
export const isLate = (out: OutRow, now: Temporal.Instant): boolean => {
  if (out.call.type !== 'message' || out.discreetAfter === null || out.opener === null) return false
  if (isFreshDanger(out, now)) return false
  return now.epochMilliseconds > Date.parse(out.discreetAfter)
}

/** A danger text younger than 30 minutes goes as it is, whatever waits before it. */
export const isFreshDanger = (out: OutRow, now: Temporal.Instant): boolean =>
  out.danger && now.epochMilliseconds - Date.parse(out.answers) < dangerMs

/** Whether the reply window is closed, with five minutes' margin, by the provider's time of the person's last message. */
export const isWindowClosed = (lastSentAt: string, hours: number, now: Temporal.Instant): boolean =>
  now.epochMilliseconds > Date.parse(lastSentAt) + hours * 60 * minute - marginMs

/** What we start goes out between 09:00 and 20:00 where the law holds (P11). */
export const isQuiet = (now: Temporal.Instant, zone: string): boolean => {
  const { hour } = now.toZonedDateTimeISO(zone)
  return hour < 9 || hour >= 20
}

/** While an answer is younger than two minutes it is tried at least every 15 s; later up to every five minutes. */
export const backoffMs = (out: OutRow, now: Temporal.Instant): number => {
  const grown = 500 * 2 ** Math.min(out.tries, 10)
  const isYoung = now.epochMilliseconds - Date.parse(out.answers) < 2 * minute
  return Math.min(grown, isYoung ? 15_000 : 5 * minute)
}

/** Puts rows aside until [Read], or until the person writes again; the receipt of an erasure has nobody left to ask for it. */
export const heldBatch = (
  rows: readonly { readonly id: string; readonly out: OutRow }[],
  held: 'read' | 'window',
): Batch<Json> => ({
  dequeue: rows.map(({ id }) => ({ queue: queues.outbox, id })),
  enqueue: rows
    .filter(({ out }) => out.dropAfter === null)
    .map(({ id, out }) => ({
      queue: queues.held,
      id,
      at: Number.MAX_SAFE_INTEGER,
      value: { ...out, held },
    })),
})
