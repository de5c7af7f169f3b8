/**
 * The store port: what the rest of the server knows of storage. Two engines stand behind it (sqlite.ts, redis.ts);
 * `seal.ts` wraps an engine so that values are encrypted before an engine sees them.
 *
 * A **partition** is a string such as `main/c/<contact id>`; everything of one commit lies in one partition and
 * is applied as a whole or not at all. Names of partitions, keys, queues, marks and logs are never personal.
 * A partition's name is not empty and holds no `|` and no control character. Moments are milliseconds since 1970 (UTC);
 * leases, marks and expiry follow the real clock, rows the clock of who claims.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * One record as read. `version` grows by one with every set of this key, also when the same commit erases or removes it
 * first; a missing record has version 0.
 */
export interface Found<V> {
  readonly value: V
  readonly version: number
}

/** A row of a queue: work that becomes ready at `at` (ms). Rows of one partition and queue have unique ids. */
export interface Row<V> {
  readonly id: string
  readonly at: number
  readonly value: V
}

export interface NewRow<V> extends Row<V> {
  readonly queue: string
  /** The row is left out silently when this mark already stands; else mark and row are written together. */
  readonly once?: { readonly mark: string; readonly until: number }
}

/** Proof that a claim is still held; a commit that carries it is refused once the lease was lost. */
export interface Lease {
  readonly partition: string
  readonly queue: string
  readonly token: string
}

/** Applied in this order: lease, checks, erase, remove, set, dequeue, enqueue, mark, index, append, release. */
export interface Batch<V> {
  /** Every named key must have exactly this version (0: must not exist). */
  readonly check?: readonly { readonly key: string; readonly version: number }[]
  /** Every named queue must hold exactly so many rows, ready or not. */
  readonly checkRows?: readonly { readonly queue: string; readonly rows: number }[]
  /** Must be of this partition. */
  readonly lease?: Lease
  /** The lease is given back with the commit. Nothing more is committed under it. */
  readonly release?: boolean
  /** All records, rows, indexes, logs, marks and blobs of the partition go first (leases stay); then the rest is applied. */
  readonly erase?: boolean
  readonly set?: readonly { readonly key: string; readonly value: V }[]
  readonly remove?: readonly string[]
  /** A row with an id that stands already in that queue is replaced (value and `at`). */
  readonly enqueue?: readonly NewRow<V>[]
  readonly dequeue?: readonly { readonly queue: string; readonly id: string }[]
  readonly mark?: readonly { readonly mark: string; readonly until: number }[]
  readonly index?: readonly {
    readonly index: string
    readonly member: string
    readonly score: number | null
  }[]
  readonly append?: readonly { readonly log: string; readonly value: V }[]
  /** The engine may drop the whole partition after this moment (real clock): a backstop for erasure. */
  readonly expireAt?: number
}

export type Committed =
  | { readonly type: 'done' }
  /** A checked version differed. */
  | { readonly type: 'conflict' }
  /** The lease of this commit is no longer held. */
  | { readonly type: 'lost' }

export interface Claim<V> extends Lease {
  /** Ready rows (`at` <= now), oldest `at` first, then id. */
  readonly rows: readonly Row<V>[]
  /** What was asked for with `view`, as it stood at the moment of the claim. */
  readonly view?: View<V>
}

/** What a claim brings along of its partition, so that it need not be read apart. */
export interface Viewed {
  /** All records whose key starts with one of these. */
  readonly prefixes?: readonly string[]
  /** Keys of which the version alone is wanted. */
  readonly versions?: readonly string[]
  /** All rows of these queues, ready or not. */
  readonly queues?: readonly string[]
}

/** Values are opened when they are asked for. What was not asked for with the claim is not there: records, rows, 0. */
export interface View<V> {
  /** By key. */
  records(prefix: string): { key: string; found: Found<V> }[]
  version(key: string): number
  /** By `at` then id. */
  rows(queue: string): Row<V>[]
}

export interface ClaimOptions {
  readonly queue: string
  /** Rows are ready when `at` <= now. The caller's clock: a Space may run ahead of the real one. */
  readonly now: number
  /** How long the lease holds, on the real clock. */
  readonly leaseMs: number
  /** How many rows at most come along. */
  readonly rows: number
  readonly view?: Viewed
  /**
   * Given by whoever watches the queue and comes back twice a second: what was not announced may be passed over for half
   * a second, so that asking costs next to nothing while nothing is there.
   */
  readonly woken?: boolean
}

export interface Store<V = Json> {
  /** Reads several keys of one partition in one round trip and from one state. */
  read(partition: string, keys: readonly string[]): Promise<(Found<V> | null)[]>
  /** All records of a partition whose key starts with `prefix`, by key. */
  scan(partition: string, prefix: string): Promise<{ key: string; found: Found<V> }[]>
  commit(partition: string, batch: Batch<V>): Promise<Committed>
  marked(partition: string, mark: string): Promise<boolean>
  list(
    partition: string,
    index: string,
    range: { from?: number; to?: number; limit: number },
  ): Promise<{ member: string; score: number }[]>
  /** Entries of a log after sequence number `after` (0: from the start), oldest first. */
  tail(partition: string, log: string, after: number, limit: number): Promise<{ seq: number; value: V }[]>
  /** All rows of a queue in a partition, ready or not, by `at` then id. */
  rows(partition: string, queue: string, limit?: number): Promise<Row<V>[]>
  /**
   * Takes one partition with ready rows in the queue that nobody holds, oldest first; null when there is none. A queue
   * is one over all spaces: where clocks differ, each space has queues of its own names.
   */
  claim(options: ClaimOptions): Promise<Claim<V> | null>
  /** Prolongs a lease; false when it was lost. */
  renew(lease: Lease, leaseMs: number): Promise<boolean>
  /** Gives a lease back; the partition is claimable again at once if rows are ready. */
  release(lease: Lease): Promise<void>
  /** Age in ms of the oldest ready row in the queue, held or not, and how many partitions wait for a holder; for metrics. */
  backlog(queue: string, now: number): Promise<{ oldestMs: number; waiting: number }>
  /** Calls back soon after any commit put a row in the queue, in this or another process. Returns a way to stop. */
  watch(queue: string, wake: () => void): () => void
  /** Sealed bytes with their own expiry, at most 16 MB. */
  blob: {
    put(partition: string, id: string, bytes: Uint8Array, expireAt: number): Promise<void>
    get(partition: string, id: string): Promise<Uint8Array | null>
    remove(partition: string, id: string): Promise<void>
  }
  /** Removes what expired (partitions with their leases, marks, blobs); called now and then. Returns how many went. */
  sweep(now: number): Promise<number>
  /** Removes every partition whose name starts with this prefix (not empty), with its leases: how a Space is deleted. */
  removeAll(prefix: string): Promise<void>
  /** Resolves when the store answers; rejects with StoreGone when it does not. */
  ping(): Promise<void>
  /** One plain line for the start-up log: engine, persistence, what a crash of the engine may lose. */
  describe(): Promise<string>
  close(): Promise<void>
}

/** The store cannot be reached or did not answer in time. A commit that ended so may have been applied: look again. */
export class StoreGone extends Error {
  override name = 'StoreGone'
}
