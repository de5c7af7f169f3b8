import { workDue } from './due.ts'
import { type Loop, startLoop } from './loop.ts'
import { workOutbox } from './outbox.ts'
import { workRelay } from './relay.ts'
import { dueQueue, queues } from './rows.ts'
import type { Shelf } from './shelf.ts'
import type { WorkDeps } from './work.ts'
import { workInbox } from './worker.ts'

export interface Running {
  stop(): Promise<void>
}

const refreshMs = 1_000
const sweepMs = 60_000

/** All that a process does besides answering HTTP: turns, deliveries, what falls due, housekeeping. */
export const startRunning = (
  deps: WorkDeps,
  shelf: Shelf,
  failed: (place: string, error: unknown) => void,
): Running => {
  const { store, now, clock } = deps
  const base = { store, now }
  const loops: Loop[] = [
    startLoop({
      ...base,
      queue: queues.inbox,
      lanes: 8,
      rows: 200,
      work: (claim) => workInbox(deps, claim),
      failed: (error) => failed('inbox', error),
    }),
    startLoop({
      ...base,
      queue: queues.outbox,
      lanes: 16,
      rows: 1,
      work: (claim) => workOutbox(deps, claim),
      failed: (error) => failed('outbox', error),
    }),
    startLoop({
      ...base,
      queue: queues.relay,
      lanes: 2,
      rows: 50,
      work: (claim) => workRelay(deps, claim),
      failed: (error) => failed('relay', error),
    }),
    ...(['main', 'demo'] as const).map((space) =>
      startLoop({
        store,
        queue: dueQueue(space),
        now: () => clock.now(space).epochMilliseconds,
        lanes: 1,
        rows: 50,
        work: (claim) => workDue(deps, claim),
        failed: (error) => failed('due', error),
      }),
    ),
  ]
  const timers = [
    every(
      refreshMs,
      async () => {
        await clock.refresh()
        await shelf.refresh()
      },
      (error) => failed('refresh', error),
    ),
    every(
      sweepMs,
      () => store.sweep(now()),
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

const every = (ms: number, work: () => Promise<unknown>, failed: (error: unknown) => void): NodeJS.Timeout =>
  setInterval(() => {
    work().catch(failed)
  }, ms)
