import { z } from 'zod'
import { day } from './rows.ts'
import type { Store } from './store/store.ts'

/** What was erased, so that a restored backup can forget it again. Random ids and keyed hashes, nothing of a person. */
export const Erasure = z.object({
  /** The partition of the Contact. */
  contact: z.string(),
  /** The partition of its Address. */
  address: z.string(),
  at: z.iso.datetime(),
})
export type Erasure = z.infer<typeof Erasure>

const partition = 'main/erased'
const index = 'erased'
/** Longer than any backup may be kept (backupDays of the operator file is 90 at most). */
const keptMs = 91 * day
const most = 100_000

/** Listed once, however often it is said. */
export const listErasure = async (store: Store, erasure: Erasure, now: number): Promise<void> => {
  const old = await store.list(partition, index, { to: now - keptMs, limit: 100 })
  await store.commit(partition, {
    index: [
      {
        index,
        member: `${erasure.contact} ${erasure.address}`,
        score: Date.parse(erasure.at),
      },
      ...old.map(({ member }) => ({ index, member, score: null })),
    ],
  })
}

/** All that may still stand in a backup, oldest first. */
export const listedErasures = async (store: Store): Promise<Erasure[]> =>
  (await store.list(partition, index, { limit: most })).flatMap(({ member, score }) => {
    const [contact, address] = member.split(' ')
    return contact && address ? [{ contact, address, at: new Date(score).toISOString() }] : []
  })
