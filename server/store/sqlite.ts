import { checkBatch, type Engine } from './engine.ts'
import { bytes, number, text } from './sqlite/columns.ts'
import { applyBatch, isMarked } from './sqlite/commit.ts'
import { openFile, type SqliteFile } from './sqlite/file.ts'
import { blobsOf, removeByPrefix, sweepFile } from './sqlite/keep.ts'
import { allRows, backlogOf, claimRows, releaseLease, renewLease } from './sqlite/queue.ts'
import { foundOf, recordsOf } from './sqlite/record.ts'
import { walkOf } from './sqlite/walk.ts'
import { type Watchers, watchersOf } from './sqlite/watch.ts'
import type { Found, Store } from './store.ts'

export interface SqliteOptions {
  /** Path of the file; made when missing, its folder must stand. */
  readonly file: string
  /** The real clock in ms; tests may pass their own. */
  readonly clock?: () => number
}

type Bytes = Store<Uint8Array>

/**
 * Opens the embedded engine: one machine, any number of processes on one file. Calls block this process for as long
 * as SQLite works (at worst 5 s, when another process holds the file). Throws StoreGone when the file cannot be used.
 */
export function openSqlite({ file: path, clock = Date.now }: SqliteOptions): Engine {
  const file = openFile(path)
  const watchers = watchersOf(file)
  return {
    ...readingOf(file, clock),
    ...queuesOf(file, clock),
    ...walkOf(file),
    commit: committing(file, watchers, clock),
    watch: watchers.watch,
    blob: blobsOf(file, clock),
    sweep: async (now) => sweepFile(file, now),
    removeAll: async (prefix) => removeByPrefix(file, prefix),
    ping: async () => {
      file.one('SELECT 1')
    },
    describe: async () =>
      'SQLite (embedded), write-ahead log with synchronous=FULL: a crash loses no acknowledged commit.',
    close: async () => {
      watchers.stop()
      file.close()
    },
  }
}

function committing(file: SqliteFile, watchers: Watchers, clock: () => number): Bytes['commit'] {
  return async (partition, batch) => {
    checkBatch(partition, batch)
    const result = file.write(() => applyBatch(file, partition, batch, clock()))
    if (result.type === 'done') watchers.wake((batch.enqueue ?? []).map((row) => row.queue))
    return result
  }
}

function readingOf(
  file: SqliteFile,
  clock: () => number,
): Pick<Bytes, 'read' | 'scan' | 'marked' | 'list' | 'tail'> {
  return {
    read: async (partition, keys) => readKeys(file, partition, keys),
    scan: async (partition, prefix) => recordsOf(file, partition, prefix),
    marked: async (partition, mark) => isMarked(file, partition, mark, clock()),
    list: async (partition, index, { from = -Infinity, to = Infinity, limit }) =>
      file
        .all(
          `SELECT member, score FROM indexes WHERE partition = ? AND name = ? AND score BETWEEN ? AND ?
           ORDER BY score, member LIMIT ?`,
          partition,
          index,
          from,
          to,
          limit,
        )
        .map((row) => ({ member: text(row, 'member'), score: number(row, 'score') })),
    tail: async (partition, log, after, limit) =>
      file
        .all(
          'SELECT seq, value FROM logs WHERE partition = ? AND log = ? AND seq > ? ORDER BY seq LIMIT ?',
          partition,
          log,
          after,
          limit,
        )
        .map((row) => ({ seq: number(row, 'seq'), value: bytes(row, 'value') })),
  }
}

// One statement reads one state, whatever other processes write meanwhile.
function readKeys(
  file: SqliteFile,
  partition: string,
  keys: readonly string[],
): (Found<Uint8Array> | null)[] {
  const rows = file.all(
    `SELECT key, version, value FROM records WHERE partition = ? AND key IN (SELECT value FROM json_each(?))`,
    partition,
    JSON.stringify(keys),
  )
  const found = new Map(rows.map((row) => [text(row, 'key'), foundOf(row)]))
  return keys.map((key) => found.get(key) ?? null)
}

function queuesOf(
  file: SqliteFile,
  clock: () => number,
): Pick<Bytes, 'rows' | 'claim' | 'renew' | 'release' | 'backlog'> {
  return {
    rows: async (partition, queue, limit = -1) => allRows(file, partition, queue, limit),
    claim: async (options) => claimRows(file, options, clock),
    renew: async (lease, leaseMs) => renewLease(file, lease, leaseMs, clock),
    release: async (lease) => releaseLease(file, lease),
    backlog: async (queue, now) => backlogOf(file, queue, now, clock()),
  }
}
