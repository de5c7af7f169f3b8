import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../server/store/engine.ts'
import type { KeyRing } from '../../server/store/key-ring.ts'
import type { Batch, Json, Store } from '../../server/store/store.ts'
import type { CommitLine, JournalLine } from '../audit/journal.ts'
import { sealStore as killingSealStore } from '../server/kill/killing-store.ts'

// By the machine's clock, whatever the process takes its own for.
const now = (): number => Math.round(performance.timeOrigin + performance.now())
const folder = process.env.WEGWIJS_JOURNAL ?? '.'
const file = openSync(join(folder, `journal-${now()}-${process.pid}.jsonl`), 'a')
const write = (line: JournalLine): void => void writeSync(file, `${JSON.stringify(line)}\n`)

type Loose = ReturnType<typeof JSON.parse>
const loose = (value: Json): Loose => value

const idsOf = (batch: Batch<Json>, queue: string): string[] =>
  (batch.dequeue ?? []).filter((row) => row.queue === queue).map(({ id }) => id)

const rowsOf = (batch: Batch<Json>, queue: string) =>
  (batch.enqueue ?? []).filter((row) => row.queue === queue)

/** What a commit does to the queues of a Contact: ids and kinds, no words. */
const linesOf = (partition: string, batch: Batch<Json>): Omit<CommitLine, 'n' | 'at'> => {
  const sent = (batch.set ?? []).flatMap(({ key, value }) =>
    key.startsWith('sent/') ? [{ id: key.slice(5), message: loose(value).messageId as string | null }] : [],
  )
  const contact = (batch.set ?? []).find(({ key }) => key === 's/contact')
  return {
    type: 'commit',
    p: partition,
    q: batch.lease?.queue ?? null,
    erase: batch.erase === true,
    in: rowsOf(batch, 'inbox').map(({ id }) => id),
    out: rowsOf(batch, 'outbox').map(({ id, value }) => ({
      id,
      kind: loose(value).call.type,
      prompt: loose(value).prompt,
      danger: loose(value).danger,
      drops: loose(value).dropAfter !== null,
    })),
    held: rowsOf(batch, 'held').map(({ id }) => id),
    passed: rowsOf(batch, 'relay').flatMap(({ value }) =>
      ['pass', 'anew'].includes(loose(value).type) ? [loose(value).row.activity.id] : [],
    ),
    worked: idsOf(batch, 'inbox'),
    done: idsOf(batch, 'outbox'),
    released: idsOf(batch, 'held'),
    sent,
    stopped: contact ? loose(contact.value).stopped : null,
    sealed: contact ? loose(contact.value).sealed !== null : null,
  }
}

let count = 0

const beatMs = 250
const stallMs = 6_000
let beat = now()
setInterval(() => {
  if (now() - beat > stallMs) write({ type: 'stall', from: beat, at: now() })
  beat = now()
}, beatMs).unref()

/** Stands in for `sealStore` in open-store.ts: each commit is written down before and after. */
export const sealStore = (engine: Engine, ring: KeyRing): Store => {
  const store = killingSealStore(engine, ring)
  return {
    ...store,
    commit: async (partition, batch) => {
      if (!partition.includes('/c/')) return store.commit(partition, batch)
      const n = ++count
      write({ ...linesOf(partition, batch), n, at: now() })
      try {
        const done = await store.commit(partition, batch)
        write({ type: 'end', n, at: now(), result: done.type })
        return done
      } catch (error) {
        write({ type: 'end', n, at: now(), result: 'gone' })
        throw error
      }
    },
    claim: async (options) => {
      const claim = await store.claim(options)
      if (claim && options.queue === 'inbox')
        write({ type: 'claim', p: claim.partition, at: now(), ids: claim.rows.map(({ id }) => id) })
      return claim
    },
  }
}
