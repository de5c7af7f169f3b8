import { afterAll, beforeAll, describe, vi } from 'vitest'
import { type House, type HouseOptions, openHouse } from './house.ts'
import { hasRedis, startRedis, type TestRedis } from './redis.ts'

/** Runs the same tests on SQLite and on a real Redis. `open` makes a house that is ended by itself. */
export const onBothEngines = (
  name: string,
  tests: (open: (options?: HouseOptions) => Promise<House>) => void,
): void => {
  // A busy machine is no fault of what is tested.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
  const withRedis = hasRedis()
  for (const engine of ['SQLite', 'Redis'] as const) {
    describe.skipIf(engine === 'Redis' && !withRedis)(`${name} on ${engine}`, () => {
      let redis: TestRedis | null = null
      const opened: House[] = []
      beforeAll(async () => {
        if (engine === 'Redis') redis = await startRedis()
      })
      afterAll(async () => {
        await Promise.all(opened.map((house) => house.end()))
        await redis?.stop()
      })
      tests(async (options = {}) => {
        const house = await openHouse({ ...options, redis: redis?.url ?? null })
        opened.push(house)
        return house
      })
    })
  }
}
