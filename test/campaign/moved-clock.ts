import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, openClock as openReal } from '../../server/clock.ts'
import type { Store } from '../../server/store/store.ts'

const refreshMs = 100

/** Where a process tells what its clock shows, for whoever moves it: `clock-<pid>` holds the offset, ms. */
const told = join(process.env.WEGWIJS_JOURNAL ?? '.', `clock-${process.pid}`)

/** Stands in for `openClock` in main.ts: channel accounts run on the clock of `demo`, which can be moved. */
export const openClock = (store: Store): Clock => {
  const clock = openReal(store)
  let shown = -1
  const look = async (): Promise<void> => {
    await clock.refresh()
    const offset = clock.now('demo').epochMilliseconds - clock.now('main').epochMilliseconds
    // The two are read one after the other: a millisecond may lie between them.
    if (Math.abs(offset - shown) > 5) writeFileSync(told, String(offset))
    shown = offset
  }
  setInterval(() => void look().catch(() => {}), refreshMs).unref()
  return { ...clock, now: () => clock.now('demo') }
}
