import { setTimeout as pause } from 'node:timers/promises'
import {
  type ClientContext,
  Cluster,
  Redis,
  type RedisCommander,
  type RedisOptions,
  type Result,
} from 'ioredis'
import { StoreGone } from '../store.ts'
import type { Script } from './lua.ts'

// ioredis has both and leaves them out of its types; its callBuffer loses the command's name when it pipelines.
declare module 'ioredis' {
  interface RedisCommander<Context extends ClientContext = { type: 'default' }> {
    evalshaBuffer(sha: string, keys: number, ...words: (string | Buffer)[]): Result<unknown, Context>
    evalBuffer(source: string, keys: number, ...words: (string | Buffer)[]): Result<unknown, Context>
  }
}

export type Word = string | number | Uint8Array

/** The connection to one Redis or one cluster. Whatever fails comes out as StoreGone, with nothing of the content. */
export interface Link {
  readonly cluster: boolean
  /** Runs a script on the shard with this root; `words` follow ARGV[1] root and ARGV[2] clock. */
  run(script: Script, root: string, ...words: Word[]): Promise<unknown>
  /** One command outside the scripts. */
  ask<T>(command: (redis: RedisCommander) => Promise<T>): Promise<T>
  /** The same command to every master. */
  askEach<T>(command: (redis: RedisCommander) => Promise<T>): Promise<T[]>
  /** A second connection that goes on by itself, for wake-ups. */
  subscriber(): Redis | Cluster
  close(): Promise<void>
}

const answerMs = 800

const common = {
  lazyConnect: true,
  commandTimeout: answerMs,
  connectTimeout: 2_000,
  // A connection that is dead without a sign (a machine gone) is given up after this and made anew.
  socketTimeout: 3_000,
  maxRetriesPerRequest: 0,
  // Without this ioredis sends what was in flight once more after a reconnect: a commit would be applied twice.
  autoResendUnfulfilledCommands: false,
  // After a failover the old master answers READONLY: connect again, without repeating the command.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} as const satisfies RedisOptions

const comeBackMs = (times: number) => Math.min(50 * times, 500)

export async function connect(url: string, clock: (() => number) | undefined): Promise<Link> {
  const redis = clientOf(url)
  // Each failed command says so itself; without a listener ioredis prints every lost connection.
  redis.on('error', () => undefined)
  try {
    await redis.connect()
  } catch {
    redis.disconnect()
    throw new StoreGone(
      'Redis does not answer at the address in REDIS_URL. Check that it runs, and its host, port and password.',
    )
  }
  return linkOf(redis, clock)
}

function clientOf(url: string): Redis | Cluster {
  const urls = url.split(',').filter((part) => part.trim() !== '')
  const [first, ...more] = urls.map(parseUrl)
  if (!first) throw wrongUrl()
  if (more.length === 0 && !url.includes(',')) {
    const options = {
      ...common,
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      retryStrategy: comeBackMs,
    }
    return new Redis({ ...first, ...options })
  }
  const { host: _host, port: _port, db: _db, ...access } = first
  return new Cluster(
    [first, ...more].map(({ host, port }) => ({ host, port })),
    {
      lazyConnect: true,
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      clusterRetryStrategy: comeBackMs,
      // ioredis would otherwise repeat a command whose connection broke, and a commit must never be repeated.
      retryDelayOnFailover: 0,
      redisOptions: { ...common, ...access },
    },
  )
}

interface Endpoint {
  readonly host: string
  readonly port: number
  readonly db?: number
  readonly username?: string
  readonly password?: string
  readonly tls?: { readonly servername: string }
}

function parseUrl(part: string): Endpoint {
  const url = URL.parse(part.trim())
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') throw wrongUrl()
  const db = url.pathname.replace('/', '')
  if (!/^\d*$/.test(db)) throw wrongUrl()
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: url.port === '' ? 6379 : Number(url.port),
    ...(db !== '' && { db: Number(db) }),
    ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'rediss:' && { tls: { servername: host } }),
  }
}

// The address itself is left out, as it may hold a password.
const wrongUrl = () =>
  new Error(
    'REDIS_URL is not an address of Redis. Give redis://host:6379 or rediss://…, or the nodes of a cluster with commas.',
  )

function linkOf(redis: Redis | Cluster, clock: (() => number) | undefined): Link {
  const ask: Link['ask'] = async (command) => {
    try {
      return await command(redis)
    } catch (error) {
      throw goneFor(error)
    }
  }
  return {
    cluster: redis instanceof Cluster,
    ask,
    run: (script, root, ...words) => {
      const sent = words.map((word) => (word instanceof Uint8Array ? bufferOf(word) : String(word)))
      return ask(() => runScript(redis, script, root, [root, clock ? String(clock()) : '', ...sent]))
    },
    askEach: (command) => {
      const nodes: RedisCommander[] = redis instanceof Cluster ? redis.nodes('master') : [redis]
      return ask(() => Promise.all(nodes.map(command)))
    },
    subscriber: () => subscriberOf(redis),
    close: async () => {
      redis.disconnect()
    },
  }
}

const bufferOf = (word: Uint8Array) => Buffer.from(word.buffer, word.byteOffset, word.byteLength)

// A refusal of these kinds comes before anything ran, so asking again is safe; nothing else is ever repeated.
const notRun = /^(NOSCRIPT|MOVED|ASK|TRYAGAIN)\b/

async function runScript(
  redis: Redis | Cluster,
  script: Script,
  key: string,
  words: (string | Buffer)[],
  triesLeft = 3,
): Promise<unknown> {
  try {
    return await redis.evalshaBuffer(script.sha, 1, key, ...words)
  } catch (error) {
    const refusal = error instanceof Error ? notRun.exec(error.message)?.[1] : undefined
    if (!refusal || triesLeft === 0) throw error
    if (refusal === 'NOSCRIPT') return await redis.evalBuffer(script.source, 1, key, ...words)
    if (redis instanceof Cluster) redis.refreshSlotsCache()
    await pause(50)
    return runScript(redis, script, key, words, triesLeft - 1)
  }
}

function subscriberOf(redis: Redis | Cluster): Redis | Cluster {
  // Its commands may wait for the connection: a subscription is made once and renewed by ioredis itself.
  const copy =
    redis instanceof Cluster
      ? redis.duplicate([], { enableOfflineQueue: true, lazyConnect: false })
      : redis.duplicate({
          enableOfflineQueue: true,
          lazyConnect: false,
          commandTimeout: undefined,
          maxRetriesPerRequest: null,
        })
  return copy.on('error', () => undefined)
}

/** The refusal's first word is all that is told: an error of ioredis carries the command with its values. */
function goneFor(error: unknown): Error {
  if (error instanceof StoreGone) return error
  const refusal = error instanceof Error && error.name === 'ReplyError' ? error.message : ''
  if (refusal === '')
    return new StoreGone(`Redis did not answer within ${answerMs} ms, or cannot be reached.`)
  const code = refusal.split(' ', 1)[0] ?? 'ERR'
  const advice: Record<string, string> = {
    OOM: 'its memory is full; raise maxmemory or make room',
    MISCONF: 'it cannot write to its disk; make room there',
    READONLY: 'this node is a replica; the master is elsewhere',
    NOAUTH: 'it wants a password; put it in REDIS_URL',
    NOPERM: 'the account in REDIS_URL may not run what Wegwijs needs (scripts, publish, config get)',
    LOADING: 'it is still loading its data',
    CLUSTERDOWN: 'the cluster is down',
  }
  return new StoreGone(`Redis refused: ${advice[code] ?? `its code is ${code}`}.`)
}
