import type { Lease, Store } from './store/store.ts'
import type { Chance } from './world.ts'

const queue = 'poll'
const partition = 'main/poll/telegram'
const holdMs = 60_000

/** Only one process polls: a lease on a row that is never worked off. */
export const pollLease = (store: Store, _chance: Chance): { hold(): Promise<boolean> } => {
  let lease: Lease | null = null
  return {
    hold: async () => {
      if (lease && (await store.renew(lease, holdMs))) return true
      lease = null
      await store.commit(partition, {
        enqueue: [
          { queue, id: 'turn', at: 0, value: null, once: { mark: 'turn', until: Number.MAX_SAFE_INTEGER } },
        ],
      })
      lease = await store.claim({ queue, now: Date.now(), leaseMs: holdMs, rows: 1 })
      return lease !== null
    },
  }
}
