import { type InRow, markMs, queues } from './rows.ts'
import type { Claim, Json } from './store/store.ts'
import type { WorkDeps } from './work.ts'

/** A sealed Contact works nothing: what still arrives there belongs to whoever writes from the Address now. */
export const passOn = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  row: InRow,
  to: string,
): Promise<boolean> => {
  const done = await deps.store.commit(claim.partition, {
    lease: claim,
    dequeue: [{ queue: queues.inbox, id: row.activity.id }],
    enqueue: [passRow(deps, row, to)],
  })
  return done.type === 'done'
}

/** Relay rows go by their id where they are of one moment: the Address first, what was found, then the rest. */
export const passRow = (deps: WorkDeps, row: InRow, contact: string) => ({
  queue: queues.relay,
  id: `${row.activity.type === 'found' ? '2found' : '3pass'}-${row.activity.id}`,
  at: deps.now(),
  value: { type: 'pass', contact, row: { ...row, tries: 0 } } as const,
  once: { mark: `pass:${row.activity.id}:${contact}`, until: deps.now() + markMs },
})
