import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { personId, until } from '../../support/people.ts'
import { hasRedis } from '../../support/redis.ts'
import { auditRepeats, leftOver } from './audit.ts'
import { untilDone } from './campaign.ts'
import { type EngineName, type Rig, startRig } from './rig.ts'

const engines: readonly EngineName[] = hasRedis() ? ['sqlite', 'redis'] : ['sqlite']

/** Longer than a lease and than a send may take. */
const stoppedMs = 21_000

describe.concurrent.each(engines)(
  'a process stopped just after the provider took a message, on %s',
  (engine) => {
    const rigs: Rig[] = []
    afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

    test('goes on as if nothing had been: no message comes twice', async () => {
      const rig = await startRig(engine)
      rigs.push(rig)
      const server = await rig.start()
      rig.bench.urls = [server.url]
      const people = (['telegram', 'whatsapp'] as const).map((channel) =>
        rig.people.person(channel, personId(channel, 3)),
      )
      await Promise.all(people.map((person) => person.write('hello')))
      const had = (count: number) => people.every((person) => person.received().length >= count)
      await until(
        () => had(1),
        30_000,
        () => 'The first message was not answered.',
      )
      const { telegram, whatsapp } = rig.bench
      telegram.network.latencyMs = whatsapp.network.latencyMs = 300
      // Both are taken, neither was answered yet.
      let left = people.length
      const taken = () => {
        left -= 1
        if (left === 0) process.kill(server.pid, 'SIGSTOP')
      }
      telegram.network.taken = whatsapp.network.taken = taken
      const writing = Promise.all(people.map((person) => person.write('menu')))
      await until(
        () => left <= 0,
        10_000,
        () => 'Nothing was taken.',
      )
      await pause(stoppedMs)
      process.kill(server.pid, 'SIGCONT')
      await writing
      expect(await untilDone(async () => (await leftOver(rig)).length === 0, 20_000)).toBe(true)
      const { repeats } = auditRepeats(people, [], rig)
      expect(people.map((person) => person.received().length)).toEqual([2, 2])
      expect(repeats).toBe(0)
      expect(rig.unnoted().length).toBeGreaterThan(0)
    }, 120_000)
  },
)
