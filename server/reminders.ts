import { Temporal } from 'temporal-polyfill'
import type { Contact } from '../bot/contact.ts'
import type { Conversation } from '../bot/conversation.ts'
import type { Person } from '../bot/person.ts'
import { mayRemind, reminderDays, reminderOf } from '../bot/reminder.ts'
import type { SavedDate } from '../bot/saved-date.ts'
import { sayFirst } from './first.ts'
import { missedRow } from './missed.ts'
import { morningOf } from './morning.ts'
import { dueQueue, type ReminderRow } from './rows.ts'
import type { Ready } from './run-one.ts'
import { type ContactState, keys, readState, spaceOf } from './store/state.ts'
import type { Batch, Claim, Json, NewRow } from './store/store.ts'
import type { WorkDeps } from './work.ts'

const lateMs = 11 * 60 * 60 * 1000

/** Rows for every date of this Contact, written when one is saved; a moment that has passed is dropped. */
export const reminderRows = (ready: Ready): NewRow<Json>[] => {
  if (!ready.turn.events.some(({ type }) => type === 'date.saved')) return []
  const { world, turn, adapter } = ready
  const { channel } = turn.conversation
  return turn.persons.flatMap(({ dates }) =>
    dates.flatMap((date) =>
      momentsOf(date, world.zone)
        .filter((at) => at > world.now.epochMilliseconds)
        .map((at) => ({
          queue: dueQueue(adapter.space),
          id: `remind-${date.id}-${at}`,
          at,
          value: { type: 'reminder', date: date.id, channel },
        })),
    ),
  )
}

/** When a date is reminded of (ms). */
export const momentsOf = (date: SavedDate, zone: string): readonly number[] => {
  const days = reminderDays(date, (iso) => Temporal.PlainDate.from(iso))
  return [...new Set(days.map((day) => morningOf(day, zone)))]
}

interface Due {
  readonly queue: string
  readonly id: string
  readonly at: number
}

/** A reminder falls due: it goes as an opener, unless the date is gone or nothing may be sent first. */
export const remind = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  due: Due,
  row: ReminderRow,
): Promise<void> => {
  const state = await readState(deps.store, claim.partition)
  const done: Batch<Json> = { lease: claim, dequeue: [{ queue: due.queue, id: due.id }] }
  const isOver = deps.clock.now(spaceOf(claim.partition)).epochMilliseconds > due.at + lateMs
  const owed = isOver ? null : owedTo(state, row)
  const adapter = deps.adapters.get(owed?.conversation.account ?? '')
  if (!owed || !adapter) {
    await deps.store.commit(claim.partition, done)
    return
  }
  const key = keys.conversation(row.channel)
  const said = sayFirst(deps, adapter, owed, 'reminder', (conversation, world) =>
    reminderOf(owed.date, owed.person, conversation, world),
  )
  await deps.store.commit(claim.partition, {
    ...done,
    // A turn that commits meanwhile wins; the row stays and is worked anew: whoever hides gets nothing any more.
    check: [key, keys.contact].map((one) => ({ key: one, version: state.versions.get(one) ?? 0 })),
    set: said.conversation === owed.conversation ? [] : [{ key, value: said.conversation }],
    enqueue: [
      ...said.rows,
      missedRow(deps, claim, {
        kind: 'reminder-undelivered',
        channel: row.channel,
        rows: said.rows.map(({ id }) => id),
        due: owed.date.day,
        date: row.date,
      }),
    ],
  })
  deps.count('reminders', { channel: row.channel })
}

interface Reminded {
  readonly contact: Contact
  readonly conversation: Conversation
  readonly person: Person
  readonly date: SavedDate
}

/** Who is reminded of what; null when the date is gone, or nothing may be sent first. */
const owedTo = ({ contact, conversations, persons }: ContactState, row: ReminderRow): Reminded | null => {
  const conversation = conversations.get(row.channel)
  const person = persons.find(({ dates }) => dates.some(({ id }) => id === row.date))
  const date = person?.dates.find(({ id }) => id === row.date)
  if (!contact || !conversation || !person || !date) return null
  return mayRemind({ contact, conversation }) ? { contact, conversation, person, date } : null
}
