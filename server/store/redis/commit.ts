import type { Batch, Committed } from '../store.ts'
import type { Word } from './link.ts'
import { text } from './reply.ts'

/** A batch as the words that commit.lua takes, in the order of the port: lease, checks, erasure, then the rest. */
export function wordsOf(batch: Batch<Uint8Array>): Word[] {
  const { lease, release } = batch
  const end = lease && release ? ['release', lease.queue] : []
  return [...conditionsOf(batch), ...recordsOf(batch), ...rowsOf(batch), ...listsOf(batch), ...end]
}

function conditionsOf({ lease, check = [], checkRows = [] }: Batch<Uint8Array>): Word[] {
  return [
    ...(lease ? ['lease', lease.queue, lease.token] : []),
    ...check.flatMap(({ key, version }) => ['check', key, version]),
    ...checkRows.flatMap(({ queue, rows }) => ['count', queue, rows]),
  ]
}

function recordsOf({ erase, remove = [], set = [] }: Batch<Uint8Array>): Word[] {
  // A record that goes and is set again in the same commit counts on; read before it is gone.
  const removed = new Set(remove)
  const counted = set.filter(({ key }) => erase || removed.has(key))
  return [
    ...counted.flatMap(({ key }) => ['prior', key]),
    ...(erase ? ['erase'] : []),
    ...remove.flatMap((key) => ['remove', key]),
    ...set.flatMap(({ key, value }) => ['set', key, value]),
  ]
}

function rowsOf({ dequeue = [], enqueue = [], mark = [] }: Batch<Uint8Array>): Word[] {
  return [
    ...dequeue.flatMap(({ queue, id }) => ['dequeue', queue, id]),
    ...enqueue.flatMap(({ queue, id, at, value, once }) => [
      'enqueue',
      queue,
      id,
      at,
      value,
      once?.mark ?? '',
      once?.until ?? '',
    ]),
    ...mark.flatMap((entry) => ['mark', entry.mark, entry.until]),
  ]
}

function listsOf({ index = [], append = [], expireAt }: Batch<Uint8Array>): Word[] {
  return [
    ...index.flatMap((entry) => ['index', entry.index, entry.member, entry.score ?? '']),
    ...append.flatMap(({ log, value }) => ['append', log, value]),
    ...(expireAt === undefined ? [] : ['expire', expireAt]),
  ]
}

export function committedOf(reply: unknown): Committed {
  const type = text(reply)
  if (type === 'done' || type === 'conflict' || type === 'lost') return { type }
  throw new Error('Redis answered a commit with an unknown word.')
}
