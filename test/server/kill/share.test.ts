import { afterAll, describe, expect, test } from 'vitest'
import { personId, until } from '../../support/people.ts'
import { hasRedis } from '../../support/redis.ts'
import type { TestServer } from '../../support/server.ts'
import { leftOver } from './audit.ts'
import { untilDone } from './campaign.ts'
import { type EngineName, type Rig, startRig } from './rig.ts'

const engines: readonly EngineName[] = hasRedis() ? ['sqlite', 'redis', 'cluster'] : ['sqlite']
const people = 300
const turns = (said: string): number => said.split('"event":"turn.done"').length - 1

const warm =
  (rig: Rig) =>
  async ({ url }: TestServer, place: number): Promise<void> => {
    rig.bench.urls = [url]
    const person = rig.people.person('telegram', personId('telegram', 2_000 + place))
    await person.write('hello')
    await until(
      () => person.received().length > 0,
      30_000,
      () => 'The first message was not answered within 30 s.',
    )
  }

describe.each(engines)('three processes on one %s', (engine) => {
  const rigs: Rig[] = []
  afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

  test('a queue that one of them took in is worked by all', async () => {
    const rig = await startRig(engine)
    rigs.push(rig)
    const servers = await Promise.all([rig.start(), rig.start(), rig.start()])
    // Texts are read in the first seconds of a process; what is measured comes after them.
    await Promise.all(servers.map(warm(rig)))
    // An answer may be quicker than the line that tells of its turn.
    await until(
      () => servers.reduce((sum, server) => sum + turns(server.said()), 0) >= servers.length,
      5_000,
      () => 'Not every first turn was told of.',
    )
    const before = servers.map((server) => turns(server.said()))
    // Every update comes in at the first; the others hear of it through the store alone.
    rig.bench.urls = [servers[0]?.url ?? '']
    const crowd = Array.from({ length: people }, (_, place) => {
      const channel = place % 2 === 0 ? 'telegram' : 'whatsapp'
      return rig.people.person(channel, personId(channel, 1_000 + place))
    })
    const began = Date.now()
    await Promise.all(crowd.map((person) => person.write('hello')))
    const isDone = await untilDone(async () => (await leftOver(rig)).length === 0, 60_000)
    const worked = servers.map((server, place) => turns(server.said()) - (before[place] ?? 0))
    console.log(`${engine}: ${people} turns in ${Date.now() - began} ms, by process ${worked.join(', ')}`)
    expect(isDone).toBe(true)
    expect(crowd.filter((person) => person.received().length !== 1)).toEqual([])
    expect(worked.reduce((sum, count) => sum + count, 0)).toBe(people)
    // On one file there is one writer at a time, and who has just written is first in line: the others get what is left.
    for (const count of worked) expect(count).toBeGreaterThan(engine === 'sqlite' ? 0 : people / 10)
  }, 120_000)
})
