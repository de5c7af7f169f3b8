import { randomBytes } from 'node:crypto'
import type { ClaimOptions, Row, Store } from '../store.ts'
import type { Link } from './link.ts'
import { scripts } from './lua.ts'
import { type Places, rootsOf } from './place.ts'
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
 * One round trip looks at all shards; then each shard found due is claimed from once, the oldest first, before the
 * next look. Claims of one process share what a look found, so idle polling costs one small script.
 */
function claiming(link: Link, places: Places): Bytes['claim'] {
  const looks = new Map<string, Look>()
  return async (options) => {
    const look = looks.get(options.queue) ?? lookOf(() => dueShards(link, places, options.queue))
    looks.set(options.queue, look)
    return (
      (await claimFirst(link, await look.last(), options)) ??
      (await claimFirst(link, await look.next(), options))
    )
  }
}

interface Look {
  /** What the last look found and nobody has taken yet; nothing once it is old. */
  last(): Promise<Due[]>
  /** A look that begins after this call; all who ask while one is under way share the one after it. */
  next(): Promise<Due[]>
}

function lookOf(look: () => Promise<Due[]>): Look {
  let found: Due[] = []
  let foundAt = -Infinity
  let running: Promise<Due[]> | undefined
  let waiting: Promise<Due[]> | undefined
  const start = (): Promise<Due[]> => {
    waiting = undefined
    const own = look().then((due) => {
      foundAt = performance.now()
      found = due
      return due
    })
    running = own
    const end = () => {
      if (running === own) running = undefined
    }
    own.then(end, end)
    return own
  }
  return {
    last: async () => (performance.now() - foundAt < lookMs ? found : []),
    next: () => {
      if (!running) return start()
      waiting ??= running.then(start, start)
      return waiting
    },
  }
}

async function claimFirst(link: Link, due: Due[], options: ClaimOptions): ReturnType<Bytes['claim']> {
  for (let next = takeReady(due, options.now); next; next = takeReady(due, options.now)) {
    const claim = await claimFrom(link, next.root, options)
    if (claim) return claim
  }
  return null
}

function takeReady(due: Due[], now: number): Due | undefined {
  const place = due.findIndex(({ at }) => at <= now)
  return place < 0 ? undefined : due.splice(place, 1)[0]
}

async function dueShards(link: Link, places: Places, queue: string): Promise<Due[]> {
  const roots = rootsOf(places)
  // In a cluster a call may touch one shard only; elsewhere one call sees all.
  const calls = link.cluster ? roots.map((root) => [root]) : [roots]
  const found = await Promise.all(calls.map((some) => link.run(scripts.look, some[0] ?? '', queue, ...some)))
  return found
    .flatMap(many)
    .map((at, shard) => ({ root: roots[shard] ?? '', at: text(at), tie: Math.random() }))
    .filter(({ at }) => at !== '')
    .map(({ root, at, tie }) => ({ root, at: Number(at), tie }))
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
  const roots = rootsOf(places)
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
