import { freshBytes } from '../fresh.ts'
import type { Claim, ClaimOptions, Lease, Row, Viewed } from '../store.ts'
import { viewOf } from '../view.ts'
import { bytes, number, text } from './columns.ts'
import { isHeld, versionOf } from './commit.ts'
import type { Columns, SqliteFile } from './file.ts'
import { recordsOf } from './record.ts'

const untaken = `NOT EXISTS (SELECT 1 FROM leases WHERE leases.partition = queued.partition
  AND leases.queue = queued.queue AND leases.ends > ?)`

export function claimRows(
  file: SqliteFile,
  options: ClaimOptions,
  clock: () => number,
): Claim<Uint8Array> | null {
  // Looked up without the write lock first, so that idle polling by several processes costs next to nothing.
  if (oldestReady(file, options, clock()) === null) return null
  return file.write(() => {
    const partition = oldestReady(file, options, clock())
    if (partition === null) return null
    const token = freshBytes(16).toString('base64url')
    file.run(
      'INSERT OR REPLACE INTO leases (partition, queue, token, ends) VALUES (?, ?, ?, ?)',
      partition,
      options.queue,
      token,
      clock() + options.leaseMs,
    )
    const claim = { partition, queue: options.queue, token, rows: readyRows(file, partition, options) }
    return options.view ? { ...claim, view: seen(file, partition, options.view) } : claim
  })
}

const seen = (file: SqliteFile, partition: string, { prefixes = [], versions = [], queues = [] }: Viewed) =>
  viewOf({
    records: prefixes.flatMap((prefix) => recordsOf(file, partition, prefix)),
    versions: new Map(versions.map((key) => [key, versionOf(file, partition, key)])),
    rows: new Map(queues.map((queue) => [queue, allRows(file, partition, queue, -1)])),
  })

function oldestReady(file: SqliteFile, options: ClaimOptions, now: number): string | null {
  const found = file.one(
    `SELECT partition FROM queued WHERE queue = ? AND at <= ? AND ${untaken} ORDER BY at, id LIMIT 1`,
    options.queue,
    options.now,
    now,
  )
  return found ? text(found, 'partition') : null
}

function readyRows(file: SqliteFile, partition: string, options: ClaimOptions): Row<Uint8Array>[] {
  return file
    .all(
      `SELECT id, at, value FROM queued WHERE partition = ? AND queue = ? AND at <= ?
       ORDER BY at, id LIMIT ?`,
      partition,
      options.queue,
      options.now,
      options.rows,
    )
    .map(rowOf)
}

export function allRows(
  file: SqliteFile,
  partition: string,
  queue: string,
  limit: number,
): Row<Uint8Array>[] {
  return file
    .all(
      'SELECT id, at, value FROM queued WHERE partition = ? AND queue = ? ORDER BY at, id LIMIT ?',
      partition,
      queue,
      limit,
    )
    .map(rowOf)
}

const rowOf = (row: Columns): Row<Uint8Array> => ({
  id: text(row, 'id'),
  at: number(row, 'at'),
  value: bytes(row, 'value'),
})

export function renewLease(file: SqliteFile, lease: Lease, leaseMs: number, clock: () => number): boolean {
  return file.write(() => {
    const now = clock()
    if (!isHeld(file, lease, now)) return false
    const sql = 'UPDATE leases SET ends = ? WHERE partition = ? AND queue = ?'
    return file.run(sql, now + leaseMs, lease.partition, lease.queue) === 1
  })
}

export function releaseLease(file: SqliteFile, lease: Lease): void {
  const sql = 'DELETE FROM leases WHERE partition = ? AND queue = ? AND token = ?'
  file.write(() => file.run(sql, lease.partition, lease.queue, lease.token))
}

export function backlogOf(
  file: SqliteFile,
  queue: string,
  now: number,
  clock: number,
): { oldestMs: number; waiting: number } {
  const oldest = file.one('SELECT at FROM queued WHERE queue = ? AND at <= ? ORDER BY at LIMIT 1', queue, now)
  const waiting = file.one(
    `SELECT COUNT(DISTINCT partition) AS waiting FROM queued WHERE queue = ? AND at <= ? AND ${untaken}`,
    queue,
    now,
    clock,
  )
  return {
    oldestMs: oldest ? now - number(oldest, 'at') : 0,
    waiting: waiting ? number(waiting, 'waiting') : 0,
  }
}
