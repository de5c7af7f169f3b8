import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePort } from '../support/port.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { isReady, testKey } from '../support/server.ts'
import { type Line, type Protocol, secret } from './dialogue.ts'
import type { Provider } from './provider.ts'

/** Where Wegwijs's own screens are put for the peers to say. */
export const screensFile = join(tmpdir(), `wegwijs-bench-screens-${process.pid}.json`)

const root = join(import.meta.dirname, '..', '..')

export interface Candidate {
  readonly name: string
  readonly protocol: Protocol
  readonly script: readonly string[]
}

export const candidates: readonly Candidate[] = [
  { name: 'Wegwijs', protocol: 'telegram', script: ['server/run.mjs', 'main.ts'] },
  { name: 'botbuilder', protocol: 'connector', script: ['test/bench/peers/botbuilder.mjs'] },
  { name: 'grammY', protocol: 'telegram', script: ['test/bench/peers/grammy.mjs'] },
  { name: 'floor', protocol: 'telegram', script: ['test/bench/peers/floor.mjs'] },
]

/** A bot as a process of its own, with a Redis of its own. */
export interface Running {
  readonly candidate: Candidate
  readonly line: Line
  readonly redis: TestRedis
  readonly ask: Redis
  pid(): number
  /** Ends the process and starts it anew: milliseconds until it was ready. */
  restart(): Promise<number>
  end(): Promise<void>
}

const settings = (port: number, redis: TestRedis, provider: Provider, folder: string) => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  NODE_ENV: 'production',
  PORT: String(port),
  REDIS_URL: redis.url,
  DATA_DIR: folder,
  DATA_KEY: testKey,
  PUBLIC_URL: 'http://127.0.0.1:9',
  TELEGRAM_BOT_TOKEN: provider.token,
  TELEGRAM_WEBHOOK_SECRET: secret,
  TELEGRAM_API_ROOT: provider.url,
  SIMULATOR: 'off',
  BENCH_SCREENS: screensFile,
  BENCH_API_ROOT: provider.url,
  BENCH_TOKEN: provider.token,
  BENCH_SECRET: secret,
})

export const startCandidate = async (
  candidate: Candidate,
  provider: Provider,
  nodeOptions: readonly string[] = [],
  given: TestRedis | null = null,
): Promise<Running> => {
  const redis = given ?? (await startRedis())
  const folder = mkdtempSync(join(tmpdir(), 'wegwijs-bench-'))
  const line = { url: '', protocol: candidate.protocol, provider }
  let child: ChildProcess | null = null
  const restart = async (triesLeft = 3): Promise<number> => {
    await endChild(child)
    // Between finding a port free and taking it somebody else on this machine may take it.
    const port = await freePort()
    const log = openSync(join(folder, 'log'), 'w')
    const began = performance.now()
    const words = [...nodeOptions, ...candidate.script]
    const env = settings(port, redis, provider, folder)
    const started = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', log, log] })
    process.once('exit', () => started.kill('SIGKILL'))
    child = started
    line.url = `http://127.0.0.1:${port}`
    while (started.exitCode === null && !(await isReady(line.url))) await pause(5)
    if (started.exitCode === null) return performance.now() - began
    if (triesLeft > 0) return restart(triesLeft - 1)
    throw new Error(`${candidate.name} ended: ${readFileSync(join(folder, 'log'), 'utf8')}`)
  }
  const ask = new Redis(redis.url)
  await restart()
  return {
    candidate,
    line,
    redis,
    ask,
    pid: () => child?.pid ?? 0,
    restart,
    end: async () => {
      await endChild(child)
      ask.disconnect()
      if (!given) await redis.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const endChild = async (child: ChildProcess | null): Promise<void> => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(late)
}
