import type { Conversation } from '../bot/conversation.ts'
import { bubbleRows, eventRows, type RowContext } from './out-rows.ts'
import { passRow } from './pass.ts'
import { day, InRow, markMs, OutRow, queues, RelayRow } from './rows.ts'
import type { Ready } from './run-one.ts'
import { readAddress } from './store/addresses.ts'
import { contactOf } from './store/state.ts'
import type { Batch, Claim, Json, NewRow, Row } from './store/store.ts'
import type { WorkDeps } from './work.ts'

/** What was sent after the erasure was asked for is not lost with it: it is worked as a new Contact's. */
const later = (ready: Ready, rows: readonly Row<Json>[]): InRow[] => {
  const asked = ready.row.activity
  return rows
    .flatMap(({ value }) => InRow.safeParse(value).data ?? [])
    .filter(({ activity }) => activity.id !== asked.id && activity.sentAt >= asked.sentAt)
}

/** A tap is answered all the same: else its button turns for ever. */
const acks = async (deps: WorkDeps, { partition }: Claim<Json>): Promise<NewRow<Json>[]> =>
  (await deps.store.rows(partition, queues.outbox)).flatMap((row) =>
    OutRow.safeParse(row.value).data?.call.type === 'ack' ? [{ ...row, queue: queues.outbox }] : [],
  )

/** All rows and unsent outbox go in one commit; the receipt alone stays until it is sent or 24 hours have passed. */
export const eraseBatch = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  ready: Ready,
  context: RowContext,
): Promise<Batch<Json>> => {
  const waiting = await deps.store.rows(claim.partition, queues.inbox)
  const left = later(ready, waiting)
  const receipt = { ...context, dropAfter: deps.now() + day }
  const next = left.length > 0 ? ready.world.fresh.contact : null
  const { wordTries: tries } = ready.turn.conversation
  return {
    lease: claim,
    erase: true,
    // What is taken in while this is made ready would go with the rest.
    checkRows: [{ queue: queues.inbox, rows: waiting.length }],
    enqueue: [
      ...(await acks(deps, claim)),
      ...bubbleRows(receipt, ready.bubbles),
      ...eventRows(receipt, ready.turn.events),
      erasedRelay(deps, ready.row.address, contactOf(claim.partition), ready.row.activity.sentAt, {
        next,
        tries,
        by: ready.row.activity.id,
      }),
      ...(next === null ? [] : left.map((row) => passRow(deps, row, next))),
    ],
    expireAt: deps.now() + markMs,
  }
}

export const erasedRelay = (
  deps: WorkDeps,
  address: string,
  contact: string,
  at: string,
  more: {
    readonly next: string | null
    readonly tries: Conversation['wordTries'] | null
    readonly by: string | null
  },
): NewRow<Json> => ({
  queue: queues.relay,
  id: '1erased',
  at: deps.now(),
  value: { type: 'erased', address, contact, at, ...more },
})

/** What is known of an erasure of this Contact. */
export interface Erased {
  readonly at: string
  readonly by: string | null
}

/**
 * A Contact without a record is new, or it was erased a moment ago: then the relay row still lies here, or the Address
 * points elsewhere and tells the moment. What is worked here would be out of its owner's reach.
 */
export const erasedHere = async (
  deps: WorkDeps,
  { partition, view }: Claim<Json>,
  address: string,
): Promise<Erased | null> => {
  for (const { value } of view?.rows(queues.relay) ?? (await deps.store.rows(partition, queues.relay))) {
    const row = RelayRow.safeParse(value).data
    if (row?.type === 'erased') return { at: row.at, by: row.by }
  }
  const found = (await readAddress(deps.store, address)).address
  const isElsewhere = found.contact !== contactOf(partition)
  return isElsewhere && found.tombstone !== null ? { at: found.tombstone, by: null } : null
}
