import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const root = join(import.meta.dirname, '..', '..')

/** The real server (`node server/run.mjs main.ts`) as a process of its own. */
export interface TestServer {
  readonly url: string
  readonly pid: number
  /** Milliseconds from spawning node until /readyz said so. */
  readonly readyMs: number
  /** All that it printed. */
  readonly said: () => string
  /** Resolves with code or signal once it is gone. */
  readonly gone: Promise<string>
  readonly isGone: () => boolean
  /** SIGKILL; resolves once it is gone. */
  kill9(): Promise<void>
  /** SIGTERM; resolves with the milliseconds it took. */
  stop(): Promise<number>
}

export interface ServerOptions {
  readonly env: Readonly<Record<string, string>>
  readonly port: number
  /** Modules for `node --import`. */
  readonly imports?: readonly string[]
  /** A shell line that ends in `exec "$@"`, to set limits. */
  readonly shell?: string
  /** How long to wait until it is ready; 60 s when left out. */
  readonly patienceMs?: number
}

/** Starts it and waits until it is ready, or until it is gone (a test may kill it at its start). */
export const startServer = async (options: ServerOptions): Promise<TestServer> => {
  const { env, port, imports = [], shell, patienceMs = 60_000 } = options
  const node = [process.execPath, ...imports.flatMap((one) => ['--import', one]), 'server/run.mjs', 'main.ts']
  const [file = '', ...words] = shell ? ['/bin/sh', '-c', shell, 'sh', ...node] : node
  const started = performance.now()
  const child = spawn(file, words, {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test that fails before it ends its server must not leave it behind.
  const endToo = () => child.kill('SIGKILL')
  process.once('exit', endToo)
  child.once('exit', () => process.off('exit', endToo))
  const gone = once(child, 'exit').then(([code, signal]) => String(signal ?? code))
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk))
  const url = `http://127.0.0.1:${port}`
  const isGone = () => child.exitCode !== null || child.signalCode !== null
  while (!isGone() && !(await isReady(url))) {
    if (performance.now() - started > patienceMs) {
      child.kill('SIGKILL')
      throw new Error(`The server was not ready within ${patienceMs} ms. It said:\n${said}`)
    }
    await pause(5)
  }
  const readyMs = performance.now() - started
  return {
    url,
    pid: child.pid ?? 0,
    readyMs,
    said: () => said,
    gone,
    isGone,
    kill9: async () => {
      child.kill('SIGKILL')
      await gone
    },
    stop: () => stopping(child, gone),
  }
}

const stopping = async (child: ChildProcess, gone: Promise<string>): Promise<number> => {
  const asked = performance.now()
  child.kill('SIGTERM')
  await gone
  return performance.now() - asked
}

export const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    async (response) => {
      await response.arrayBuffer()
      return response.ok
    },
    () => false,
  )

export const temporaryFolder = async (): Promise<{ path: string; remove: () => Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'wegwijs-server-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** 32 fixed bytes: test data are fictional. */
export const testKey = Buffer.alloc(32, 7).toString('base64')
