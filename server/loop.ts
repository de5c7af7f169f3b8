import { type Claim, type Json, type Store, StoreGone, type Viewed } from './store/store.ts'

export interface LoopOptions {
  readonly store: Store
  readonly queue: string
  /** The clock rows of this queue fall due on. */
  readonly now: () => number
  /**
   * Takes one claimed partition to its end; the lease is renewed meanwhile and given back afterwards. What takes long
   * asks `isStopping` between its pieces. `readAt`: what came along with the claim is no younger, by performance.now().
   */
  readonly work: (claim: Claim<Json>, isStopping: () => boolean, readAt: number) => Promise<void>
  /** How many partitions at once in this process. */
  readonly lanes: number
  readonly rows: number
  /** What the work reads in any case: it comes along with the claim. */
  readonly view?: Viewed
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
  const bed = restingLanes()
  const inHand: InHand = new Map()
  const unwatch = options.store.watch(options.queue, bed.wakeOne)
  const lane = async (): Promise<void> => {
    while (!stopping) {
      const busy = await once(options, inHand, bed.wakeOne, () => stopping)
      if (busy !== 'worked' && !stopping) await bed.rest(busy === 'idle' ? pollMs : pollMs * 2)
    }
  }
  const lanes = Array.from({ length: options.lanes }, lane)
  return {
    stop: async () => {
      stopping = true
      unwatch()
      bed.wakeAll()
      await Promise.all(lanes)
    },
  }
}

interface Resting {
  rest(ms: number): Promise<void>
  wakeOne(): void
  wakeAll(): void
}

/**
 * Of the lanes at rest one looks out by the clock and the others sleep: a row that comes in wakes one lane and not all,
 * and whoever finds work wakes the next. So many lanes cost no more than one while there is nothing to do.
 */
const restingLanes = (): Resting => {
  const sleeping: (() => void)[] = []
  let lookout = false
  let missed = false
  const wakeOne = (): void => {
    const wake = sleeping.shift()
    if (wake) wake()
    else missed = true
  }
  return {
    rest: (ms) => {
      if (missed) {
        missed = false
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        const isLookout = !lookout
        lookout = true
        const wake = (): void => {
          clearTimeout(timer)
          if (isLookout) lookout = false
          const place = sleeping.indexOf(wake)
          if (place >= 0) sleeping.splice(place, 1)
          resolve()
        }
        const timer = isLookout ? setTimeout(wake, ms) : undefined
        if (isLookout) sleeping.unshift(wake)
        else sleeping.push(wake)
      })
    },
    wakeOne,
    wakeAll: () => {
      while (sleeping.length > 0) wakeOne()
    },
  }
}

/** What this process works on just now, by partition. */
type InHand = Map<string, Promise<void>>

const once = async (
  options: LoopOptions,
  inHand: InHand,
  found: () => void,
  isStopping: () => boolean,
): Promise<'worked' | 'idle' | 'fault'> => {
  try {
    const { store, queue, rows, view } = options
    const readAt = performance.now()
    const claim = await store.claim({ queue, now: options.now(), leaseMs, rows, view, woken: true })
    if (!claim) return 'idle'
    found()
    const before = inHand.get(claim.partition)
    // Stopped for longer than a lease we took from ourselves: whoever has it in hand may know what a provider took.
    const work: LoopOptions['work'] = before ? () => before : options.work
    const working = underLease({ ...options, work }, claim, isStopping, readAt)
    await held(inHand, claim.partition, working)
    return 'worked'
  } catch (error) {
    options.failed(error)
    return 'fault'
  }
}

const held = async (inHand: InHand, partition: string, working: Promise<void>): Promise<void> => {
  const quiet = working.catch(() => {})
  inHand.set(partition, quiet)
  await working.finally(() => inHand.get(partition) === quiet && inHand.delete(partition))
}

const underLease = async (
  options: LoopOptions,
  claim: Claim<Json>,
  isStopping: () => boolean,
  readAt: number,
): Promise<void> => {
  const renew = setInterval(() => {
    options.store.renew(claim, leaseMs).catch(() => {})
  }, renewMs)
  let isBroken = false
  try {
    await options.work(claim, isStopping, readAt)
  } catch (error) {
    isBroken = !(error instanceof StoreGone)
    throw error
  } finally {
    clearInterval(renew)
    // One that cannot be worked rests until its lease ends: given back it would be the oldest again, and stop all others.
    if (!isBroken) await options.store.release(claim).catch(() => {})
  }
}
