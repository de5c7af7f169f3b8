import { Temporal } from 'temporal-polyfill'
import type { Contact } from '../bot/contact.ts'
import type { Conversation } from '../bot/conversation.ts'
import type { Person } from '../bot/person.ts'
import { mayRemind, reminderDays, reminderOf } from '../bot/reminder.ts'
import type { SavedDate } from '../bot/saved-date.ts'
import type { Adapter } from './channel.ts'
import { openerAsking, withOpener } from './opener.ts'
import { bubbleRows } from './out-rows.ts'
import { presentOne } from './present.ts'
import { dueQueue, type ReminderRow } from './rows.ts'
import type { Ready } from './run-one.ts'
import { type ContactState, keys, readState, spaceOf } from './store/state.ts'
import type { Batch, Claim, Json, NewRow } from './store/store.ts'
import type { WorkDeps } from './work.ts'
import { worldOf } from './world.ts'

/** The morning hour of reminders, where the law holds (P11: between 09:00 and 20:00). */
const morning = '09:00'
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

const momentsOf = (date: SavedDate, zone: string): readonly number[] => {
  const days = reminderDays(date, (iso) => Temporal.PlainDate.from(iso))
  const at = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone: zone, plainTime: morning }).epochMilliseconds
  return [...new Set(days.map(at))]
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
  const said = sayIt(deps, owed, adapter)
  await deps.store.commit(claim.partition, {
    ...done,
    // A turn that commits meanwhile wins; the row stays and is worked anew.
    check: [{ key, version: state.versions.get(key) ?? 0 }],
    set: said.conversation === owed.conversation ? [] : [{ key, value: said.conversation }],
    enqueue: said.rows,
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

const sayIt = (
  deps: WorkDeps,
  { contact, conversation: found, person, date }: Reminded,
  adapter: Adapter,
): { readonly conversation: Conversation; readonly rows: NewRow<Json>[] } => {
  const setting = deps.setting()
  const world = worldOf(setting, adapter.channel, deps.clock.now(adapter.space))
  const conversation = openerAsking(found) ? found : withOpener(found, world.fresh.asking)
  const bubble = presentOne(
    reminderOf(date, person, conversation, world),
    conversation,
    adapter.render,
    world,
  )
  const context = {
    adapter,
    conversation,
    world,
    answers: conversation.lastSentAt ?? contact.lastAt,
    now: deps.now(),
    random: () => setting.chance.id(6),
    dropAfter: null,
    // It stands behind whatever waits.
    wait: null,
  }
  return { conversation, rows: bubbleRows(context, [bubble]) }
}
