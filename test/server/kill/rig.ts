import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openRedis } from '../../../server/store/redis.ts'
import { parseKeyRing, sealStore } from '../../../server/store/seal.ts'
import { openSqlite } from '../../../server/store/sqlite.ts'
import type { Store } from '../../../server/store/store.ts'
import { startCluster, type TestCluster } from '../../support/cluster.ts'
import { type Bench, type Crowd, channelEnv, crowd, webhookSecret } from '../../support/people.ts'
import { freePort } from '../../support/port.ts'
import { startRedis, type TestRedis } from '../../support/redis.ts'
import {
  type ServerOptions,
  startServer,
  type TestServer,
  temporaryFolder,
  testKey,
} from '../../support/server.ts'
import { startTelegramStandIn } from '../../support/telegram-stand-in.ts'
import { startWhatsappStandIn } from '../../support/whatsapp-stand-in.ts'

export type EngineName = 'sqlite' | 'redis' | 'cluster'
export const preload = pathToFileURL(join(import.meta.dirname, 'preload.ts')).href

/** Stand-ins, an engine and as many server processes as are started on it. */
export interface Rig {
  readonly bench: Bench
  readonly people: Crowd
  readonly redis: TestRedis | null
  readonly cluster: TestCluster | null
  readonly folder: string
  /** `<channel> <message id>` of what was taken while its sender hung up before the answer. */
  readonly unheard: ReadonlySet<string>
  /** When a process said that it could not note what a provider took, or that others had its work by then (ms). */
  unnoted(): number[]
  /** Starts a process; on the port of an earlier one when it is given. */
  start(more?: Partial<ServerOptions>): Promise<TestServer>
  /** The store as the server sees it, to look into. */
  look<T>(work: (store: Store) => Promise<T>): Promise<T>
  end(): Promise<void>
}

export const startRig = async (engine: EngineName): Promise<Rig> => {
  const [telegram, whatsapp] = await Promise.all([startTelegramStandIn(), startWhatsappStandIn()])
  const folder = await temporaryFolder()
  const redis = engine === 'redis' ? await startRedis({ appendfsync: 'always' }) : null
  const cluster = engine === 'cluster' ? await startCluster({ appendfsync: 'always' }) : null
  const redisUrl = redis?.url ?? cluster?.url ?? null
  const bench: Bench = { telegram, whatsapp, secret: webhookSecret, urls: [] }
  const env = {
    ...channelEnv(bench),
    DATA_DIR: folder.path,
    DATA_KEY: testKey,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
  }
  const started: TestServer[] = []
  const unheard = new Set<string>()
  telegram.network.abandoned = (id) => void unheard.add(`telegram ${id}`)
  whatsapp.network.abandoned = (id) => void unheard.add(`whatsapp ${id}`)
  return {
    bench,
    people: crowd(bench),
    redis,
    cluster,
    folder: folder.path,
    unheard,
    unnoted: () => started.flatMap((server) => unnotedIn(server.said())),
    start: async (more = {}) => {
      const port = more.port ?? (await freePort())
      const server = await startServer({ ...more, port, env: { ...env, ...more.env } })
      started.push(server)
      return server
    },
    look: async (work) => {
      const ring = parseKeyRing(testKey)
      const inner = redisUrl
        ? await openRedis({ url: redisUrl })
        : openSqlite({ file: join(folder.path, 'wegwijs.sqlite') })
      const store = sealStore(inner, ring)
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    },
    end: async () => {
      await Promise.all(started.filter((server) => !server.isGone()).map((server) => server.kill9()))
      await Promise.all([telegram.stop(), whatsapp.stop(), redis?.stop(), cluster?.stop()])
      await folder.remove()
    },
  }
}

const unnotedIn = (said: string): number[] =>
  said.split('\n').flatMap((line) => {
    const [, time = ''] = /"time":"([^"]+)"/.exec(line) ?? []
    return /"event":"(lease\.lost|settle\.unheard)"/.test(line) ? [Date.parse(time)] : []
  })
