import type { Erasure } from './erased.ts'
import { forget } from './relay.ts'
import { contactOf } from './store/state.ts'
import type { Store } from './store/store.ts'

/** Erases anew what a restored backup brought back. May be repeated. @returns how many Contacts stood there again */
export const repeatErasures = async (store: Store, erasures: readonly Erasure[]): Promise<number> => {
  let back = 0
  for (const { contact, address, at } of erasures) {
    if ((await store.scan(contact, '')).length > 0) back += 1
    await store.removeAll(contact)
    const row = {
      type: 'erased' as const,
      address,
      contact: contactOf(contact),
      at,
      next: null,
      by: null,
      tries: null,
    }
    await forget({ store, now: Date.now }, contact, row)
  }
  return back
}
