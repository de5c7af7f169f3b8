import { keepUntil } from './retention.ts'
import { DueRow, day, dueQueue, markMs, SentRecord } from './rows.ts'
import { contactOf, readState, spaceOf } from './store/state.ts'
import type { Claim, Json } from './store/store.ts'
import { erasedRelay } from './turn-batch.ts'
import type { WorkDeps } from './work.ts'

/** What falls due on a Space's clock. */
export const workDue = async (deps: WorkDeps, claim: Claim<Json>): Promise<void> => {
  const queue = dueQueue(spaceOf(claim.partition))
  for (const { id, value } of claim.rows) {
    const row = DueRow.parse(value)
    if (row.type === 'tidy') await tidy(deps, claim, queue, id)
    else await retire(deps, claim, queue, id, row.address)
  }
}

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
  const until = state.contact ? keepUntil(state.contact, deps.setting().operator) : 0
  if (until > now.epochMilliseconds) {
    const value = { type: 'retention', address }
    await deps.store.commit(claim.partition, { lease: claim, enqueue: [{ queue, id, at: until, value }] })
    return
  }
  const done = await deps.store.commit(claim.partition, {
    lease: claim,
    erase: true,
    enqueue: [erasedRelay(deps, address, contactOf(claim.partition), now.toString())],
    expireAt: deps.now() + markMs,
  })
  if (done.type === 'done') deps.count('erasures', { by: 'retention' })
}

/** Provider's message ids are kept 48 hours; of deadline and safety texts the id and hash stay (P14). */
const tidy = async (deps: WorkDeps, claim: Claim<Json>, queue: string, id: string): Promise<void> => {
  const before = deps.clock.now(spaceOf(claim.partition)).epochMilliseconds - 2 * day
  const sent = await deps.store.scan(claim.partition, 'sent/')
  const old = sent.filter(({ found }) => Date.parse(SentRecord.parse(found.value).at) < before)
  const kept = old.filter(({ found }) => SentRecord.parse(found.value).texts.length > 0)
  await deps.store.commit(claim.partition, {
    lease: claim,
    dequeue: [{ queue, id }],
    remove: old.filter((one) => !kept.includes(one)).map(({ key }) => key),
    set: kept.map(({ key, found }) => ({
      key,
      value: { ...SentRecord.parse(found.value), messageId: null, asking: null },
    })),
  })
}
