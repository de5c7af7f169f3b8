import { afterAll, describe, expect, test } from 'vitest'
import { hasRedis } from '../../support/redis.ts'
import { strayAnswers } from '../../support/story.ts'
import { auditRepeats, auditStore, leftOver, slowestAnswerMs } from './audit.ts'
import { castPeople, deathPoints, dieAtEach, playAll, untilDone } from './campaign.ts'
import { type EngineName, type Rig, startRig } from './rig.ts'

const isLong = process.env.WEGWIJS_LONG === '1'
const engines: readonly EngineName[] = hasRedis() ? ['sqlite', 'redis', 'cluster'] : ['sqlite']

describe.concurrent.each(engines)('kill -9 at twenty points while 200 people write, on %s', (engine) => {
  const rigs: Rig[] = []
  afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

  test(
    'every accepted update is worked once, in order, and answered within 30 s of the restart',
    async () => {
      const rig = await startRig(engine)
      rigs.push(rig)
      const quiet = await rig.start()
      rig.bench.urls = [quiet.url]
      const cast = await castPeople(rig, 200, isLong ? 12 : 2)
      await quiet.stop()
      rig.bench.telegram.network.latencyMs = 15
      rig.bench.whatsapp.network.latencyMs = 15
      const points = isLong ? [...deathPoints, ...deathPoints, ...deathPoints] : deathPoints
      const [faults, { deaths, missed }] = await Promise.all([
        playAll(cast, isLong ? 90_000 : 22_000),
        dieAtEach(rig, points),
      ])
      const people = cast.map(({ person }) => person)
      const isDone = await untilDone(async () => (await leftOver(rig)).length === 0, 30_000)
      const stray = cast.flatMap(({ person, answers, steps }) => strayAnswers(person, answers, steps))
      const { faults: repeated, repeats, excused } = auditRepeats(people, deaths, rig)
      const slowest = slowestAnswerMs(people, deaths)
      const updates = people.reduce((sum, { taken }) => sum + taken.length, 0)
      console.log(
        `${engine}: ${updates} updates, ${deaths.length} deaths, ${repeats} sends repeated (${excused.unheard} answers unheard, ${excused.unnoted} not noted, else deaths), slowest answer ${slowest} ms`,
      )
      expect(missed).toEqual([])
      expect([...faults, ...stray, ...repeated]).toEqual([])
      expect(isDone).toBe(true)
      expect(await auditStore(rig, people)).toEqual([])
      expect(deaths).toHaveLength(points.length)
      expect(slowest).toBeLessThan(30_000)
    },
    isLong ? 1_200_000 : 400_000,
  )
})
