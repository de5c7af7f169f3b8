import { randomFillSync } from 'node:crypto'

// Drawn many at once: one call of the system for each would cost more than what they are for.
const pool = Buffer.alloc(8 * 1024)
let drawn = pool.length

/** Random bytes, each given out once; a copy, so that nobody sees what comes next. @throws RangeError over 256. */
export function freshBytes(count: number): Buffer {
  if (count > 256) throw new RangeError('At most 256 fresh bytes are given at once.')
  if (drawn + count > pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  const bytes = Buffer.from(pool.subarray(drawn, drawn + count))
  // What was given out is not kept.
  pool.fill(0, drawn, drawn + count)
  drawn += count
  return bytes
}
