import type { Claim, Json, Store } from './store/store.ts'

export interface LoopOptions {
  readonly store: Store
  readonly queue: string
  /** The clock rows of this queue fall due on. */
  readonly now: () => number
  /** Takes one claimed partition to its end; the lease is renewed meanwhile and given back afterwards. */
  readonly work: (claim: Claim<Json>) => Promise<void>
  /** How many partitions at once in this process. */
  readonly lanes: number
  readonly rows: number
  readonly failed: (error: unknown) => void
}

export interface Loop {
  /** Stops claiming; resolves when what was in hand is done. */
  stop(): Promise<void>
}

export const leaseMs = 20_000
const renewMs = 5_000
const pollMs = 500

/** Claims and works partitions until stopped: woken by the store, and looking by itself twice a second. */
export const startLoop = (options: LoopOptions): Loop => {
  let stopping = false
  let wake = (): void => {}
  const unwatch = options.store.watch(options.queue, () => wake())
  const waiters = new Set<() => void>()
  wake = () => {
    for (const waiter of [...waiters]) waiter()
  }
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        waiters.delete(done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      waiters.add(done)
    })
  const lane = async (): Promise<void> => {
    while (!stopping) {
      const busy = await once(options)
      if (busy === 'idle') await pause(pollMs)
      if (busy === 'fault') await pause(pollMs * 2)
    }
  }
  const lanes = Array.from({ length: options.lanes }, lane)
  return {
    stop: async () => {
      stopping = true
      wake()
      unwatch()
      await Promise.all(lanes)
    },
  }
}

const once = async (options: LoopOptions): Promise<'worked' | 'idle' | 'fault'> => {
  try {
    const { store, queue, rows } = options
    const claim = await store.claim({ queue, now: options.now(), leaseMs, rows })
    if (!claim) return 'idle'
    await underLease(options, claim)
    return 'worked'
  } catch (error) {
    options.failed(error)
    return 'fault'
  }
}

const underLease = async (options: LoopOptions, claim: Claim<Json>): Promise<void> => {
  const renew = setInterval(() => {
    options.store.renew(claim, leaseMs).catch(() => {})
  }, renewMs)
  try {
    await options.work(claim)
  } finally {
    clearInterval(renew)
    await options.store.release(claim).catch(() => {})
  }
}
