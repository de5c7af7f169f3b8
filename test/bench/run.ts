import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { candidates, type Running, screensFile, startCandidate } from './candidates.ts'
import { dialogue } from './dialogue.ts'
import { loadAverage } from './measure.ts'
import { startProvider } from './provider.ts'
import { type Figures, measureReady, measureRound, measureSteady } from './rounds.ts'
import { dialogueTable, idleTable, latencyTable, readyTable, storedTable, storeTable } from './tables.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    people: { type: 'string', default: '300' },
    abreast: { type: 'string', default: '16' },
    rate: { type: 'string', default: '20' },
    stored: { type: 'string', default: '1000000' },
    part: { type: 'string', default: 'dialogue,stored' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(`npm run bench [-- options]
  --rounds 5         rounds, each with every bot in turn
  --people 300       people a round, each new, each three turns
  --abreast 16       of them at once
  --rate 20          turns a second while latency is measured
  --stored 1000000   how many conversations the larger store holds
  --part dialogue,stored`)
  process.exit(0)
}

/** Peers have their own lock file; they are no part of the project's own packages. */
const installPeers = (): void => {
  const folder = import.meta.dirname
  const lock = join(folder, 'package-lock.json')
  const stamp = join(folder, 'node_modules', '.bench-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(lock, 'utf8')) return
  console.error('Installing the peers (npm ci in test/bench) …')
  // botbuilder-dialogs runs npx after its installation, to no use here.
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(stamp, readFileSync(lock))
}

const say = (text: string): void => console.log(`${text}\n`)

const machine = (): string => {
  const redis = execFileSync('redis-server', ['--version'], { encoding: 'utf8' })
  const version = /v=([\d.]+)/.exec(redis)?.[1] ?? '?'
  const [first] = cpus()
  return `${cpus().length} cores (${first?.model ?? '?'}), Node ${process.versions.node}, Redis ${version}`
}

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const measureDialogue = async (): Promise<void> => {
  const provider = await startProvider()
  const [first, ...others] = candidates
  if (!first) return
  const running: Running[] = [await startCandidate(first, provider)]
  try {
    // The peers say what Wegwijs says: its screens are taken down once.
    const shown = await dialogue(running[0]!.line, '7000000001')
    const plain = (id: string) => id.slice(id.indexOf('.') + 1)
    const screens = shown.taken.map(({ screen }) => ({
      text: screen.text,
      buttons: screen.buttons.map((row) => row.map(({ id, label }) => ({ id: plain(id), label }))),
    }))
    writeFileSync(screensFile, JSON.stringify(screens))
    for (const one of others) running.push(await startCandidate(one, provider))
    const ready = await measureReady(running, Number(values.rounds))
    await rest(3_000)
    const figures: Figures = new Map(running.map(({ candidate }) => [candidate.name, []]))
    const size = { people: Number(values.people), abreast: Number(values.abreast) }
    // Round 0 warms up and is not counted. Each round begins with another bot.
    for (let round = 0; round <= Number(values.rounds); round++)
      for (const place of running.keys()) {
        const one = running[(place + round) % running.length]!
        const [fast, steady] = [
          await measureRound(one, size),
          await measureSteady(one, Number(values.rate), round === 0 ? 3 : 10),
        ]
        if (round > 0) figures.get(one.candidate.name)?.push({ ...fast, ...steady })
        console.error(
          `round ${round} ${one.candidate.name}: ${fast.cpu.toFixed(2)} ms a turn, load ${loadAverage()}`,
        )
      }
    for (const text of [
      dialogueTable(figures),
      latencyTable(figures),
      storeTable(figures),
      readyTable(ready),
    ])
      say(text)
  } finally {
    await Promise.all(running.map((one) => one.end()))
    await provider.stop()
  }
}

const measureStored = async (): Promise<void> => {
  const { costOf, filledRedis } = await import('./stored.ts')
  const { serverOn } = await import('./rounds.ts')
  const rows = []
  for (const [count, isIdle] of [
    [1_000, false],
    [1_000, true],
    [Number(values.stored), true],
  ] as const) {
    console.error(`storing ${count} conversations …`)
    const { redis, bytes } = await filledRedis(count, isIdle)
    try {
      const cost = await costOf(redis)
      const served = await serverOn(redis, Number(values.people))
      rows.push({ count, isIdle, bytes, cost, served })
    } finally {
      await redis.stop()
    }
  }
  say(storedTable(rows))
  say(idleTable(rows))
}

installPeers()
say(
  `Measured ${new Date().toISOString().slice(0, 10)} on ${machine()}; load at the start ${loadAverage()}: \`npm run bench\` with ${values.rounds} rounds, ${values.people} people a round, ${values.abreast} at once.`,
)
if (values.part.includes('dialogue')) await measureDialogue()
if (values.part.includes('stored')) await measureStored()
say(`Load at the end ${loadAverage()}.`)
process.exit(0)
