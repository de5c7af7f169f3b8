import { checkBatch, checkPartition, checkPrefix, type Engine } from './engine.ts'
import { committedOf, wordsOf } from './redis/commit.ts'
import { hintsOf } from './redis/hints.ts'
import { connect, type Link } from './redis/link.ts'
import { scripts } from './redis/lua.ts'
import { type Places, placesOf, rootsOf } from './redis/place.ts'
import { queuesOf } from './redis/queue.ts'
import { found, groups, number, recordsFrom, text } from './redis/reply.ts'
import { describeRedis, refuseUnfit, settleShards } from './redis/start.ts'
import { walkOf } from './redis/walk.ts'
import { watchersOf } from './redis/watch.ts'
import type { Store } from './store.ts'

export interface RedisOptions {
  /** `redis://…` or `rediss://…`; with commas in it, the nodes of a cluster. */
  readonly url: string
  /** Fixed at the first start of a store; 1 to 1000. */
  readonly shards?: number
  /** Stands before every key and channel; no braces. */
  readonly prefix?: string
  /** The real clock in ms, for tests; without it leases and marks follow the clock of Redis. */
  readonly clock?: () => number
}

type Bytes = Store<Uint8Array>

/**
 * Opens the engine for many machines. Rejects with StoreGone when Redis does not answer, and with a plain Error when
 * it must not be used as it is set up. Calls reject with StoreGone within about a second while Redis is away, and go
 * on by themselves when it is back; a commit is never repeated.
 */
export async function openRedis(options: RedisOptions): Promise<Engine> {
  const { url, shards = 64, prefix = 'wegwijs:', clock } = options
  if (!Number.isInteger(shards) || shards < 1 || shards > 1_000 || /[{}]/.test(prefix)) {
    throw new Error('Redis needs 1 to 1000 shards and a prefix without braces.')
  }
  const link = await connect(url, clock)
  try {
    await refuseUnfit(link)
    await settleShards(link, prefix, shards)
  } catch (error) {
    await link.close()
    throw error
  }
  return engineOf(link, placesOf(prefix, shards))
}

function engineOf(link: Link, places: Places): Engine {
  const hints = hintsOf()
  const watchers = watchersOf(link, places, hints)
  const queues = queuesOf(link, places, hints)
  return {
    ...readingOf(link, places),
    ...queues,
    ...walkOf(link, places),
    commit: async (partition, batch) => {
      checkBatch(partition, batch)
      const words = wordsOf(batch)
      const done = committedOf(await link.run(scripts.commit, places.rootOf(partition), partition, ...words))
      if (done.type === 'done' && batch.lease && batch.release) queues.released(batch.lease)
      return done
    },
    watch: watchers.watch,
    blob: blobsOf(link, places),
    sweep: (now) => eachPage(places, (root) => link.run(scripts.sweep, root, now, page)),
    removeAll: async (prefix) => {
      checkPrefix(prefix)
      await eachPage(places, (root) => link.run(scripts.removeAll, root, prefix, page))
    },
    ping: async () => {
      await link.askEach((redis) => redis.ping())
    },
    describe: () => describeRedis(link, places.shards),
    close: async () => {
      watchers.stop()
      await link.close()
    },
  }
}

// So that no single call holds Redis for long.
const page = 100

async function eachPage(places: Places, run: (root: string) => Promise<unknown>): Promise<number> {
  const roots = rootsOf(places)
  const gone = await Promise.all(
    roots.map(async (root) => {
      let all = 0
      for (let some = number(await run(root)); some > 0; some = number(await run(root))) all += some
      return all
    }),
  )
  return gone.reduce((sum, some) => sum + some, 0)
}

function readingOf(link: Link, places: Places): Pick<Bytes, 'read' | 'scan' | 'marked' | 'list' | 'tail'> {
  const key = (partition: string, name: string) => `${places.rootOf(partition)}${partition}|${name}`
  return {
    read: async (partition, keys) => {
      if (keys.length === 0) return []
      const stored = await link.ask((redis) => redis.hmgetBuffer(key(partition, 'r'), ...keys))
      return stored.map((value) => (value === null ? null : found(value)))
    },
    scan: async (partition, prefix) =>
      recordsFrom(await link.run(scripts.scan, places.rootOf(partition), partition, prefix)),
    marked: async (partition, mark) =>
      (await link.run(scripts.marked, places.rootOf(partition), partition, mark)) === 1,
    list: async (partition, index, { from = -Infinity, to = Infinity, limit }) => {
      const name = key(partition, `i:${index}`)
      const reply = await link.ask((redis) =>
        redis.zrangebyscore(name, scoreOf(from), scoreOf(to), 'WITHSCORES', 'LIMIT', 0, limit),
      )
      return groups(reply, 2).map(([member, score]) => ({ member: text(member), score: number(score) }))
    },
    tail: async (partition, log, after, limit) => {
      if (limit <= 0) return []
      const name = key(partition, `l:${log}`)
      const values = await link.ask((redis) => redis.lrangeBuffer(name, after, after + limit - 1))
      return values.map((value, place) => ({ seq: after + place + 1, value }))
    },
  }
}

const scoreOf = (score: number) =>
  score === Infinity ? '+inf' : score === -Infinity ? '-inf' : String(score)

function blobsOf(link: Link, places: Places): Bytes['blob'] {
  return {
    put: async (partition, id, value, expireAt) => {
      checkPartition(partition)
      const until = Math.ceil(expireAt)
      await link.run(scripts.putBlob, places.rootOf(partition), partition, id, until, value)
    },
    get: (partition, id) =>
      link.ask((redis) => redis.getBuffer(`${places.rootOf(partition)}${partition}|b:${id}`)),
    remove: async (partition, id) => {
      await link.run(scripts.removeBlob, places.rootOf(partition), partition, id)
    },
  }
}
