import { afterAll, describe, expect, test } from 'vitest'
import { hasRedis } from '../../support/redis.ts'
import { strayAnswers } from '../../support/story.ts'
import { auditRepeats, auditStore, leftOver } from './audit.ts'
import { castPeople, playAll, untilDone } from './campaign.ts'
import { type EngineName, type Rig, startRig } from './rig.ts'

const engines: readonly EngineName[] = hasRedis() ? ['sqlite', 'redis', 'cluster'] : ['sqlite']
const turns = (said: string): number => said.split('"event":"turn.done"').length - 1

describe.concurrent.each(engines)('two server processes on one %s', (engine) => {
  const rigs: Rig[] = []
  afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

  test('share the work: no turn and no send twice, order kept, both work', async () => {
    const rig = await startRig(engine)
    rigs.push(rig)
    const servers = await Promise.all([rig.start(), rig.start()])
    rig.bench.urls = servers.map(({ url }) => url)
    const cast = await castPeople(rig, 60, 1)
    rig.bench.telegram.network.latencyMs = 20
    rig.bench.whatsapp.network.latencyMs = 20
    const faults = await playAll(cast, 1_500)
    const people = cast.map(({ person }) => person)
    const isDone = await untilDone(async () => (await leftOver(rig)).length === 0, 10_000)
    const stray = cast.flatMap(({ person, answers, steps }) => strayAnswers(person, answers, steps))
    const { faults: repeated, repeats } = auditRepeats(people, [], rig)
    const worked = servers.map((server) => turns(server.said()))
    console.log(`${engine}: turns of the two processes ${worked.join(' and ')}, ${repeats} repeats`)
    expect([...faults, ...stray, ...repeated]).toEqual([])
    expect(isDone).toBe(true)
    expect(await auditStore(rig, people)).toEqual([])
    for (const count of worked) expect(count).toBeGreaterThan(30)
  }, 240_000)
})
