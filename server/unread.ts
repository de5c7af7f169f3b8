import { park } from './parked.ts'
import { contactOf, isNewer, spaceOf } from './store/state.ts'
import type { Claim, Json, Row } from './store/store.ts'
import type { WorkDeps } from './work.ts'

const leaveMs = 30_000

/** A row of a newer release waits for a process of that release; what nobody can read is parked, so that it stops nothing. */
export const setAside = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  queue: string,
  { id, value }: Row<Json>,
): Promise<void> => {
  if (isNewer(value, 1)) return leave(deps, claim, queue, [{ id, at: 0, value }])
  const reason = `${queue.split('/')[0]}.unreadable`
  const kept = { store: deps.store, chance: deps.setting().chance, now: deps.now }
  await park(kept, reason, value, contactOf(claim.partition))
  deps.note('update.parked', { reason })
  await deps.store.commit(claim.partition, { lease: claim, dequeue: [{ queue, id }] })
}

/** Left alone for a while, as they are: a process of a newer release takes them. */
export const leave = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  queue: string,
  rows: readonly Row<Json>[],
): Promise<void> => {
  // Due rows lie on their Space's clock, all others on the real one.
  const now = queue.startsWith('due/')
    ? deps.clock.now(spaceOf(claim.partition)).epochMilliseconds
    : deps.now()
  deps.note('rows.newer', { queue: queue.split('/')[0] ?? '' })
  await deps.store.commit(claim.partition, {
    lease: claim,
    enqueue: rows.map((row) => ({ ...row, queue, at: now + leaveMs })),
  })
}
