import type { Evidence } from './evidence.ts'

/** The earliest that the platforms' and the server's moved clock may have shown at a moment of the machine's. */
export const simulated = ({ clocks }: Pick<Evidence, 'clocks'>, at: number): number =>
  at + (clocks.findLast((clock) => clock.until <= at)?.offset ?? 0)

/** The latest that it may have shown: a process may see a step before all do. */
export const latest = ({ clocks }: Pick<Evidence, 'clocks'>, at: number): number =>
  at + (clocks.findLast((clock) => clock.at <= at)?.offset ?? 0)

/** Whether something was away on purpose at that moment, or a little before. */
export const isAway = (
  { downs }: Pick<Evidence, 'downs'>,
  at: number,
  graceMs: number,
  what?: Evidence['downs'][number]['what'],
): boolean =>
  downs.some(
    (down) =>
      (what === undefined || down.what === what) && at >= down.from - graceMs && at <= down.to + graceMs,
  )
