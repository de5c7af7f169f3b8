import type { Contact } from '../bot/contact.ts'
import { mayRemind } from '../bot/reminder.ts'
import { templateOf } from './first.ts'
import { nextMorning } from './morning.ts'
import { day, dueQueue, type MissedRow, OutRow, queues, SentRecord } from './rows.ts'
import { type ContactState, keys, readState, spaceOf } from './store/state.ts'
import type { Batch, Claim, Json, NewRow } from './store/store.ts'
import { taskRow } from './tasks.ts'
import type { WorkDeps } from './work.ts'
import { worldOf } from './world.ts'

/** Looks the next morning whether what was said first arrived. */
export const missedRow = (
  deps: WorkDeps,
  { partition }: Claim<Json>,
  row: Omit<MissedRow, 'v' | 'type' | 'since'>,
): NewRow<Json> => {
  const now = deps.clock.now(spaceOf(partition))
  const value: MissedRow = { v: 2, type: 'missed', since: now.toString(), ...row }
  const at = nextMorning(now, deps.setting().zone)
  return { queue: dueQueue(spaceOf(partition)), id: `missed-${row.rows[0] ?? ''}`, at, value }
}

/** A reminder that did not arrive, or a notice that is not read, is a task the next morning, if that was allowed (P13). */
export const lookAfter = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  due: { readonly queue: string; readonly id: string },
  row: MissedRow,
): Promise<void> => {
  const state = await readState(deps.store, claim.partition)
  const traces = await tracesOf(deps, claim)
  const { contact } = state
  const isMissed = contact !== null && isOpen(state, row) && wasMissed(deps, claim, row, contact, traces)
  const isTask = isMissed && contact.sealed === null && contact.follow.tell === 'yes'
  const again = isMissed ? knockAgain(deps, claim, row, state, traces) : []
  const done = await deps.store.commit(claim.partition, {
    lease: claim,
    // Whoever hides, stops or writes meanwhile wins; the row stays and is worked anew.
    check: [{ key: keys.contact, version: state.versions.get(keys.contact) ?? 0 }],
    dequeue: [{ queue: due.queue, id: due.id }, ...again.map(({ id }) => ({ queue: queues.held, id }))],
    enqueue: [...again, ...(isTask ? [taskRow(deps, claim, row)] : [])],
  })
  if (isTask && done.type === 'done') deps.count('events', { type: 'task.opened' })
}

/** Without its date nothing was missed. */
const isOpen = ({ persons }: ContactState, { date }: MissedRow): boolean =>
  date === null || persons.some(({ dates }) => dates.some(({ id }) => id === date))

/** What is known of messages on their way: unsent, held back, sent. */
interface Traces {
  readonly waiting: ReadonlySet<string>
  readonly held: ReadonlyMap<string, OutRow>
  readonly sent: ReadonlyMap<string, SentRecord>
}

const tracesOf = async (deps: WorkDeps, { partition }: Claim<Json>): Promise<Traces> => {
  const [waiting, held, sent] = await Promise.all([
    deps.store.rows(partition, queues.outbox),
    deps.store.rows(partition, queues.held),
    deps.store.scan(partition, 'sent/'),
  ])
  return {
    waiting: new Set(waiting.map(({ id }) => id)),
    held: new Map(held.map(({ id, value }) => [id, OutRow.parse(value)])),
    sent: new Map(sent.map(({ key, found }) => [key.slice('sent/'.length), SentRecord.parse(found.value)])),
  }
}

const silenceMs = 30 * day

/** A notice must be read; a reminder must arrive, and be read by whoever was silent for long (P17). */
const wasMissed = (
  deps: WorkDeps,
  { partition }: Claim<Json>,
  row: MissedRow,
  contact: Contact,
  traces: Traces,
): boolean => {
  const now = deps.clock.now(spaceOf(partition)).epochMilliseconds
  const mustRead = row.kind === 'correction-unread' || now - Date.parse(contact.lastAt) > silenceMs
  const wasHere = Date.parse(contact.lastAt) >= Date.parse(row.since)
  return row.rows.some((id) => {
    const arrival = arrivalOf(id, row, wasHere, traces)
    return arrival === 'missing' || (mustRead && arrival === 'unread')
  })
}

const arrivalOf = (
  id: string,
  { channel }: MissedRow,
  wasHere: boolean,
  { waiting, held, sent }: Traces,
): 'here' | 'unread' | 'missing' => {
  const isThere = ({ state }: SentRecord): boolean =>
    channel === 'whatsapp' && !wasHere ? ['delivered', 'read'].includes(state) : state !== 'failed'
  const own = sent.get(id)
  if (own) return isThere(own) ? 'here' : 'missing'
  const one = held.get(id)
  if (waiting.has(id) || !one || one.held === 'window') return 'missing'
  const knocks = [...sent.values()].filter(({ asking }) => asking !== null && asking === one.opener?.asking)
  return knocks.some(isThere) ? 'unread' : 'missing'
}

/** What waits because a template was refused is tried once more, by the one that says so. */
const knockAgain = (
  deps: WorkDeps,
  { partition }: Claim<Json>,
  { rows, channel }: MissedRow,
  { contact, conversations }: ContactState,
  { held }: Traces,
): NonNullable<Batch<Json>['enqueue']> => {
  const conversation = conversations.get(channel)
  const adapter = deps.adapters.get(conversation?.account ?? '')
  if (!contact || !conversation || !adapter || !mayRemind({ contact, conversation })) return []
  const world = worldOf(deps.setting(), channel, deps.clock.now(spaceOf(partition)))
  const template = templateOf(adapter, { contact, conversation }, world, 'missed')
  if (template === null) return []
  return rows.flatMap((id): NewRow<Json>[] => {
    const out = held.get(id)
    if (out?.held !== 'window') return []
    const value: OutRow = { ...out, held: null, tries: 0, knock: { id: 'missed', template } }
    return [{ queue: queues.outbox, id, at: deps.now(), value }]
  })
}
