import { freshBytes } from '../fresh.ts'
import type { ClaimOptions, Lease, Row, Store, View, Viewed } from '../store.ts'
import { viewOf } from '../view.ts'
import type { Hints } from './hints.ts'
import type { Link } from './link.ts'
import { scripts } from './lua.ts'
import { type Places, rootsOf } from './place.ts'
import { bytes, groups, many, number, recordsFrom, text } from './reply.ts'

type Bytes = Store<Uint8Array>
type Due = { root: string; at: number }

// For so long one look over the shards is good: a shard that fills up is not passed over for longer than this.
const lookMs = 100
// Whoever is woken by name looks at all shards only so often: for what fell due, and for a wake-up that was lost.
const restMs = 400
// What falls due within this time is announced to ourselves: the clock of whoever wrote it may be a little ahead of ours,
// and the script that wakes counts as much as now.
const aheadMs = 1_000

type Queues = Pick<Bytes, 'rows' | 'claim' | 'renew' | 'release' | 'backlog'> & {
  /** This lease went with a commit: giving it back once more asks nothing of Redis. */
  released(lease: Lease): void
}

export function queuesOf(link: Link, places: Places, hints: Hints): Queues {
  const gone = new Set<string>()
  return {
    released: ({ token }) => void gone.add(token),
    rows: async (partition, queue, limit = -1) =>
      rowsOf(await link.run(scripts.rows, places.rootOf(partition), partition, queue, limit)),
    claim: claiming(link, places, hints),
    renew: async ({ partition, queue, token }, leaseMs) =>
      number(await link.run(scripts.renew, places.rootOf(partition), partition, queue, token, leaseMs)) === 1,
    release: async ({ partition, queue, token }) => {
      if (gone.delete(token)) return
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
function claiming(link: Link, places: Places, hints: Hints): Bytes['claim'] {
  const looks = new Map<string, Look>()
  return async (options) => {
    const { queue, woken = false } = options
    const look = looks.get(queue) ?? lookOf(() => dueShards(link, places, queue), hints.missed)
    looks.set(queue, look)
    const first = await claimFirst(link, hints, await look.last(), options)
    if (first) return first
    if (woken && hints.isHeard(queue) && !look.isOld()) return claimHeard(link, hints, options)
    return claimFirst(link, hints, await look.next(), options)
  }
}

/** From the shards that wake-ups named. */
async function claimHeard(link: Link, hints: Hints, options: ClaimOptions): ReturnType<Bytes['claim']> {
  const { queue } = options
  for (let root = hints.take(queue); root !== undefined; root = hints.take(queue)) {
    const claim = await claimFrom(link, hints, root, options)
    if (claim) return claim
  }
  return null
}

interface Look {
  /** Whether the last one is too long ago to go by wake-ups alone, or some of these may have been missed. */
  isOld(): boolean
  /** What the last look found and nobody has taken yet; nothing once it is old. */
  last(): Promise<Due[]>
  /** A look that begins after this call; all who ask while one is under way share the one after it. */
  next(): Promise<Due[]>
}

function lookOf(look: () => Promise<Due[]>, missed: () => number): Look {
  let found: Due[] = []
  let foundAt = -Infinity
  let foundMissed = -1
  let running: Promise<Due[]> | undefined
  let waiting: Promise<Due[]> | undefined
  const start = (): Promise<Due[]> => {
    waiting = undefined
    const startMissed = missed()
    const own = look().then((due) => {
      foundAt = performance.now()
      foundMissed = startMissed
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
    isOld: () => foundMissed !== missed() || performance.now() - foundAt > restMs,
    last: async () => (performance.now() - foundAt < lookMs ? found : []),
    next: () => {
      if (!running) return start()
      waiting ??= running.then(start, start)
      return waiting
    },
  }
}

async function claimFirst(
  link: Link,
  hints: Hints,
  due: Due[],
  options: ClaimOptions,
): ReturnType<Bytes['claim']> {
  const { queue, now } = options
  for (let next = takeReady(due, now); next; next = takeReady(due, now)) {
    const claim = await claimFrom(link, hints, next.root, options)
    if (claim) return claim
  }
  for (const { root, at } of due) announce(hints, queue, root, at - now)
  return null
}

/** A shard in which more waits is named to our own claims, behind the others: at once, or when it falls due soon. */
function announce(hints: Hints, queue: string, root: string, ms: number): void {
  if (ms <= 0) hints.add(queue, root)
  else if (ms <= aheadMs) hints.putOff(queue, root, ms)
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

async function claimFrom(
  link: Link,
  hints: Hints,
  root: string,
  options: ClaimOptions,
): ReturnType<Bytes['claim']> {
  const { queue, now, leaseMs, rows, view } = options
  const token = freshBytes(16).toString('base64url')
  const wanted = view ? wantedOf(view) : []
  const reply = await link.run(scripts.claim, root, queue, now, leaseMs, rows, token, ...wanted.flat())
  const [partition, taken, next, viewed] = Array.isArray(reply) ? reply : [null, null, reply, null]
  if (text(next) !== '') announce(hints, queue, root, number(next) - now)
  if (partition === null) return null
  const claim = { partition: text(partition), queue, token, rows: rowsOf(taken) }
  return view ? { ...claim, view: viewFrom(wanted, many(viewed)) } : claim
}

type Wanted = readonly ['prefix' | 'version' | 'queue', string]

const wantedOf = ({ prefixes = [], versions = [], queues = [] }: Viewed): Wanted[] => [
  ...prefixes.map((name): Wanted => ['prefix', name]),
  ...versions.map((name): Wanted => ['version', name]),
  ...queues.map((name): Wanted => ['queue', name]),
]

function viewFrom(wanted: readonly Wanted[], viewed: readonly unknown[]): View<Uint8Array> {
  const of = (kind: Wanted[0]): [string, unknown][] =>
    wanted.flatMap(([one, name], place) => (one === kind ? [[name, viewed[place]]] : []))
  return viewOf({
    records: of('prefix').flatMap(([, reply]) => recordsFrom(reply)),
    versions: new Map(of('version').map(([name, version]) => [name, number(version)])),
    rows: new Map(of('queue').map(([name, rows]) => [name, rowsOf(rows)])),
  })
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
