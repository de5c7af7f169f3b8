import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { StoreGone } from '../store.ts'
import { layout, layoutVersion } from './layout.ts'

export type Columns = Record<string, SQLOutputValue>

/** One SQLite file. Every failure of the engine comes out as StoreGone. */
export interface SqliteFile {
  all(sql: string, ...values: SQLInputValue[]): Columns[]
  one(sql: string, ...values: SQLInputValue[]): Columns | undefined
  /** Returns how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number
  /** Runs the work in one transaction that holds the write lock from the start. */
  write<T>(work: () => T): T
  close(): void
}

const busyMs = 5_000

export function openFile(file: string): SqliteFile {
  return guard(() => {
    const db = new DatabaseSync(file, { timeout: busyMs })
    try {
      prepareFile(db)
    } catch (error) {
      db.close()
      throw error
    }
    return fileOf(db)
  })
}

function fileOf(db: DatabaseSync): SqliteFile {
  const statements = new Map<string, StatementSync>()
  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, known)
    return known
  }
  return {
    all: (sql, ...values) => guard(() => statement(sql).all(...values)),
    one: (sql, ...values) => guard(() => statement(sql).get(...values)),
    run: (sql, ...values) => guard(() => Number(statement(sql).run(...values).changes)),
    write: (work) => guard(() => transact(db, work)),
    close: () => {
      statements.clear()
      if (db.isOpen) db.close()
    },
  }
}

function transact<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite itself rolls back on some failures (a full disk); a second ROLLBACK would hide the reason.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function prepareFile(db: DatabaseSync): void {
  switchToWal(db)
  // secure_delete: what a person has erased is overwritten in the file and not only unlinked.
  db.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;')
  const found = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (found > layoutVersion) {
    throw new StoreGone(
      `The SQLite file has layout ${found}; this version of Wegwijs knows layout ${layoutVersion}. Start the newer version.`,
    )
  }
  if (found < layoutVersion) transact(db, () => db.exec(layout))
}

// Going over to WAL does not wait for the busy timeout, so processes that start at once have to ask again.
function switchToWal(db: DatabaseSync, triesLeft = 100): void {
  try {
    db.exec('PRAGMA journal_mode = WAL')
  } catch (error) {
    if (triesLeft === 0 || codeOf(error) !== 5) throw error
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    switchToWal(db, triesLeft - 1)
  }
}

function guard<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw goneFor(error)
  }
}

const reasons: Record<number, string> = {
  5: 'another process held the file for more than 5 s',
  8: 'the file or its folder is read-only',
  10: 'the disk reported an error',
  11: 'the file is damaged; restore a backup',
  13: 'the disk is full; make room',
  14: 'the file cannot be opened; check DATA_DIR and its rights',
  26: 'the file is not a SQLite file; check DATA_DIR',
}

/** The engine's own text is left out, as it may quote what was being stored. Other errors pass as they are. */
export function goneFor(error: unknown): unknown {
  if (error instanceof StoreGone) return error
  const code = codeOf(error)
  if (code !== null)
    return new StoreGone(`SQLite does not answer: ${reasons[code] ?? `its code is ${code}`}.`)
  const closed = error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE'
  return closed ? new StoreGone('SQLite does not answer: the file is closed.') : error
}

function codeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  // The low byte is the primary code; the rest says more about the same fault.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null
}
