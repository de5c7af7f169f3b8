import type { Catalog } from '../bot/catalog.ts'
import { OutRow, queues, SentRecord } from './rows.ts'
import type { Store } from './store/store.ts'

/**
 * Ids of deadline and safety texts that this Contact was given, or will be by what still waits, and that changed in
 * substance since (P14). A correction gives the newest edition of what it corrects, so nobody is told twice.
 */
export const changedTexts = async (store: Store, partition: string, catalog: Catalog): Promise<string[]> => {
  const [sent, waiting, held] = await Promise.all([
    store.scan(partition, 'sent/'),
    store.rows(partition, queues.outbox),
    store.rows(partition, queues.held),
  ])
  const given = new Map<string, number>()
  const note = (texts: SentRecord['texts']): void => {
    for (const { id, edition } of texts) given.set(id, Math.max(edition, given.get(id) ?? 0))
  }
  for (const { found } of sent) note(SentRecord.parse(found.value).texts)
  for (const { value } of [...waiting, ...held]) note(OutRow.safeParse(value).data?.texts ?? [])
  return [...given].filter(([id, edition]) => edition < catalog.editionOf(id)).map(([id]) => id)
}
