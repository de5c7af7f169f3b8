import { checkPartition, checkPrefix } from '../engine.ts'
import type { Store } from '../store.ts'
import { bytes } from './columns.ts'
import { expiredPartitions } from './commit.ts'
import type { SqliteFile } from './file.ts'
import { tables } from './layout.ts'

export function blobsOf(file: SqliteFile, clock: () => number): Store<Uint8Array>['blob'] {
  return {
    put: async (partition, id, value, expireAt) => {
      checkPartition(partition)
      const sql = 'INSERT OR REPLACE INTO blobs (partition, id, ends, value) VALUES (?, ?, ?, ?)'
      file.write(() => file.run(sql, partition, id, expireAt, value))
    },
    get: async (partition, id) => {
      const sql = 'SELECT value FROM blobs WHERE partition = ? AND id = ? AND ends > ?'
      const found = file.one(sql, partition, id, clock())
      return found ? bytes(found, 'value') : null
    },
    remove: async (partition, id) => {
      file.write(() => file.run('DELETE FROM blobs WHERE partition = ? AND id = ?', partition, id))
    },
  }
}

export function sweepFile(file: SqliteFile, now: number): number {
  const swept = file.write(() => {
    const partitions = expiredPartitions(file, now)
    for (const partition of partitions) {
      for (const table of tables) file.run(`DELETE FROM ${table} WHERE partition = ?`, partition)
    }
    const marks = file.run('DELETE FROM marks WHERE ends <= ?', now)
    const blobs = file.run('DELETE FROM blobs WHERE ends <= ?', now)
    return partitions.length + marks + blobs
  })
  // What was erased still stands in old frames of the log until they are cut off; a busy file is cut next time.
  file.all('PRAGMA wal_checkpoint(TRUNCATE)')
  return swept
}

export function removeByPrefix(file: SqliteFile, prefix: string): void {
  checkPrefix(prefix)
  // The last code point closes the range: no name of a partition sorts after it.
  const end = `${prefix}\u{10FFFF}`
  file.write(() => {
    for (const table of tables) {
      file.run(`DELETE FROM ${table} WHERE partition >= ? AND partition < ?`, prefix, end)
    }
  })
}
