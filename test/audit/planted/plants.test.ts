import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { playMonth } from '../../campaign/month.ts'
import { changeable, clear } from '../../campaign/weather.ts'
import { sourcesOf, type World } from '../../campaign/world.ts'
import { audit, checks, tableOf, type Verdict } from '../audit.ts'
import { gather } from '../evidence.ts'
import { type Plant, plants } from './plants.ts'

const ends: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(ends.map((end) => end())))

const preload = pathToFileURL(join(import.meta.dirname, 'preload.ts')).href
const people = 8

const brokenBy = async (plant: Plant | null): Promise<Verdict[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-plant-'))
  ends.push(() => rm(folder, { recursive: true, force: true }))
  const { world } = await playMonth({
    ...{ engine: 'sqlite', people, arrivalDays: 1, folder, servers: 1, lanes: people, happens: {} },
    kinds: plant?.kinds ?? ['asks', 'letter', 'hides', 'deletes', 'stops', 'floods'],
    days: plant?.days ?? [0, 1, 4],
    weather: plant === null || plant.check === 'waits' ? { ...changeable, wait: 150 } : clear,
    ...(plant ? { imports: [preload], env: { WEGWIJS_PLANT: plant.name } } : {}),
    started: (world: World) => ends.push(world.end),
  })
  await world.settle()
  const verdicts = audit(await gather({ folder, ...sourcesOf(world) }))
  return verdicts.filter(({ findings }) => findings.length > 0)
}

describe.concurrent('a server that does wrong is found out', () => {
  for (const plant of plants)
    test.concurrent(`${plant.name}: ${plant.check}`, async () => {
      const broken = await brokenBy(plant)
      expect(broken.map(({ check }) => check.name)).toContain(plant.check)
      const others = broken.filter(
        ({ check: { name } }) => name !== plant.check && !plant.also?.includes(name),
      )
      expect(tableOf(others)).toBe('')
    }, 180_000)

  test.concurrent('one that does right is not', async () => {
    expect(tableOf(await brokenBy(null))).toBe('')
  }, 180_000)
})

test('every check has a fault that it alone must see', () => {
  const seen = new Set(plants.map(({ check }) => check))
  expect(checks.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([])
})
