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
import { changeable } from './weather.ts'
import { sourcesOf, type World } from './world.ts'

const engines: readonly EngineName[] = hasRedis() ? ['sqlite', 'redis', 'cluster'] : ['sqlite']

const ends: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(ends.map((end) => end())))

// Side by side: most of the time people and providers are waited for.
describe.concurrent('80 people over some days of a month', () => {
  test.concurrent.each(engines)(
    'whatever fails meanwhile, the auditor finds nothing: %s',
    async (engine) => {
      const folder = await mkdtemp(join(tmpdir(), 'wegwijs-month-'))
      ends.push(() => rm(folder, { recursive: true, force: true }))
      const days = [0, 1, 4, 9, 32]
      const { world, took } = await playMonth({
        ...{ engine, people: 80, days, arrivalDays: 1, folder, servers: 2, lanes: 40 },
        ...{ answerMs: 2_500, visitMs: 30_000, weather: { ...changeable, wait: 25 } },
        started: (world: World) => ends.push(world.end),
      })
      await world.settle()
      const evidence = await gather({ folder, ...sourcesOf(world) })
      const verdicts = audit(evidence)
      const met = metBy(evidence)
      console.log(`${engine}, ${Math.round(took.ms / 1000)} s: ${JSON.stringify(met)}`)
      // Where nothing went wrong and nobody hid, nothing would be proved.
      for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(0)
      expect(met.turns).toBeGreaterThan(250)
      expect(tableOf(verdicts.filter(({ findings }) => findings.length > 0))).toBe('')
    },
    400_000,
  )
})
