import { expect, test } from 'vitest'
import { breathe } from '../../server/breath.ts'

test('pieces of work that set out together share no round of the event loop, and keep their order', async () => {
  let round = 0
  let over = false
  const count = (): void => {
    round++
    if (!over) setImmediate(count)
  }
  setImmediate(count)
  const seen = await Promise.all([1, 2, 3, 4, 5].map((piece) => breathe().then(() => [piece, round])))
  over = true
  expect(seen.map(([piece]) => piece)).toEqual([1, 2, 3, 4, 5])
  expect(new Set(seen.map(([, at]) => at)).size).toBe(5)
})
