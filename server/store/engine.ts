import type { Batch, Store } from './store.ts'

/** Where one stored value lies; enough to name it in `replace` and in the additional data of its seal. */
export type Ref =
  | { readonly type: 'record'; readonly partition: string; readonly key: string }
  | { readonly type: 'row'; readonly partition: string; readonly queue: string; readonly id: string }
  | { readonly type: 'log'; readonly partition: string; readonly log: string; readonly seq: number }
  | { readonly type: 'blob'; readonly partition: string; readonly id: string }

/** What re-sealing needs of an engine. Not part of the port: only `reseal.ts` and `sealStore` know it. */
export interface EngineWalk {
  /** Every value in the engine. A value written while the walk runs may be left out or come twice. */
  walk(): AsyncIterable<{ ref: Ref; bytes: Uint8Array }>
  /** Puts `next` in place of `old`; false when something else stands there by now. Versions do not grow. */
  replace(ref: Ref, old: Uint8Array, next: Uint8Array): Promise<boolean>
}

/** A store of plain bytes, as the two engines are. */
export interface Engine extends Store<Uint8Array>, EngineWalk {}

// Redis keys are built as `<partition>|<name>`; the same rule holds in SQLite so that both accept the same names.
const forbidden = /[|\p{Cc}]/u

/** Throws a plain Error when a partition's name could not be stored by every engine. */
export function checkPartition(partition: string): void {
  if (partition === '' || forbidden.test(partition)) {
    throw new Error(
      'A partition has a name that is empty or holds "|" or a control character. Letters, digits and "/ - _ . : ~" fit.',
    )
  }
}

/** Throws a plain Error for the empty prefix: it would take the key for lookup hashes along, which is never replaced. */
export function checkPrefix(prefix: string): void {
  if (prefix === '')
    throw new Error('Removing needs the prefix of a space, as "demo/". Everything is never removed.')
}

/** Throws a plain Error for what no engine can carry out: an author's mistake, never a person's. */
export function checkBatch(partition: string, batch: Batch<unknown>): void {
  checkPartition(partition)
  if (batch.lease && batch.lease.partition !== partition) {
    throw new Error(
      'A commit carries the lease of another partition. Commit in the partition that was claimed.',
    )
  }
  const marks = [...(batch.mark ?? []), ...(batch.enqueue ?? []).flatMap((row) => row.once ?? [])]
  if (marks.some((mark) => mark.mark === '')) {
    throw new Error('A mark has an empty name. Name it by what it marks, as in "telegram/4711".')
  }
  const moments = [
    ...(batch.enqueue ?? []).map((row) => row.at),
    ...marks.map((mark) => mark.until),
    ...(batch.index ?? []).map((entry) => entry.score ?? 0),
    batch.expireAt ?? 0,
  ]
  if (!moments.every(Number.isFinite)) {
    throw new Error('A moment or score of a commit is not a finite number. Give milliseconds since 1970.')
  }
}
