import type { Columns } from './file.ts'

/** Typed readers of one column; the tables are STRICT, so a wrong type is a fault of ours. */
export function text(row: Columns, column: string): string {
  const found = row[column]
  if (typeof found !== 'string') throw new Error(`SQLite column "${column}" holds no text.`)
  return found
}

export function number(row: Columns, column: string): number {
  const found = row[column]
  if (typeof found !== 'number') throw new Error(`SQLite column "${column}" holds no number.`)
  return found
}

export function bytes(row: Columns, column: string): Uint8Array {
  const found = row[column]
  if (!(found instanceof Uint8Array)) throw new Error(`SQLite column "${column}" holds no bytes.`)
  return found
}
