import { openBlob, openValue, type Place, sealBlob, sealValue } from './envelope.ts'
import type { KeyRing } from './key-ring.ts'
import type { Batch, Found, Json, Row, Store, View } from './store.ts'

export { SealBroken } from './envelope.ts'
export { type KeyRing, parseKeyRing } from './key-ring.ts'

const blobLimit = 16 * 1024 * 1024

type Bytes = Store<Uint8Array>

/** Wraps an engine so that it sees sealed bytes only. Reading throws SealBroken when a value cannot be opened. */
export function sealStore(engine: Bytes, ring: KeyRing): Store<Json> {
  return {
    ...readingOf(engine, ring),
    ...queuesOf(engine, ring),
    commit: async (partition, batch) => engine.commit(partition, sealBatch(ring, partition, batch)),
    marked: (partition, mark) => engine.marked(partition, mark),
    list: (partition, index, range) => engine.list(partition, index, range),
    watch: (queue, wake) => engine.watch(queue, wake),
    blob: blobsOf(engine, ring),
    sweep: (now) => engine.sweep(now),
    removeAll: (prefix) => engine.removeAll(prefix),
    ping: () => engine.ping(),
    describe: () => engine.describe(),
    close: () => engine.close(),
  }
}

function sealBatch(ring: KeyRing, partition: string, batch: Batch<Json>): Batch<Uint8Array> {
  const { set = [], enqueue = [], append = [], ...rest } = batch
  return {
    ...rest,
    set: set.map(({ key, value }) => ({ key, value: seal(ring, { type: 'record', partition, key }, value) })),
    enqueue: enqueue.map((row) => ({
      ...row,
      value: seal(
        ring,
        { type: 'row', partition, queue: row.queue, id: row.id },
        row.value,
        leastOf(row.queue),
      ),
    })),
    append: append.map(({ log, value }) => ({
      log,
      value: seal(ring, { type: 'log', partition, log }, value),
    })),
  }
}

const paddedTo = 512
// Nearly all that falls due says no more than its id, which stands in the clear, and some lies there for every person.
const leastOf = (queue: string): number => (queue.startsWith('due/') ? 128 : paddedTo)

function seal(ring: KeyRing, place: Place, value: Json, least = paddedTo): Uint8Array {
  const json = JSON.stringify(value)
  const length = Buffer.byteLength(json)
  // Padded with blanks, which JSON ignores: the length would tell a thief which danger text somebody got.
  const size = length <= least ? least : Math.ceil(length / paddedTo) * paddedTo
  return sealValue(ring, place, Buffer.from(json + ' '.repeat(size - length)))
}

function open(ring: KeyRing, place: Place, sealed: Uint8Array): Json {
  return JSON.parse(openValue(ring, place, sealed).toString())
}

const founds =
  (ring: KeyRing) =>
  (partition: string, key: string, found: Found<Uint8Array>): Found<Json> => ({
    value: open(ring, { type: 'record', partition, key }, found.value),
    version: found.version,
  })

function readingOf(engine: Bytes, ring: KeyRing): Pick<Store, 'read' | 'scan' | 'tail'> {
  const openFound = founds(ring)
  return {
    read: async (partition, keys) => {
      const all = await engine.read(partition, keys)
      return keys.map((key, place) => {
        const found = all[place]
        return found ? openFound(partition, key, found) : null
      })
    },
    scan: async (partition, prefix) => {
      const all = await engine.scan(partition, prefix)
      return all.map(({ key, found }) => ({ key, found: openFound(partition, key, found) }))
    },
    tail: async (partition, log, after, limit) => {
      const all = await engine.tail(partition, log, after, limit)
      return all.map(({ seq, value }) => ({ seq, value: open(ring, { type: 'log', partition, log }, value) }))
    },
  }
}

function queuesOf(
  engine: Bytes,
  ring: KeyRing,
): Pick<Store, 'rows' | 'claim' | 'renew' | 'release' | 'backlog'> {
  const openRows = (partition: string, queue: string, rows: readonly Row<Uint8Array>[]): Row<Json>[] =>
    rows.map(({ id, at, value }) => ({
      id,
      at,
      value: open(ring, { type: 'row', partition, queue, id }, value),
    }))
  const openFound = founds(ring)
  // Opened when asked for, within the work: what cannot be opened is that work's fault and not the claim's.
  const openView = (partition: string, view: View<Uint8Array>): View<Json> => ({
    records: (prefix) =>
      view.records(prefix).map(({ key, found }) => ({ key, found: openFound(partition, key, found) })),
    version: view.version,
    rows: (queue) => openRows(partition, queue, view.rows(queue)),
  })
  return {
    rows: async (partition, queue, limit) =>
      openRows(partition, queue, await engine.rows(partition, queue, limit)),
    claim: async (options) => {
      const claim = await engine.claim(options)
      if (claim === null) return null
      const { view, partition, queue, rows, token } = claim
      const opened = { partition, queue, token, rows: openRows(partition, queue, rows) }
      return view ? { ...opened, view: openView(partition, view) } : opened
    },
    renew: (lease, leaseMs) => engine.renew(lease, leaseMs),
    release: (lease) => engine.release(lease),
    backlog: (queue, now) => engine.backlog(queue, now),
  }
}

function blobsOf(engine: Bytes, ring: KeyRing): Store['blob'] {
  return {
    put: async (partition, id, plain, expireAt) => {
      if (plain.length > blobLimit) {
        throw new RangeError(`A blob of ${plain.length} bytes is over the limit of ${blobLimit} (16 MB).`)
      }
      await engine.blob.put(partition, id, sealBlob(ring, { type: 'blob', partition, id }, plain), expireAt)
    },
    get: async (partition, id) => {
      const sealed = await engine.blob.get(partition, id)
      return sealed && openBlob(ring, { type: 'blob', partition, id }, sealed)
    },
    remove: (partition, id) => engine.blob.remove(partition, id),
  }
}
