import type { Engine } from '../../../server/store/engine.ts'
import type { KeyRing } from '../../../server/store/key-ring.ts'
import { sealStore as realSealStore } from '../../../server/store/seal.ts'
import type { Batch, Json, Store } from '../../../server/store/store.ts'

/** Where in the pipeline a commit stands, read from what it writes. */
const placeOf = (partition: string, batch: Batch<Json>): string => {
  if (batch.erase) return 'erase'
  if (batch.lease) return { inbox: 'turn', outbox: 'settle', relay: 'relay' }[batch.lease.queue] ?? 'other'
  if (partition.includes('/a/')) return 'address'
  return batch.enqueue?.some(({ queue }) => queue === 'inbox') ? 'accept' : 'other'
}

// `turn.after:12`: at the twelfth such place of this process.
const [wanted = '', times = '1'] = (process.env.WEGWIJS_KILL_AT ?? '').split(':')
let left = Number(times)

const pass = (place: string): void => {
  if (place !== wanted) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

/** Stands in for `sealStore` in open-store.ts; see preload.ts. */
export const sealStore = (engine: Engine, ring: KeyRing): Store => {
  const store = realSealStore(engine, ring)
  return {
    ...store,
    commit: async (partition, batch) => {
      const place = placeOf(partition, batch)
      pass(`${place}.before`)
      const done = await store.commit(partition, batch)
      pass(`${place}.after`)
      return done
    },
    claim: async (options) => {
      const claim = await store.claim(options)
      if (claim) pass(`claim-${options.queue}.after`)
      return claim
    },
  }
}
