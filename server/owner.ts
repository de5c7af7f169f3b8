import { queues } from './rows.ts'
import { keys, readState } from './store/state.ts'
import type { Store } from './store/store.ts'

/** A number has a new owner: the old Contact is sealed, and nothing that still waits goes to that number (P17). */
export const sealFor = async (store: Store, partition: string, fresh: string, at: string): Promise<void> => {
  const state = await readState(store, partition)
  const waiting = await store.rows(partition, queues.outbox)
  const held = await store.rows(partition, queues.held)
  const unworked = await store.rows(partition, queues.inbox)
  const contact = state.contact && { ...state.contact, sealed: { at, by: 'silence' as const, fresh } }
  await store.commit(partition, {
    check: contact ? [{ key: keys.contact, version: state.versions.get(keys.contact) ?? 0 }] : [],
    set: contact ? [{ key: keys.contact, value: contact }] : [],
    dequeue: [
      ...waiting.map(({ id }) => ({ queue: queues.outbox, id })),
      ...held.map(({ id }) => ({ queue: queues.held, id })),
      // Its answers would go to the new owner.
      ...unworked.map(({ id }) => ({ queue: queues.inbox, id })),
    ],
  })
}
