import type { Erased } from './erasure.ts'
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
  value: { type: 'pass', contact, row: passed(row) } as const,
  once: { mark: `pass:${row.activity.id}:${row.hops}`, until: deps.now() + markMs },
})

const passed = (row: InRow): InRow => ({ ...row, tries: 0, hops: row.hops + 1 })

/** Nothing is worked where everything was erased: what was sent before is dropped, the rest goes to a Contact anew. */
export const passAll = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  waiting: readonly { readonly row: InRow }[],
  erased: Erased,
): Promise<void> => {
  const isOld = ({ activity: { id, sentAt }, askedAt }: InRow): boolean =>
    id === erased.by || Date.parse(askedAt ?? sentAt) <= Date.parse(erased.at)
  const rows = waiting.map(({ row }) => row)
  await deps.store.commit(claim.partition, {
    lease: claim,
    dequeue: rows.map(({ activity }) => ({ queue: queues.inbox, id: activity.id })),
    enqueue: rows
      .filter((row) => !isOld(row))
      .map((row, place) => ({
        queue: queues.relay,
        id: `anew-${String(place).padStart(4, '0')}-${row.activity.id}`,
        at: deps.now(),
        value: { type: 'anew', address: row.address, row: passed(row) },
      })),
  })
}
