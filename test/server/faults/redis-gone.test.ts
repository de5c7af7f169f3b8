import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { personId } from '../../support/people.ts'
import { hasRedis } from '../../support/redis.ts'
import { strayAnswers } from '../../support/story.ts'
import { auditRepeats, auditStore, leftOver } from '../kill/audit.ts'
import { castPeople, playAll, untilDone } from '../kill/campaign.ts'
import { type Rig, startRig } from '../kill/rig.ts'

const goneMs = process.env.WEGWIJS_LONG === '1' ? 30_000 : 7_000

describe.concurrent.each(['killed', 'frozen'] as const)('Redis %s in the middle', (how) => {
  const rigs: Rig[] = []
  afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

  test.runIf(hasRedis())(
    'webhooks and readiness answer 503, then it goes on by itself, nothing lost',
    async () => {
      const rig = await startRig('redis')
      rigs.push(rig)
      const server = await rig.start()
      rig.bench.urls = [server.url]
      const cast = await castPeople(rig, 48, 1)
      const playing = playAll(cast, 4_000)
      await pause(1_500)
      const goneAt = Date.now()
      if (how === 'killed') await rig.redis?.kill9()
      else rig.redis?.freeze()
      await pause(1_500)
      const ready = await fetch(`${server.url}/readyz`)
      expect(ready.status).toBe(503)
      const update = await fetch(`${server.url}/webhooks/telegram`, {
        method: 'POST',
        headers: { 'X-Telegram-Bot-Api-Secret-Token': rig.bench.secret },
        body: JSON.stringify({
          update_id: 1,
          message: { message_id: 1, date: 1, chat: { id: 4_000_000_001, type: 'private' }, text: 'hello' },
        }),
      })
      expect(update.status).toBe(503)
      expect(update.headers.get('Retry-After')).toBe('5')
      await pause(goneMs - 1_500)
      if (how === 'killed') await rig.redis?.restart()
      else rig.redis?.thaw()
      const backAt = Date.now()
      const stranger = rig.people.person('whatsapp', personId('whatsapp', 150))
      await stranger.write('hello')
      const faults = await playing
      const people = cast.map(({ person }) => person)
      const isDone = await untilDone(async () => (await leftOver(rig)).length === 0, 30_000)
      const stray = cast.flatMap(({ person, answers, steps }) => strayAnswers(person, answers, steps))
      const { faults: repeated, repeats } = auditRepeats(people, [{ at: goneAt, readyAt: backAt }], rig)
      console.log(`Redis ${how} for ${goneMs} ms: ${repeats} repeats`)
      expect([...faults, ...stray, ...repeated]).toEqual([])
      expect(isDone).toBe(true)
      expect(await auditStore(rig, people)).toEqual([])
      expect(stranger.received().length).toBeGreaterThan(0)
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
      expect(server.isGone()).toBe(false)
    },
    300_000,
  )
})
