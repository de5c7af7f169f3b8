import type { z } from 'zod'

/** A step that lifts a stored value from version `n` to `n + 1`. */
export type Migration = (old: Record<string, unknown>) => Record<string, unknown>

export type Parsed<T> =
  | { readonly type: 'known'; readonly value: T }
  /** Written by a newer release: whoever meets it leaves it alone. */
  | { readonly type: 'newer'; readonly version: number }

export interface RecordKind<T> {
  readonly name: string
  readonly version: number
  /** @throws Error with a plain sentence when the stored value fits no version. */
  parse(stored: unknown): Parsed<T>
}

/**
 * A kind of stored record. Every value carries its version as `v`; `migrations[n]` lifts version n to n + 1.
 * @throws Error at start-up when a migration is missing.
 */
export const defineRecord = <T extends { v: number }>(kind: {
  name: string
  version: number
  schema: z.ZodType<T>
  migrations?: Readonly<Record<number, Migration>>
}): RecordKind<T> => {
  const migrations = kind.migrations ?? {}
  for (let from = 1; from < kind.version; from++)
    if (!migrations[from])
      throw new Error(
        `Record ${kind.name} has version ${kind.version}, but no migration from version ${from}. Add one to its migrations.`,
      )
  return {
    name: kind.name,
    version: kind.version,
    parse: (stored) => {
      const version = versionOf(kind.name, stored)
      if (version > kind.version) return { type: 'newer', version }
      return { type: 'known', value: kind.schema.parse(lift(stored, version, kind.version, migrations)) }
    },
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const versionOf = (name: string, stored: unknown): number => {
  if (isObject(stored) && typeof stored.v === 'number') return stored.v
  throw new Error(`A stored ${name} carries no version "v". It was not written by this program.`)
}

const lift = (
  stored: unknown,
  from: number,
  to: number,
  migrations: Readonly<Record<number, Migration>>,
): unknown => {
  let value = isObject(stored) ? stored : {}
  for (let version = from; version < to; version++) {
    const migrate = migrations[version]
    if (migrate) value = { ...migrate(value), v: version + 1 }
  }
  return value
}
