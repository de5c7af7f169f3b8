import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { hasRedis } from '../../support/redis.ts'
import { strayAnswers } from '../../support/story.ts'
import { auditRepeats, auditStore, leftOver } from '../kill/audit.ts'
import { castPeople, playAll, untilDone } from '../kill/campaign.ts'
import { type Rig, startRig } from '../kill/rig.ts'

/** One master in the suite; in the long form each in turn, the dead one back as a replica before the next dies. */
const deaths = process.env.WEGWIJS_LONG === '1' ? 3 : 1

describe.runIf(hasRedis())('a master of the cluster killed while people write', () => {
  const rigs: Rig[] = []
  afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

  /**
   * Replication is asynchronous, so Redis may lose what it acknowledged in the last moments before it died. On one
   * machine such a moment is shorter than a test can hit on purpose: what this shows is that nothing else is lost,
   * doubled or stuck, and that both processes go on by themselves with the new master.
   */
  test('its replica takes over, and every accepted update is worked once and answered', async () => {
    const rig = await startRig('cluster')
    rigs.push(rig)
    const { cluster } = rig
    if (!cluster) throw new Error('This rig has no cluster.')
    const servers = await Promise.all([rig.start(), rig.start()])
    rig.bench.urls = servers.map(({ url }) => url)
    const cast = await castPeople(rig, 60, 1)
    const playing = playAll(cast, 5_000 * deaths)
    const tookMs: number[] = []
    const died: { at: number; readyAt: number }[] = []
    for (let death = 0; death < deaths; death++) {
      await pause(1_500)
      const victim = (await cluster.masters())[0] ?? 0
      const at = Date.now()
      await cluster.kill9(victim)
      await cluster.healthy()
      tookMs.push(Date.now() - at)
      // What was in flight when it died may be sent again: 10 s until the outbox stops waiting for an echo.
      died.push({ at, readyAt: Date.now() })
      if (deaths > 1) {
        await cluster.restart(victim)
        await cluster.healthy()
      }
    }
    const faults = await playing
    const people = cast.map(({ person }) => person)
    const isDone = await untilDone(async () => (await leftOver(rig)).length === 0, 30_000)
    const stray = cast.flatMap(({ person, answers, steps }) => strayAnswers(person, answers, steps))
    const { faults: repeated, repeats } = auditRepeats(people, died, rig)
    console.log(`failover after ${tookMs.join(', ')} ms; ${repeats} sends repeated`)
    expect([...faults, ...stray, ...repeated]).toEqual([])
    expect(isDone).toBe(true)
    expect(await auditStore(rig, people)).toEqual([])
    for (const server of servers) {
      expect(server.isGone()).toBe(false)
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    }
  }, 400_000)
})
