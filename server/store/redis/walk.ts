import type { EngineWalk, Ref } from '../engine.ts'
import type { Link } from './link.ts'
import { scripts } from './lua.ts'
import type { Places } from './place.ts'
import { bytes, found, many, text } from './reply.ts'

type Kept = { ref: Ref; bytes: Uint8Array }

const page = 100

export function walkOf(link: Link, places: Places): EngineWalk {
  return {
    walk: async function* () {
      for (let shard = 0; shard < places.shards; shard++) yield* walkShard(link, places.shardRoot(shard))
    },
    replace: async (ref, old, next) => {
      const reply = await link.run(
        scripts.replace,
        places.rootOf(ref.partition),
        ref.partition,
        ...targetOf(ref),
        old,
        next,
      )
      return reply === 1
    },
  }
}

function targetOf(ref: Ref): [kind: string, name: string, field: string | number] {
  switch (ref.type) {
    case 'record':
      return ['hash', 'r', ref.key]
    case 'row':
      return ['hash', `v:${ref.queue}`, ref.id]
    case 'log':
      return ['list', `l:${ref.log}`, ref.seq - 1]
    case 'blob':
      return ['string', `b:${ref.id}`, '']
    default:
      return ref satisfies never
  }
}

async function* walkShard(link: Link, root: string): AsyncGenerator<Kept> {
  let after = '-'
  for (;;) {
    const partitions = await link.ask((redis) =>
      redis.zrangebylex(`${root}|parts`, after, '+', 'LIMIT', 0, page),
    )
    for (const partition of partitions) yield* walkPartition(link, root, partition)
    const last = partitions.at(-1)
    if (last === undefined) return
    after = `(${last}`
  }
}

async function* walkPartition(link: Link, root: string, partition: string): AsyncGenerator<Kept> {
  const names = await link.ask((redis) => redis.smembers(`${root}${partition}|k`))
  for (const name of names) {
    const key = `${root}${partition}|${name}`
    const rest = name.slice(2)
    if (name === 'r') {
      yield* walkHash(link, key, (field, stored) => ({
        ref: { type: 'record', partition, key: field },
        bytes: found(stored).value,
      }))
    } else if (name.startsWith('v:')) {
      yield* walkHash(link, key, (field, stored) => ({
        ref: { type: 'row', partition, queue: rest, id: field },
        bytes: bytes(stored),
      }))
    } else if (name.startsWith('l:')) {
      yield* walkList(link, key, (seq) => ({ type: 'log', partition, log: rest, seq }))
    } else if (name.startsWith('b:')) {
      const stored = await link.ask((redis) => redis.getBuffer(key))
      if (stored) yield { ref: { type: 'blob', partition, id: rest }, bytes: stored }
    }
  }
}

async function* walkHash(
  link: Link,
  key: string,
  kept: (field: string, stored: unknown) => Kept,
): AsyncGenerator<Kept> {
  let cursor = '0'
  do {
    const [next, flat] = await link.ask((redis) => redis.hscanBuffer(key, cursor, 'COUNT', page))
    const pairs = many(flat)
    for (let place = 0; place < pairs.length; place += 2) yield kept(text(pairs[place]), pairs[place + 1])
    cursor = text(next)
  } while (cursor !== '0')
}

async function* walkList(link: Link, key: string, refOf: (seq: number) => Ref): AsyncGenerator<Kept> {
  for (let start = 0; ; start += page) {
    const stored = await link.ask((redis) => redis.lrangeBuffer(key, start, start + page - 1))
    for (const [place, value] of stored.entries()) yield { ref: refOf(start + place + 1), bytes: value }
    if (stored.length < page) return
  }
}
