import { describe, expect, test } from 'vitest'
import { hasRedis } from '../support/redis.ts'
import { costOf, filledRedis } from './stored.ts'

/** The short form of `npm run bench`: what is exact on any machine, however busy. */
describe.skipIf(!hasRedis())('The cost of a turn on Redis', () => {
  test('is the same with 10 and with 10 000 stored conversations, and stays within its bounds', async () => {
    const measured = []
    for (const count of [10, 10_000]) {
      const { redis, bytes } = await filledRedis(count, true)
      measured.push({ cost: await costOf(redis), bytes })
      await redis.stop()
    }
    const [few, many] = measured
    expect(many?.cost).toEqual(few?.cost)
    const { evalsha = 0, hmget = 0 } = many?.cost.names ?? {}
    // Scripts and reads a turn, the looks of a house that nobody wakes among them; README.md says what they are.
    expect(evalsha + hmget).toBeLessThan(23)
    expect(many?.cost.bytesIn).toBeLessThan(20_000)
    expect(many?.cost.bytesOut).toBeLessThan(14_000)
    expect(many?.bytes).toBeLessThan(5_400)
  }, 180_000)
})
