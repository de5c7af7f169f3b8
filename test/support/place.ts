import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Engine } from '../../server/store/engine.ts'
import { openRedis } from '../../server/store/redis.ts'
import { openSqlite } from '../../server/store/sqlite.ts'

/** Where a house keeps its data: a file of its own, or a corner of a Redis. */
export interface Place {
  readonly engine: Engine
  raw(): Promise<string>
  end(): Promise<void>
}

export const sqlitePlace = async (clock: () => number): Promise<Place> => {
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-house-'))
  const file = join(folder, 'wegwijs.sqlite')
  const engine = openSqlite({ file, clock })
  return {
    engine,
    raw: async () => {
      const parts = await Promise.all([file, `${file}-wal`].map((path) => readFile(path).catch(() => '')))
      return parts.map((part) => part.toString('latin1')).join('')
    },
    end: async () => {
      await engine.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** `whole`: the Redis as a server would have it, in place of a corner. */
export const redisPlace = async (url: string, clock: () => number, whole = false): Promise<Place> => {
  const prefix = whole ? 'wegwijs:' : `h${randomBytes(4).toString('hex')}:`
  const engine = await openRedis({ url, prefix, shards: whole ? 64 : 4, clock })
  return {
    engine,
    raw: async () => {
      const redis = new Redis(url)
      const keys = await redis.keys(`${prefix}*`)
      const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)))
      redis.disconnect()
      return keys.join('\n') + dumps.map((dump) => dump?.toString('latin1') ?? '').join('')
    },
    end: () => engine.close(),
  }
}
