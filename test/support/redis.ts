import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as openSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './port.ts'

export type { ChildProcess }

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'wegwijs-redis-'))
export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

/** A real redis-server of its own, on a free port of 127.0.0.1 with a folder of its own. */
export interface TestRedis {
  readonly url: string
  readonly port: number
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>
  /** SIGKILL, as a crash; the folder stays for `restart`. */
  kill9(): Promise<void>
  /** Starts it again on the same port and folder. */
  restart(): Promise<void>
  /** SIGSTOP and SIGCONT: it holds its connections and answers nothing meanwhile. */
  freeze(): void
  thaw(): void
}

/**
 * True when `redis-server` is installed. Without it the tests that need it are left out, loudly; with CI=true it
 * throws instead, so that a build can never pass without them.
 */
export function hasRedis(): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true
  const sentence =
    'redis-server is not installed: the tests on Redis cannot run. Install the package "redis-server".'
  if (process.env.CI === 'true') throw new Error(sentence)
  console.warn(`\n*** ${sentence} THEY ARE LEFT OUT. ***\n`)
  return false
}

export async function startRedis(
  options: { appendfsync?: 'always'; settings?: readonly string[] } = {},
): Promise<TestRedis> {
  const port = await freePort()
  const folder = await makeFolder()
  const persistence = options.appendfsync
    ? ['--appendonly', 'yes', '--appendfsync', options.appendfsync]
    : ['--appendonly', 'no']
  const settings = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    ...persistence,
  ]
  let server = await launchRedis(port, [...settings, ...(options.settings ?? [])])
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop: async () => {
      await endServer(server)
      await removeFolder(folder)
    },
    kill9: () => endServer(server),
    restart: async () => {
      await endServer(server)
      server = await launchRedis(port, [...settings, ...(options.settings ?? [])])
    },
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
  }
}

/** Starts it and waits until it answers. @throws when it ends at its start or stays silent. */
export async function launchRedis(port: number, settings: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', settings, { stdio: 'ignore' })
  // A test that fails before its stop() must not leave a server behind.
  const endToo = () => server.kill('SIGKILL')
  process.once('exit', endToo)
  server.once('exit', () => process.off('exit', endToo))
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null)
      throw new Error(`redis-server ended with code ${server.exitCode} at its start.`)
    if (await answers(port)) return server
    await pause(25)
  }
  await endServer(server)
  throw new Error('redis-server did not answer within 5 s of its start.')
}

export async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGKILL')
  await ended
}

// PING, and not only a connection: while it reads its append-only file it accepts and refuses to serve.
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const settle = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.setTimeout(500, () => settle(false))
    socket.on('error', () => settle(false))
    socket.on('data', (reply) => settle(/^(\+PONG|-NOAUTH)/.test(reply.toString())))
  })
}
