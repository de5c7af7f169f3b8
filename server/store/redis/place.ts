import { crc32 } from 'node:zlib'

/** Where things lie: the keys of one partition share one hash tag, so that a commit is one call to one node. */
export interface Places {
  readonly shards: number
  /** Root of every key of this partition's shard, as `wegwijs:{s012}:`. */
  rootOf(partition: string): string
  /** Root of a shard by its number. */
  shardRoot(shard: number): string
  /** Name of the channel on which a queue's wake-ups are published. */
  channelOf(queue: string): string
}

export function placesOf(prefix: string, shards: number): Places {
  const shardRoot = (shard: number) => `${prefix}{s${String(shard).padStart(3, '0')}}:`
  return {
    shards,
    shardRoot,
    rootOf: (partition) => shardRoot(crc32(partition) % shards),
    channelOf: (queue) => `${prefix}wake:${queue}`,
  }
}

export function rootsOf({ shards, shardRoot }: Places): string[] {
  return Array.from({ length: shards }, (_, shard) => shardRoot(shard))
}
