import { type Clock, openClock as openReal } from '../../server/clock.ts'
import type { Store } from '../../server/store/store.ts'

const refreshMs = 100

/** Stands in for `openClock` in main.ts: channel accounts run on the clock of `demo`, which can be moved. */
export const openClock = (store: Store): Clock => {
  const clock = openReal(store)
  setInterval(() => void clock.refresh().catch(() => {}), refreshMs).unref()
  return { ...clock, now: () => clock.now('demo') }
}
