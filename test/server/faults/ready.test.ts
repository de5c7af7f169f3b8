import { afterAll, expect, test } from 'vitest'
import { type Rig, startRig } from '../kill/rig.ts'

const rigs: Rig[] = []
afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

test('ready in under a second, counted from node', async () => {
  const rig = await startRig('sqlite')
  rigs.push(rig)
  const took: number[] = []
  // Other tests run beside this one: the best of a few is what the machine can do.
  while (took.length < 5 || (Math.min(...took) >= 1_000 && took.length < 15)) {
    const server = await rig.start()
    took.push(server.readyMs)
    await server.kill9()
  }
  const sorted = took.map(Math.round).toSorted((a, b) => a - b)
  console.log(`ready after ${sorted.join(', ')} ms; median ${sorted[Math.floor(sorted.length / 2)]} ms`)
  expect(sorted[0]).toBeLessThan(1_000)
}, 60_000)
