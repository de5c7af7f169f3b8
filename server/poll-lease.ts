import type { Lease, Store } from './store/store.ts'
import type { Chance } from './world.ts'

const queue = 'poll'
const partition = 'main/poll/telegram'
const holdMs = 60_000

export interface PollLease {
  /** True while this process may poll, for another minute. */
  hold(): Promise<boolean>
  /** Given back at a proper stop, so that the next start polls at once. */
  release(): Promise<void>
}

/** Only one process polls: a lease on a row that is never worked off. */
export const pollLease = (store: Store, _chance: Chance): PollLease => {
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
    release: async () => {
      if (lease) await store.release(lease)
      lease = null
    },
  }
}
