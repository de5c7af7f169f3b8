import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Engine } from '../../server/store/engine.ts'
import { openRedis } from '../../server/store/redis.ts'
import { openSqlite } from '../../server/store/sqlite.ts'
import { startCluster } from './cluster.ts'
import { startRedis } from './redis.ts'

export interface EngineAt {
  /** A file or an address that `openAt` takes, also in another process. */
  readonly target: string
  readonly clock?: () => number
}

/** One place with a store in it; every `open` is a further connection to the same data. */
export interface Bench {
  readonly target: string
  open(clock?: () => number): Promise<Engine>
  /** The raw bytes of all that is stored, to search for plain text. */
  raw(): Promise<Buffer>
  /** Closes what was opened and removes the data. */
  end(): Promise<void>
}

export async function openAt({ target, clock }: EngineAt): Promise<Engine> {
  return target.startsWith('redis') ? openRedis({ url: target, clock }) : openSqlite({ file: target, clock })
}

export async function sqliteBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-sqlite-'))
  const target = join(folder, 'wegwijs.sqlite')
  return benchOf(
    target,
    async () => Buffer.concat(await Promise.all([target, `${target}-wal`].map((file) => readFile(file)))),
    () => rm(folder, { recursive: true, force: true }),
  )
}

export async function redisBench(): Promise<Bench> {
  const server = await startRedis({ appendfsync: 'always' })
  return benchOf(server.url, () => dumpNode(server.port), server.stop)
}

export async function clusterBench(): Promise<Bench> {
  const cluster = await startCluster({ appendfsync: 'always' })
  const dump = async () => Buffer.concat(await Promise.all((await cluster.masters()).map(dumpNode)))
  return benchOf(cluster.url, dump, cluster.stop)
}

const dumpNode = async (port: number): Promise<Buffer> => {
  const redis = new Redis(port)
  const keys = await redis.keys('*')
  const values = await Promise.all(keys.map((key) => dumpKey(redis, key)))
  redis.disconnect()
  return Buffer.concat(values)
}

async function dumpKey(redis: Redis, key: string): Promise<Buffer> {
  const type = await redis.type(key)
  const parts =
    type === 'string'
      ? [await redis.getBuffer(key)]
      : type === 'hash'
        ? Object.entries(await redis.hgetallBuffer(key)).flatMap(([name, value]) => [
            Buffer.from(name),
            value,
          ])
        : type === 'list'
          ? await redis.lrangeBuffer(key, 0, -1)
          : type === 'set'
            ? await redis.smembersBuffer(key)
            : (await redis.zrange(key, 0, '-1')).map((member) => Buffer.from(member))
  return Buffer.concat([Buffer.from(key), ...parts.map((part) => part ?? Buffer.alloc(0))])
}

function benchOf(target: string, raw: () => Promise<Buffer>, remove: () => Promise<void>): Bench {
  const opened: Engine[] = []
  return {
    target,
    raw,
    open: async (clock) => {
      const engine = await openAt({ target, clock })
      opened.push(engine)
      return engine
    },
    end: async () => {
      await Promise.all(opened.map((engine) => engine.close()))
      await remove()
    },
  }
}

/** Runs this file in another process: it counts a record up `times` times, by checks alone. Rejects when it fails. */
export async function countElsewhere(target: string, partition: string, times: number): Promise<void> {
  const child = spawn(process.execPath, [import.meta.filename, 'count', target, partition, String(times)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`The counting process ended with code ${code}: ${said}`)
}

export async function countUp(engine: Engine, partition: string, times: number): Promise<void> {
  for (let done = 0; done < times; ) {
    const [found] = await engine.read(partition, ['count'])
    const count = Number(found ? Buffer.from(found.value).toString() : '0') + 1
    const { type } = await engine.commit(partition, {
      check: [{ key: 'count', version: found?.version ?? 0 }],
      set: [{ key: 'count', value: Buffer.from(String(count)) }],
    })
    if (type === 'done') done++
  }
}

const [, started, command, target = '', partition = '', times = '0'] = process.argv
if (started === import.meta.filename && command === 'count') {
  const engine = await openAt({ target })
  await countUp(engine, partition, Number(times))
  await engine.close()
}
