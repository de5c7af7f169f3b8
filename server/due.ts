import { erasedRelay } from './erasure.ts'
import { lookAfter } from './missed.ts'
import { remind } from './reminders.ts'
import { keepUntil, keptMs } from './retention.ts'
import { DueRow, day, dueQueue, markMs, queues, SeenRecord, SentRecord } from './rows.ts'
import { contactOf, keys, NewerRecord, readState, spaceOf } from './store/state.ts'
import type { Claim, Json } from './store/store.ts'
import { endTask } from './tasks.ts'
import { leave, setAside } from './unread.ts'
import { watch } from './watch.ts'
import type { WorkDeps } from './work.ts'

/** What falls due on a Space's clock. */
export const workDue = async (deps: WorkDeps, claim: Claim<Json>): Promise<void> => {
  const queue = dueQueue(spaceOf(claim.partition))
  for (const row of claim.rows) {
    const parsed = DueRow.safeParse(row.value)
    try {
      if (parsed.success) await workRow(deps, claim, { queue, id: row.id, at: row.at }, parsed.data)
      else await setAside(deps, claim, queue, row)
    } catch (error) {
      if (!(error instanceof NewerRecord)) throw error
      await leave(deps, claim, queue, [row])
    }
  }
}

interface Due {
  readonly queue: string
  readonly id: string
  readonly at: number
}

const workRow = (deps: WorkDeps, claim: Claim<Json>, due: Due, row: DueRow): Promise<void> => {
  switch (row.type) {
    case 'tidy':
      return tidy(deps, claim, due.queue, due.id)
    case 'forget':
      return forget(deps, claim, due.queue, due.id)
    case 'reminder':
      return remind(deps, claim, due, row)
    case 'missed':
      return lookAfter(deps, claim, due, row)
    case 'watch':
      return watch(deps, claim, due)
    case 'task-over':
      return endTask(deps, spaceOf(claim.partition), row.key)
    case 'retention':
      return retire(deps, claim, due.queue, due.id, row.address)
    default:
      return row satisfies never
  }
}

const againMs = 60_000

/** Retention ran out: the same erasure as *delete*, without a receipt. Something that came since moves the row. */
const retire = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  queue: string,
  id: string,
  address: string,
): Promise<void> => {
  const now = deps.clock.now(spaceOf(claim.partition))
  const state = await readState(deps.store, claim.partition)
  const kept = state.contact ? keepUntil(state.contact, deps.setting().operator, state.persons) : 0
  // A message that was accepted and not worked yet is not lost with the rest.
  const waits = (await deps.store.rows(claim.partition, queues.inbox, 1)).length > 0
  const until = Math.max(kept, waits ? now.epochMilliseconds + againMs : 0)
  if (until > now.epochMilliseconds) {
    const value = { type: 'retention', address }
    await deps.store.commit(claim.partition, { lease: claim, enqueue: [{ queue, id, at: until, value }] })
    return
  }
  const over = { next: null, tries: null, by: null }
  const done = await deps.store.commit(claim.partition, {
    lease: claim,
    erase: true,
    checkRows: [{ queue: queues.inbox, rows: 0 }],
    check: [{ key: keys.contact, version: state.versions.get(keys.contact) ?? 0 }],
    enqueue: [erasedRelay(deps, address, contactOf(claim.partition), now.toString(), over)],
    expireAt: deps.now() + markMs,
  })
  if (done.type === 'done') deps.count('erasures', { by: 'retention' })
}

/** Provider's message ids are kept 48 hours; of deadline and safety texts the id and hash stay (P14). */
const tidy = async (deps: WorkDeps, claim: Claim<Json>, queue: string, id: string): Promise<void> => {
  const isOld = (at: string): boolean =>
    Date.parse(at) < deps.clock.now(spaceOf(claim.partition)).epochMilliseconds - 2 * day
  const sent = await deps.store.scan(claim.partition, 'sent/')
  const old = sent.flatMap(({ key, found }) => {
    const record = SentRecord.parse(found.value)
    return isOld(record.at) ? [{ key, record }] : []
  })
  const [seen, wait] = await deps.store.read(claim.partition, ['seen', keys.wait])
  const theirs = seen ? SeenRecord.parse(seen.value).ids.filter(({ at }) => !isOld(at)) : null
  await deps.store.commit(claim.partition, {
    lease: claim,
    // A turn that adds a message of this minute meanwhile wins: the next row tidies.
    check: seen ? [{ key: 'seen', version: seen.version }] : [],
    dequeue: [{ queue, id }],
    remove: [
      ...old.filter(({ record }) => record.texts.length === 0).map(({ key }) => key),
      ...(typeof wait?.value === 'number' && wait.value < deps.now() ? [keys.wait] : []),
      ...(theirs?.length === 0 ? ['seen'] : []),
    ],
    set: [
      ...old
        .filter(({ record }) => record.texts.length > 0)
        .map(({ key, record }) => ({ key, value: { ...record, messageId: null, asking: null } })),
      ...(theirs && theirs.length > 0 ? [{ key: 'seen', value: { v: 1, ids: theirs } }] : []),
    ],
  })
}

/** The words of a first message that was never answered are dropped (P18). */
const forget = async (deps: WorkDeps, claim: Claim<Json>, queue: string, id: string): Promise<void> => {
  const before = deps.clock.now(spaceOf(claim.partition)).epochMilliseconds - keptMs
  const { conversations, versions } = await readState(deps.store, claim.partition)
  const old = [...conversations.values()]
    .filter(({ kept }) => kept !== null && Date.parse(kept.at) <= before)
    .map((conversation) => ({ key: keys.conversation(conversation.channel), conversation }))
  await deps.store.commit(claim.partition, {
    lease: claim,
    check: old.map(({ key }) => ({ key, version: versions.get(key) ?? 0 })),
    set: old.map(({ key, conversation }) => ({ key, value: { ...conversation, kept: null } })),
    dequeue: [{ queue, id }],
  })
}
