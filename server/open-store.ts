import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { type KeyRing, parseKeyRing } from './store/key-ring.ts'
import { sealStore } from './store/seal.ts'
import { openSqlite } from './store/sqlite.ts'
import type { Store } from './store/store.ts'

export interface Opened {
  readonly store: Store
  readonly madeKey: boolean
}

/** Opens the configured engine and seals it. Redis is loaded only when it is asked for. */
export const openStore = async (config: Config): Promise<Opened> => {
  const { ring, made } = keyRing(config)
  if (config.redisUrl === null) {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
    return {
      store: sealStore(openSqlite({ file: join(config.dataDir, 'wegwijs.sqlite') }), ring),
      madeKey: made,
    }
  }
  const { openRedis } = await import('./store/redis.ts')
  return { store: sealStore(await openRedis({ url: config.redisUrl }), ring), madeKey: made }
}

/** Without DATA_KEY a development key is made once and kept beside the data: enough to try, not to rely on. */
const keyRing = (config: Config): { ring: KeyRing; made: boolean } => {
  if (config.keys) return { ring: config.keys, made: false }
  const path = join(config.dataDir, 'development.key')
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 })
  } catch {
    // Made by an earlier start.
  }
  return { ring: parseKeyRing(readFileSync(path, 'utf8').trim()), made: true }
}
