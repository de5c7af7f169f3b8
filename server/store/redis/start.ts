import type { RedisCommander } from 'ioredis'
import { StoreGone } from '../store.ts'
import type { Link } from './link.ts'

/** Throws an Error with what to set when this Redis may drop keys by itself or is a lone node of a cluster. */
export async function refuseUnfit(link: Link): Promise<void> {
  for (const facts of await link.askEach(factsOf)) {
    if (facts.policy !== 'noeviction') {
      throw new Error(
        `Redis has maxmemory-policy ${facts.policy}, with which it drops data when memory is short. Set "maxmemory-policy noeviction" in its configuration.`,
      )
    }
    if (facts.mode === 'cluster' && !link.cluster) {
      throw new Error(
        'REDIS_URL names one node of a Redis Cluster as if it stood alone. Give two or more nodes with commas between them.',
      )
    }
  }
}

/** Writes the number of shards at the first start; throws an Error when the store was made with another one. */
export async function settleShards(link: Link, prefix: string, shards: number): Promise<void> {
  const key = `${prefix}shards`
  await link.ask((redis) => redis.setnx(key, String(shards)))
  const found = await link.ask((redis) => redis.get(key))
  if (found === String(shards)) return
  throw new Error(
    `This Redis was set up with ${found} shards and Wegwijs is set to ${shards}. Start it with ${found}; the number never changes once data stand.`,
  )
}

/** One plain sentence on what a crash of Redis itself may lose. */
export async function describeRedis(link: Link, shards: number): Promise<string> {
  const nodes = await link.askEach(factsOf)
  const kept = [...new Set(nodes.map(persistenceOf))].join(' / ')
  const kind = link.cluster ? `Redis Cluster (${nodes.length} masters)` : 'Redis'
  return `${kind}, ${shards} shards, ${kept}. A failover may lose the last acknowledged writes.`
}

interface Facts {
  readonly policy: string
  readonly mode: string
  readonly appendonly: boolean
  /** Null where CONFIG is closed to us, as with hosted Redis. */
  readonly appendfsync: string | null
  readonly save: string | null
}

async function factsOf(redis: RedisCommander): Promise<Facts> {
  const told = fieldsOf(await redis.info())
  const set = await redis.config('GET', 'append*').then(pairsOf, () => new Map<string, string>())
  const save = await redis.config('GET', 'save').then(pairsOf, () => new Map<string, string>())
  const policy = told.get('maxmemory_policy')
  if (!policy) throw new StoreGone('Redis does not tell its maxmemory-policy. Let the account run INFO.')
  return {
    policy,
    mode: told.get('redis_mode') ?? 'standalone',
    appendonly: told.get('aof_enabled') === '1',
    appendfsync: set.get('appendfsync') ?? null,
    save: save.get('save') ?? null,
  }
}

function fieldsOf(told: string): Map<string, string> {
  const lines = told.split('\r\n').filter((line) => line.includes(':'))
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
}

function pairsOf(reply: unknown): Map<string, string> {
  const flat = Array.isArray(reply) ? reply.map(String) : []
  return new Map(flat.flatMap((name, place) => (place % 2 === 0 ? [[name, flat[place + 1] ?? '']] : [])))
}

function persistenceOf({ appendonly, appendfsync, save }: Facts): string {
  if (appendonly && appendfsync === 'always') {
    return 'appendonly yes, appendfsync always: a crash of Redis loses no acknowledged commit'
  }
  if (appendonly) {
    return `appendonly yes, appendfsync ${appendfsync ?? 'unknown'}: a crash of Redis may lose about the last second; "appendfsync always" loses nothing`
  }
  if (save === null) return 'appendonly no, snapshots unknown: a crash of Redis may lose much or all'
  if (save !== '') {
    return `appendonly no, save "${save}": a crash of Redis loses all since its last snapshot; set "appendonly yes" and "appendfsync always"`
  }
  return 'appendonly no, save off: a crash of Redis loses everything; set "appendonly yes" and "appendfsync always"'
}
