import { mkdtemp, rm } from 'node:fs/promises'
import { arch, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { audit, tableOf } from '../audit/audit.ts'
import { type Evidence, gather } from '../audit/evidence.ts'
import { type Met, metBy } from '../audit/met.ts'
import type { EngineName } from '../server/kill/rig.ts'
import { hasRedis } from '../support/redis.ts'
import { manyHappenings } from './happenings.ts'
import { playMonth } from './month.ts'
import { sourcesOf, type World } from './world.ts'

const usage = `npm run test:long -- [--engine sqlite|redis|cluster] [--people 10000] [--days 15] [--servers 3] [--lanes 100] [--keep <folder>]
Plays a simulated month on each engine, or on the one named: so many days one by one, then days 32 and 33. Then it is audited. Ends with 1 where something does not hold.`

const { values } = parseArgs({
  options: {
    engine: { type: 'string' },
    people: { type: 'string', default: '10000' },
    days: { type: 'string', default: '15' },
    servers: { type: 'string', default: '3' },
    lanes: { type: 'string', default: '100' },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

const known: readonly EngineName[] = ['sqlite', 'redis', 'cluster']

/** Whoever was silent for thirty days comes back. */
const lastDays = [32, 33]

interface Figures extends Met {
  readonly engine: EngineName
  readonly seconds: number
  readonly load: string
}

const figuresOf = (engine: EngineName, seconds: number, evidence: Evidence): Figures => ({
  engine,
  seconds,
  ...metBy(evidence),
  load: loadavg()
    .map((one) => one.toFixed(1))
    .join(' '),
})

const play = async (engine: EngineName): Promise<{ figures: Figures; holds: boolean }> => {
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'wegwijs-long-')))
  const days = [...Array.from({ length: Number(values.days) }, (_, day) => day), ...lastDays]
  const opened: World[] = []
  const began = Date.now()
  const since = (): number => Math.round((Date.now() - began) / 1000)
  try {
    const { world, took } = await playMonth({
      ...{ engine, folder, days, people: Number(values.people), arrivalDays: Math.max(1, days.length - 9) },
      ...{ servers: Number(values.servers), lanes: Number(values.lanes), visitMs: 30_000 },
      happens: manyHappenings(engine, days.length),
      started: (started) => opened.push(started),
      say: (sentence) => console.log(`${engine}, ${since()} s: ${sentence}`),
    })
    await world.settle()
    const evidence = await gather({ folder, ...sourcesOf(world) })
    const verdicts = audit(evidence)
    console.log(`${engine}, ${since()} s: audited`)
    console.log(tableOf(verdicts))
    const holds = verdicts.every(({ findings }) => findings.length === 0)
    return { figures: figuresOf(engine, Math.round(took.ms / 1000), evidence), holds }
  } finally {
    for (const world of opened) await world.end()
    if (!values.keep) await rm(folder, { recursive: true, force: true })
  }
}

const main = async (): Promise<number> => {
  if (values.help) {
    console.log(usage)
    return 0
  }
  const engines = known.filter((engine) => (values.engine ?? engine) === engine)
  if (engines.length === 0) {
    console.error(`"${values.engine}" is no engine. It is sqlite, redis or cluster.\n${usage}`)
    return 2
  }
  const able = hasRedis() ? engines : engines.filter((engine) => engine === 'sqlite')
  const all = []
  for (const engine of able) all.push(await play(engine))
  console.log(
    `\n${values.people} people, ${values.days} days; ${cpus().length} cores ${arch()}, Node ${process.versions.node}`,
  )
  console.table(all.map(({ figures, holds }) => ({ ...figures, holds })))
  return all.every(({ holds }) => holds) && able.length === engines.length ? 0 : 1
}

process.exit(await main())
