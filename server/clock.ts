import { Temporal } from 'temporal-polyfill'
import type { SpaceName } from './channel.ts'
import type { Store } from './store/store.ts'

/** A Space's clock: the real one in `main`; in `demo` it may be moved forward, never back. */
export interface Clock {
  now(space: SpaceName): Temporal.Instant
  /** Moves the demo Space forward by `ms`, for every process. */
  forward(ms: number): Promise<void>
  /** Reads the offset that other processes may have set. */
  refresh(): Promise<void>
}

const partition = 'demo/clock'
const key = 'offset'

export const openClock = (store: Store, real: () => number = Date.now): Clock => {
  let offset = 0
  const load = async (): Promise<number> => {
    const [found] = await store.read(partition, [key])
    offset = Math.max(offset, typeof found?.value === 'number' ? found.value : 0)
    return found?.version ?? 0
  }
  return {
    now: (space) => Temporal.Instant.fromEpochMilliseconds(real() + (space === 'demo' ? offset : 0)),
    refresh: async () => {
      await load()
    },
    forward: async (ms) => {
      if (ms < 0) throw new RangeError('The demo clock only moves forward.')
      const version = await load()
      const next = offset + ms
      const done = await store.commit(partition, { check: [{ key, version }], set: [{ key, value: next }] })
      if (done.type !== 'done')
        throw new Error('Somebody else moved the demo clock at the same time. Try again.')
      offset = next
    },
  }
}
