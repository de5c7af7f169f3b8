import type { SQLInputValue } from 'node:sqlite'
import type { EngineWalk, Ref } from '../engine.ts'
import { bytes, number, text } from './columns.ts'
import type { Columns, SqliteFile } from './file.ts'

interface Kept {
  readonly table: string
  readonly columns: readonly string[]
  readonly first: readonly SQLInputValue[]
  readonly ref: (row: Columns) => Ref
}

const kinds: readonly Kept[] = [
  {
    table: 'records',
    columns: ['partition', 'key'],
    first: ['', ''],
    ref: (row) => ({ type: 'record', partition: text(row, 'partition'), key: text(row, 'key') }),
  },
  {
    table: 'queued',
    columns: ['partition', 'queue', 'id'],
    first: ['', '', ''],
    ref: (row) => ({
      type: 'row',
      partition: text(row, 'partition'),
      queue: text(row, 'queue'),
      id: text(row, 'id'),
    }),
  },
  {
    table: 'logs',
    columns: ['partition', 'log', 'seq'],
    first: ['', '', 0],
    ref: (row) => ({
      type: 'log',
      partition: text(row, 'partition'),
      log: text(row, 'log'),
      seq: number(row, 'seq'),
    }),
  },
  {
    table: 'blobs',
    columns: ['partition', 'id'],
    first: ['', ''],
    ref: (row) => ({ type: 'blob', partition: text(row, 'partition'), id: text(row, 'id') }),
  },
]

const page = 100

export function walkOf(file: SqliteFile): EngineWalk {
  return {
    walk: async function* () {
      for (const kind of kinds) yield* walkTable(file, kind)
    },
    replace: async (ref, old, next) => file.write(() => replaceValue(file, ref, old, next)),
  }
}

async function* walkTable(file: SqliteFile, kind: Kept): AsyncGenerator<{ ref: Ref; bytes: Uint8Array }> {
  const columns = kind.columns.join(', ')
  const marks = kind.columns.map(() => '?').join(', ')
  // A blob is up to 16 MB, so those come one by one.
  const limit = kind.table === 'blobs' ? 1 : page
  const sql = `SELECT ${columns}, value FROM ${kind.table} WHERE (${columns}) > (${marks})
    ORDER BY ${columns} LIMIT ${limit}`
  let after = kind.first
  for (;;) {
    const rows = file.all(sql, ...after)
    for (const row of rows) yield { ref: kind.ref(row), bytes: bytes(row, 'value') }
    const last = rows.at(-1)
    if (!last) return
    after = kind.columns.map((column) => last[column] ?? null)
  }
}

function replaceValue(file: SqliteFile, ref: Ref, old: Uint8Array, next: Uint8Array): boolean {
  const { partition } = ref
  switch (ref.type) {
    case 'record':
      return put(file, 'records', 'partition = ? AND key = ?', [partition, ref.key], old, next)
    case 'row':
      return put(
        file,
        'queued',
        'partition = ? AND queue = ? AND id = ?',
        [partition, ref.queue, ref.id],
        old,
        next,
      )
    case 'log':
      return put(
        file,
        'logs',
        'partition = ? AND log = ? AND seq = ?',
        [partition, ref.log, ref.seq],
        old,
        next,
      )
    case 'blob':
      return put(file, 'blobs', 'partition = ? AND id = ?', [partition, ref.id], old, next)
    default:
      return ref satisfies never
  }
}

function put(
  file: SqliteFile,
  table: string,
  where: string,
  place: readonly SQLInputValue[],
  old: Uint8Array,
  next: Uint8Array,
): boolean {
  return file.run(`UPDATE ${table} SET value = ? WHERE ${where} AND value = ?`, next, ...place, old) === 1
}
