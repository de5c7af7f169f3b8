import type { Found, Row, View } from './store.ts'

/** What an engine read of a partition along with a claim. */
export interface Read<V> {
  readonly records: readonly { readonly key: string; readonly found: Found<V> }[]
  readonly versions: ReadonlyMap<string, number>
  readonly rows: ReadonlyMap<string, readonly Row<V>[]>
}

export const viewOf = <V>(read: Read<V>): View<V> => ({
  records: (prefix) => read.records.filter(({ key }) => key.startsWith(prefix)),
  version: (key) => read.versions.get(key) ?? 0,
  rows: (queue) => [...(read.rows.get(queue) ?? [])],
})
