import { ContactRecord } from '../bot/contact.ts'
import { contactPartition, keys, spaceOf } from './store/state.ts'
import type { Store } from './store/store.ts'

/** A wait that the provider asked for holds for the person: it goes along to the Contact that takes over. */
export const carryWait = async (store: Store, now: number, from: string, to: string): Promise<void> => {
  const [wait] = await store.read(from, [keys.wait])
  if (typeof wait?.value !== 'number' || wait.value <= now) return
  const [before] = await store.read(to, [keys.wait])
  if (typeof before?.value === 'number' && before.value >= wait.value) return
  await store.commit(to, { set: [{ key: keys.wait, value: wait.value }] })
}

/** The same for a wait that was asked for only after this Contact was hidden or left. */
export const passWaitOn = async (store: Store, now: number, partition: string): Promise<void> => {
  const [found] = await store.read(partition, [keys.contact])
  const contact = found ? ContactRecord.parse(found.value) : null
  if (contact?.type !== 'known' || !contact.value.sealed) return
  await carryWait(store, now, partition, contactPartition(spaceOf(partition), contact.value.sealed.fresh))
}
