import { execFileSync, spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { EngineName } from '../server/kill/rig.ts'
import { skewMs } from './skew.ts'
import { changeable, setStorm, setWeather } from './weather.ts'
import type { World } from './world.ts'

/** Something that goes wrong while people write. */
export type Happening = (world: World) => Promise<void>

const hour = 3_600_000

const kill: Happening = async (world) => {
  await pause(1_500 + Math.random() * 1_500)
  await world.kill(Math.floor(Math.random() * world.servers().length))
}

const killTwice: Happening = async (world) => {
  await kill(world)
  await kill(world)
}

/** Both platforms are away for seconds, and while they are an hour passes: what comes then comes late. */
export const storm: Happening = async (world) => {
  await pause(1_000)
  await world.down('provider', async () => {
    setStorm(world.platform)
    await pause(2_000)
    await world.forward(hour)
    await pause(1_500)
  })
  setWeather(world.platform, changeable)
}

/** Both platforms keep strictly to their limits for a while: 429 of Telegram, 130429 of WhatsApp. */
const rush: Happening = async ({ platform: { telegram, whatsapp } }) => {
  telegram.network.limits = { perChat: 2, inAll: 30 }
  whatsapp.network.perSecond = 30
  await pause(6_000)
  telegram.network.limits = null
  whatsapp.network.perSecond = null
}

/** We are away for two days; the platforms keep what was written, and bring it days late. */
const away: Happening = async (world) => {
  await pause(800)
  await world.without(async () => {
    await pause(1_000)
    await world.forward(48 * hour)
  })
}

/** A clock is set forward by minutes, and back: the machine's on SQLite, that of one machine of several on Redis. */
const clockSteps: Happening = async (world) => {
  await pause(500)
  const all = world.servers()
  const stepped = world.rig.redis || world.rig.cluster ? all.slice(0, 1) : all
  const step = (): void => {
    for (const server of stepped) if (!server.isGone()) process.kill(server.pid, 'SIGUSR2')
  }
  await world.down('clock', async () => {
    step()
    await pause(3_000)
    step()
    // What was made meanwhile lies as far ahead: it is due when the clock has come so far again.
    await pause(skewMs)
  })
}

const hasPrlimit = (): boolean => spawnSync('prlimit', ['--version']).status === 0

const limitFiles = (pid: number, bytes: number | 'unlimited') =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`])

/** No file grows any more: what a full disk is to SQLite. */
const diskFull: Happening = async (world) => {
  if (!hasPrlimit()) return
  await pause(600)
  await world.down('disk', async () => {
    for (const { pid } of world.servers()) limitFiles(pid, 4096)
    await pause(2_500)
    for (const { pid } of world.servers()) limitFiles(pid, 'unlimited')
  })
}

const redisDies: Happening = async ({ rig, down }) => {
  await pause(600)
  await down('store', async () => {
    await rig.redis?.kill9()
    await pause(2_000)
    await rig.redis?.restart()
    await pause(500)
  })
}

/** A master is killed, its replica takes over; the dead one comes back as a replica. */
const failover: Happening = async ({ rig, down }) => {
  await pause(600)
  const { cluster } = rig
  if (!cluster) return
  await down('store', async () => {
    const [victim = 0] = await cluster.masters()
    await cluster.kill9(victim)
    await cluster.healthy(30_000)
    await pause(500)
    await cluster.restart(victim)
    await cluster.healthy(30_000)
  })
}

const storeFails: Readonly<Record<EngineName, Happening>> = {
  sqlite: diskFull,
  redis: redisDies,
  cluster: failover,
}

/** By the place of the day in the list of days. */
export const happenings = (engine: EngineName): Readonly<Record<number, Happening>> => ({
  0: kill,
  1: away,
  2: storm,
  3: storeFails[engine],
})

/** The same over and over, for a long month; the clock is set once, as what it leaves behind takes minutes. */
export const manyHappenings = (engine: EngineName, days: number): Readonly<Record<number, Happening>> => {
  const all = [killTwice, storm, rush, away, storeFails[engine]]
  // Nothing on the last day: there the people who fell silent return.
  const places = Array.from({ length: days - 1 }, (_, place) => [place, all[place % all.length] ?? kill])
  return { ...Object.fromEntries(places), 7: clockSteps }
}
