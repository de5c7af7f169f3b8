import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { personId } from '../../support/people.ts'
import { freePort } from '../../support/port.ts'
import { strayAnswers } from '../../support/story.ts'
import { auditRepeats, auditStore, leftOver } from './audit.ts'
import { castPeople, playAll, untilDone } from './campaign.ts'
import { type Rig, startRig } from './rig.ts'

const rigs: Rig[] = []
afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

test('SIGTERM under load, three times: gone within 10 s, nothing lost, nothing sent twice', async () => {
  const rig = await startRig('sqlite')
  rigs.push(rig)
  const port = await freePort()
  let server = await rig.start({ port })
  rig.bench.urls = [server.url]
  const cast = await castPeople(rig, 60, 1)
  rig.bench.telegram.network.latencyMs = 150
  rig.bench.whatsapp.network.latencyMs = 150
  const playing = playAll(cast, 8_000)
  const took: number[] = []
  for (let round = 0; round < 3; round++) {
    await pause(1_500)
    took.push(await server.stop())
    expect(await server.gone).toBe('0')
    server = await rig.start({ port })
  }
  const faults = await playing
  const people = cast.map(({ person }) => person)
  const isDone = await untilDone(async () => (await leftOver(rig)).length === 0, 25_000)
  const stray = cast.flatMap(({ person, answers, steps }) => strayAnswers(person, answers, steps))
  console.log(`stopped under load in ${took.map(Math.round).join(', ')} ms`)
  expect([...faults, ...stray, ...auditRepeats(people, [], rig).faults]).toEqual([])
  expect(isDone).toBe(true)
  expect(await auditStore(rig, people)).toEqual([])
  expect(Math.max(...took)).toBeLessThan(10_000)
}, 240_000)

test('SIGTERM while both providers hang: gone within 10 s all the same', async () => {
  const rig = await startRig('sqlite')
  rigs.push(rig)
  const server = await rig.start()
  rig.bench.urls = [server.url]
  rig.bench.telegram.script({ method: 'sendMessage', times: 30, answer: 'hang' })
  rig.bench.whatsapp.script({ type: 'interactive', times: 30, answer: 'hang' })
  await Promise.all(
    Array.from({ length: 30 }, (_, place) => {
      const channel = place % 2 === 0 ? 'telegram' : 'whatsapp'
      return rig.people.person(channel, personId(channel, place)).write('hello')
    }),
  )
  await pause(300)
  expect(await server.stop()).toBeLessThan(10_000)
}, 40_000)
