import type { Batch, Committed, Lease, NewRow } from '../store.ts'
import { number, text } from './columns.ts'
import type { SqliteFile } from './file.ts'
import { tables } from './layout.ts'

/** Applies one batch inside a transaction that the caller holds. `now` is the real clock. */
export function applyBatch(
  file: SqliteFile,
  partition: string,
  batch: Batch<Uint8Array>,
  now: number,
): Committed {
  if (batch.lease && !isHeld(file, batch.lease, now)) return { type: 'lost' }
  if (!checksHold(file, partition, batch)) return { type: 'conflict' }
  const prior = priorVersions(file, partition, batch)
  if (batch.erase) erase(file, partition)
  applyRecords(file, partition, batch, prior)
  applyRows(file, partition, batch, now)
  applyIndexes(file, partition, batch)
  applyLogs(file, partition, batch)
  if (batch.expireAt !== undefined) {
    file.run('INSERT OR REPLACE INTO expiries (partition, ends) VALUES (?, ?)', partition, batch.expireAt)
  }
  if (batch.lease && batch.release) {
    file.run('DELETE FROM leases WHERE token = ? AND partition = ?', batch.lease.token, partition)
  }
  return { type: 'done' }
}

export function isHeld(file: SqliteFile, lease: Lease, now: number): boolean {
  const found = file.one(
    'SELECT 1 FROM leases WHERE partition = ? AND queue = ? AND token = ? AND ends > ?',
    lease.partition,
    lease.queue,
    lease.token,
    now,
  )
  return found !== undefined
}

function checksHold(file: SqliteFile, partition: string, batch: Batch<Uint8Array>): boolean {
  return (
    (batch.check ?? []).every(({ key, version }) => versionOf(file, partition, key) === version) &&
    (batch.checkRows ?? []).every(({ queue, rows }) => rowsIn(file, partition, queue) === rows)
  )
}

function rowsIn(file: SqliteFile, partition: string, queue: string): number {
  const sql = 'SELECT COUNT(*) AS count FROM queued WHERE partition = ? AND queue = ?'
  const found = file.one(sql, partition, queue)
  return found ? number(found, 'count') : 0
}

export function versionOf(file: SqliteFile, partition: string, key: string): number {
  const found = file.one('SELECT version FROM records WHERE partition = ? AND key = ?', partition, key)
  return found ? number(found, 'version') : 0
}

// A record set again in the commit that erases it counts on: a turn that read it before is still a conflict.
function priorVersions(file: SqliteFile, partition: string, batch: Batch<Uint8Array>): Map<string, number> {
  const versions = (batch.set ?? []).map(({ key }) => [key, versionOf(file, partition, key)] as const)
  return new Map(versions)
}

function erase(file: SqliteFile, partition: string): void {
  for (const table of tables) {
    if (table !== 'leases') file.run(`DELETE FROM ${table} WHERE partition = ?`, partition)
  }
}

function applyRecords(
  file: SqliteFile,
  partition: string,
  batch: Batch<Uint8Array>,
  versions: Map<string, number>,
): void {
  for (const key of batch.remove ?? []) {
    file.run('DELETE FROM records WHERE partition = ? AND key = ?', partition, key)
  }
  for (const { key, value } of batch.set ?? []) {
    const version = (versions.get(key) ?? 0) + 1
    versions.set(key, version)
    file.run(
      'INSERT OR REPLACE INTO records (partition, key, version, value) VALUES (?, ?, ?, ?)',
      partition,
      key,
      version,
      value,
    )
  }
}

function applyRows(file: SqliteFile, partition: string, batch: Batch<Uint8Array>, now: number): void {
  for (const { queue, id } of batch.dequeue ?? []) {
    file.run('DELETE FROM queued WHERE partition = ? AND queue = ? AND id = ?', partition, queue, id)
  }
  for (const row of batch.enqueue ?? []) enqueue(file, partition, row, now)
  for (const { mark, until } of batch.mark ?? []) setMark(file, partition, mark, until)
}

function enqueue(file: SqliteFile, partition: string, row: NewRow<Uint8Array>, now: number): void {
  if (row.once) {
    if (isMarked(file, partition, row.once.mark, now)) return
    setMark(file, partition, row.once.mark, row.once.until)
  }
  file.run(
    'INSERT OR REPLACE INTO queued (partition, queue, id, at, value) VALUES (?, ?, ?, ?, ?)',
    partition,
    row.queue,
    row.id,
    row.at,
    row.value,
  )
}

export function isMarked(file: SqliteFile, partition: string, mark: string, now: number): boolean {
  const sql = 'SELECT 1 FROM marks WHERE partition = ? AND mark = ? AND ends > ?'
  return file.one(sql, partition, mark, now) !== undefined
}

function setMark(file: SqliteFile, partition: string, mark: string, until: number): void {
  file.run('INSERT OR REPLACE INTO marks (partition, mark, ends) VALUES (?, ?, ?)', partition, mark, until)
}

function applyIndexes(file: SqliteFile, partition: string, batch: Batch<Uint8Array>): void {
  for (const { index, member, score } of batch.index ?? []) {
    if (score === null) {
      file.run(
        'DELETE FROM indexes WHERE partition = ? AND name = ? AND member = ?',
        partition,
        index,
        member,
      )
    } else {
      file.run(
        'INSERT OR REPLACE INTO indexes (partition, name, member, score) VALUES (?, ?, ?, ?)',
        partition,
        index,
        member,
        score,
      )
    }
  }
}

function applyLogs(file: SqliteFile, partition: string, batch: Batch<Uint8Array>): void {
  for (const { log, value } of batch.append ?? []) {
    file.run(
      `INSERT INTO logs (partition, log, seq, value) VALUES (?1, ?2,
       (SELECT COALESCE(MAX(seq), 0) + 1 FROM logs WHERE partition = ?1 AND log = ?2), ?3)`,
      partition,
      log,
      value,
    )
  }
}

/** Partitions with anything in them that lapsed; for `sweep`. */
export function expiredPartitions(file: SqliteFile, now: number): string[] {
  return file.all('SELECT partition FROM expiries WHERE ends <= ?', now).map((row) => text(row, 'partition'))
}
