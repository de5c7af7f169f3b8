import type { Contact } from '../bot/contact.ts'
import type { Person } from '../bot/person.ts'
import type { Operator } from '../bot/world.ts'
import type { SpaceName } from './channel.ts'
import { day, dueQueue } from './rows.ts'
import type { Ready } from './run-one.ts'
import type { Json, NewRow } from './store/store.ts'
import type { WorkDeps } from './work.ts'

/**
 * Until when a Contact is kept (ms, the Space's clock): counted from the later of last message and last due date (P18);
 * 24 hours without a yes (P1).
 */
export const keepUntil = (contact: Contact, operator: Operator, persons: readonly Person[] = []): number => {
  const last = Date.parse(contact.lastAt)
  if (contact.remember !== 'yes') return last + day
  const due = persons.flatMap(({ dates }) => dates.map((date) => Date.parse(date.day) + day))
  return Math.max(last, ...due) + operator.retentionDays * day
}

/** Retention is a due row, written anew with every commit. */
const retentionRow = (ready: Ready): NewRow<Json> => ({
  queue: dueQueue(ready.adapter.space),
  id: 'retention',
  at: keepUntil(ready.turn.contact, ready.world.operator, ready.turn.persons),
  value: { type: 'retention', address: ready.row.address },
})

/** How long a first message that already asked something is kept (P2). */
export const keptMs = day

/** While a first message is kept, a row sees to it that it goes in time. */
const forgetRows = (ready: Ready): NewRow<Json>[] => {
  const { kept, channel } = ready.turn.conversation
  if (kept === null) return []
  const at = Date.parse(kept.at) + keptMs
  return [{ queue: dueQueue(ready.adapter.space), id: `forget-${channel}`, at, value: { type: 'forget' } }]
}

const hour = 60 * 60 * 1000

/** Provider's message ids go after 48 hours: one row an hour in which something happened. */
const tidyRow = (deps: WorkDeps, space: SpaceName): NewRow<Json> => {
  const now = deps.clock.now(space).epochMilliseconds
  const bucket = Math.floor(now / hour)
  return {
    queue: dueQueue(space),
    id: `tidy-${bucket}`,
    at: (bucket + 1) * hour + 2 * day,
    value: { type: 'tidy' },
  }
}

/** All that sees to it that nothing is kept too long: written anew with every commit. */
export const keepingRows = (deps: WorkDeps, ready: Ready): NewRow<Json>[] => [
  retentionRow(ready),
  tidyRow(deps, ready.adapter.space),
  ...forgetRows(ready),
]

/** The engine's own end of a partition, a backstop on the real clock: 14 days after retention. */
export const expiryOf = (deps: WorkDeps, { turn, world }: Ready): number =>
  deps.now() + keepUntil(turn.contact, world.operator, turn.persons) - world.now.epochMilliseconds + 14 * day
