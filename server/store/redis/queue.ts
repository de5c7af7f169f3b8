import { randomBytes } from 'node:crypto'
import type { ClaimOptions, Row, Store } from '../store.ts'
import type { Link } from './link.ts'
import { scripts } from './lua.ts'
import type { Places } from './place.ts'
import { bytes, groups, many, number, text } from './reply.ts'

type Bytes = Store<Uint8Array>
type Due = { root: string; at: number }

// For so long one look over the shards is good: a shard that fills up is not passed over for longer than this.
const lookMs = 100

export function queuesOf(
  link: Link,
  places: Places,
): Pick<Bytes, 'rows' | 'claim' | 'renew' | 'release' | 'backlog'> {
  return {
    rows: async (partition, queue, limit = -1) =>
      rowsOf(await link.run(scripts.rows, places.rootOf(partition), partition, queue, limit)),
    claim: claiming(link, places),
    renew: async ({ partition, queue, token }, leaseMs) =>
      number(await link.run(scripts.renew, places.rootOf(partition), partition, queue, token, leaseMs)) === 1,
    release: async ({ partition, queue, token }) => {
      await link.run(scripts.release, places.rootOf(partition), partition, queue, token)
    },
    backlog: (queue, now) => backlogOf(link, places, queue, now),
  }
}

const rowsOf = (reply: unknown): Row<Uint8Array>[] =>
  groups(reply, 3).map(([id, at, value]) => ({ id: text(id), at: number(at), value: bytes(value) }))

/**
 * One pipelined round trip looks at all shards; then each shard found due is claimed from once, the oldest first,
 * before the next look. Claims of one process share the look, so an idle poll costs one small script a shard.
 */
function claiming(link: Link, places: Places): Bytes['claim'] {
  const looks = new Map<string, { until: number; due: Promise<Due[]> }>()
  const look = (queue: string): Promise<Due[]> => {
    const due = dueShards(link, places, queue)
    looks.set(queue, { until: performance.now() + lookMs, due })
    due.catch(() => looks.delete(queue))
    return due
  }
  const firstOf = async (due: Due[], options: ClaimOptions) => {
    for (let next = takeReady(due, options.now); next; next = takeReady(due, options.now)) {
      const claim = await claimFrom(link, next.root, options)
      if (claim) return claim
    }
    return null
  }
  return async (options) => {
    const last = looks.get(options.queue)
    const fresh = last && performance.now() < last.until ? await last.due : []
    return (await firstOf(fresh, options)) ?? (await firstOf(await look(options.queue), options))
  }
}

function takeReady(due: Due[], now: number): Due | undefined {
  const place = due.findIndex(({ at }) => at <= now)
  return place < 0 ? undefined : due.splice(place, 1)[0]
}

async function dueShards(link: Link, places: Places, queue: string): Promise<Due[]> {
  const roots = Array.from({ length: places.shards }, (_, shard) => places.shardRoot(shard))
  const found = await Promise.all(roots.map((root) => link.run(scripts.look, root, queue)))
  return roots
    .map((root, shard) => ({ root, at: found[shard] === null ? Infinity : number(found[shard]) }))
    .filter(({ at }) => at < Infinity)
    .map((due) => ({ ...due, tie: Math.random() }))
    .sort((a, b) => a.at - b.at || a.tie - b.tie)
}

async function claimFrom(link: Link, root: string, options: ClaimOptions): ReturnType<Bytes['claim']> {
  const { queue, now, leaseMs, rows } = options
  const token = randomBytes(16).toString('base64url')
  const reply = await link.run(scripts.claim, root, queue, now, leaseMs, rows, token)
  if (reply === null) return null
  const [partition, taken] = many(reply)
  return { partition: text(partition), queue, token, rows: rowsOf(taken) }
}

async function backlogOf(
  link: Link,
  places: Places,
  queue: string,
  now: number,
): ReturnType<Bytes['backlog']> {
  const roots = Array.from({ length: places.shards }, (_, shard) => places.shardRoot(shard))
  const replies = await Promise.all(roots.map((root) => link.run(scripts.backlog, root, queue, now)))
  const found = replies.map((reply) => {
    const [oldest, waiting] = many(reply)
    return { oldest: text(oldest) === '' ? now : number(oldest), waiting: number(waiting) }
  })
  return {
    oldestMs: Math.max(0, ...found.map(({ oldest }) => now - oldest)),
    waiting: found.reduce((sum, { waiting }) => sum + waiting, 0),
  }
}
