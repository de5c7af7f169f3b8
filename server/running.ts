import { workDue } from './due.ts'
import { type Loop, startLoop } from './loop.ts'
import { workOutbox } from './outbox.ts'
import { workRelay } from './relay.ts'
import { dueQueue, queues } from './rows.ts'
import type { Shelf } from './shelf.ts'
import { keys } from './store/state.ts'
import type { Claim, Json, Viewed } from './store/store.ts'
import type { WorkDeps } from './work.ts'
import { workInbox } from './worker.ts'

export interface Running {
  stop(): Promise<void>
}

const refreshMs = 1_000
const sweepMs = 60_000

type Failed = (place: string, error: unknown) => void

/** All that a process does besides answering HTTP: turns, deliveries, what falls due, housekeeping. */
export const startRunning = (deps: WorkDeps, shelf: Shelf, failed: Failed): Running => {
  const loops = loopsOf(deps, failed)
  const refresh = async (): Promise<void> => {
    await deps.clock.refresh()
    await shelf.refresh()
  }
  const timers = [
    every(refreshMs, refresh, (error) => failed('refresh', error)),
    every(
      sweepMs,
      () => deps.store.sweep(deps.now()),
      (error) => failed('sweep', error),
    ),
  ]
  return {
    stop: async () => {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}

/** Lanes by queue: deliveries wait for providers, and one that hangs must not stop the other, so they get the most. */
const lanes = { inbox: 8, outbox: 64, relay: 2, due: 1 } as const
// What is owed comes along with the view, all of it: the order is kept among rows that are not ready too.
const rows = { inbox: 200, outbox: 0, relay: 50, due: 50 } as const

/** What comes along with a claim of each queue. */
export const views = {
  inbox: { prefixes: ['s/', 'seen'], queues: [queues.outbox, queues.held, queues.relay] },
  outbox: { versions: [keys.contact], queues: [queues.outbox] },
  relay: undefined,
  due: undefined,
} as const satisfies Record<keyof typeof lanes, Viewed | undefined>

const loopsOf = (deps: WorkDeps, failed: Failed): Loop[] => {
  const { store, now, clock } = deps
  const loop = (kind: keyof typeof lanes, queue: string, at: () => number, work: Work): Loop =>
    startLoop({
      ...{ store, queue, now: at, lanes: lanes[kind], rows: rows[kind], view: views[kind] },
      work: (...given) => work(deps, ...given),
      failed: (error) => failed(kind, error),
    })
  const spaces = ['main', 'demo'] as const
  return [
    loop('inbox', queues.inbox, now, workInbox),
    loop('outbox', queues.outbox, now, workOutbox),
    loop('relay', queues.relay, now, workRelay),
    ...spaces.map((space) => loop('due', dueQueue(space), () => clock.now(space).epochMilliseconds, workDue)),
  ]
}

type Work = (deps: WorkDeps, claim: Claim<Json>, isStopping: () => boolean, readAt: number) => Promise<void>

const every = (ms: number, work: () => Promise<unknown>, failed: (error: unknown) => void): NodeJS.Timeout =>
  setInterval(() => {
    work().catch(failed)
  }, ms)
