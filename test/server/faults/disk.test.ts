import { execFileSync, spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { personId, until } from '../../support/people.ts'
import { leftOver } from '../kill/audit.ts'
import { untilDone } from '../kill/campaign.ts'
import { type Rig, startRig } from '../kill/rig.ts'

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0
const rigs: Rig[] = []
afterAll(() => Promise.all(rigs.map((rig) => rig.end())))

/** No file of the process may grow over this many bytes: what a full disk is to SQLite. */
const limitFiles = (pid: number, bytes: number | 'unlimited') =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`])

test.runIf(hasPrlimit)(
  'a full disk: 503, the process lives, and goes on once there is room',
  async () => {
    const rig = await startRig('sqlite')
    rigs.push(rig)
    // The signal would end the process; a full disk sends none.
    const server = await rig.start({ shell: `trap '' XFSZ; exec "$@"` })
    rig.bench.urls = [server.url]
    const first = rig.people.person('telegram', personId('telegram', 1))
    await first.write('hello')
    await until(
      () => first.received().length === 1,
      5_000,
      () => 'No answer.',
    )
    limitFiles(server.pid, 4096)
    await pause(200)
    const second = rig.people.person('whatsapp', personId('whatsapp', 2))
    const writing = second.write('hello', { patienceMs: 20_000 })
    await pause(2_500)
    const third = rig.people.person('telegram', personId('telegram', 3))
    expect(await third.write('hello', { patienceMs: 0 })).toEqual([503])
    expect(server.isGone()).toBe(false)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    expect(second.received()).toEqual([])
    limitFiles(server.pid, 'unlimited')
    const statuses = await writing
    expect(statuses.slice(0, -1).every((status) => status === 503)).toBe(true)
    expect(statuses.at(-1)).toBe(200)
    await until(
      () => second.received().length === 1,
      25_000,
      () => 'No answer after there was room.',
    )
    await first.tap('en')
    await until(
      () => first.received().length === 2,
      25_000,
      () => 'No answer to whom was there before.',
    )
    expect(await untilDone(async () => (await leftOver(rig)).length === 0, 25_000)).toBe(true)
  },
  90_000,
)
