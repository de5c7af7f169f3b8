import type { Found } from '../store.ts'
import { bytes, number, text } from './columns.ts'
import type { Columns, SqliteFile } from './file.ts'

type Bytes = Found<Uint8Array>

/** All records of a partition whose key starts with `prefix`, by key. */
export const recordsOf = (
  file: SqliteFile,
  partition: string,
  prefix: string,
): { key: string; found: Bytes }[] =>
  file
    .all(
      'SELECT key, version, value FROM records WHERE partition = ? AND key >= ? AND key < ? ORDER BY key',
      partition,
      prefix,
      `${prefix}\u{10FFFF}`,
    )
    .map((row) => ({ key: text(row, 'key'), found: foundOf(row) }))

export const foundOf = (row: Columns): Bytes => ({
  value: bytes(row, 'value'),
  version: number(row, 'version'),
})
