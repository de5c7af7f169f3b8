import type { Incoming } from './channel.ts'
import { OutRow, queues, SentRecord } from './rows.ts'
import type { Store } from './store/store.ts'

export type StatusReport = Extract<Incoming, { type: 'status' }>

const rank: Readonly<Record<string, number>> = { sent: 1, delivered: 2, read: 3, failed: 4 }

/**
 * A delivery report settles the message's own row: it proves that the provider took it, even where its answer to our
 * send never reached us. Reports come twice and out of order; the furthest state stays.
 */
export const settleStatus = async (store: Store, partition: string, report: StatusReport): Promise<void> => {
  if (report.outbox === null) return
  const key = `sent/${report.outbox}`
  const [found] = await store.read(partition, [key])
  if (found) {
    const sent = SentRecord.parse(found.value)
    if ((rank[report.state] ?? 0) <= (rank[sent.state] ?? 0)) return
    await store.commit(partition, {
      check: [{ key, version: found.version }],
      set: [{ key, value: { ...sent, state: report.state } }],
    })
    return
  }
  const [rowId = '', knock] = report.outbox.split('.')
  const row = (await store.rows(partition, queues.outbox)).find(({ id }) => id === rowId)
  if (!row) return
  const out = OutRow.parse(row.value)
  const sent: SentRecord = {
    v: 1,
    at: report.at,
    messageId: report.messageId,
    asking: knock === undefined ? out.asking : (out.opener?.asking ?? null),
    texts: knock === undefined ? out.texts : [],
    catalog: out.catalog,
    state: report.state,
  }
  await store.commit(partition, {
    check: [{ key, version: 0 }],
    // Of the receipt of an erasure stays that it was taken, and nothing of the provider's.
    set: [{ key, value: out.dropAfter === null ? sent : { ...sent, messageId: null, asking: null } }],
    // An opener or a template was taken, and what stands behind it still waits.
    dequeue: knock === undefined ? [{ queue: queues.outbox, id: row.id }] : [],
  })
}
