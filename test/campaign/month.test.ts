import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { audit, tableOf } from '../audit/audit.ts'
import { gather } from '../audit/evidence.ts'
import { metBy } from '../audit/met.ts'
import type { EngineName } from '../server/kill/rig.ts'
import { hasRedis } from '../support/redis.ts'
import { playMonth } from './month.ts'
import { sourcesOf, type World } from './world.ts'

const engines: readonly EngineName[] = hasRedis() ? ['sqlite', 'redis', 'cluster'] : ['sqlite']

describe.each(engines)('200 people over some days of a month, on %s', (engine) => {
  const ends: (() => Promise<unknown>)[] = []
  afterAll(() => Promise.all(ends.map((end) => end())))

  test('whatever fails meanwhile, the auditor finds nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wegwijs-month-'))
    ends.push(() => rm(folder, { recursive: true, force: true }))
    const days = [0, 1, 4, 9, 32]
    const { world, took } = await playMonth({
      ...{ engine, people: 200, days, arrivalDays: 1, folder, servers: 2, lanes: 200 },
      started: (world: World) => ends.push(world.end),
    })
    await world.settle()
    const evidence = await gather({ folder, ...sourcesOf(world) })
    const verdicts = audit(evidence)
    const met = metBy(evidence)
    console.log(`${engine}, ${Math.round(took.ms / 1000)} s: ${JSON.stringify(met)}`)
    // Where nothing went wrong and nobody hid, nothing would be proved.
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(0)
    expect(met.turns).toBeGreaterThan(600)
    expect(tableOf(verdicts.filter(({ findings }) => findings.length > 0))).toBe('')
  }, 400_000)
})
