import type { TurnState } from '../bot/turn.ts'
import type { World } from '../bot/world.ts'
import type { InRow } from './rows.ts'
import {
  type Address,
  longestTrying,
  readAddress,
  type SealedContact,
  saveAddress,
  triesIn,
  twinOf,
  wordHash,
} from './store/addresses.ts'
import { contactPartition, readState, spaceOf } from './store/state.ts'
import { type Store, StoreGone } from './store/store.ts'
import type { WorkDeps } from './work.ts'

const triesADay = 30

/**
 * The hidden Contact of this Address whose own word it is. Whoever hides or deletes does not win new tries by it, and
 * whoever keeps the phone for months has a hundred in all: then no word opens it here, and nothing says so.
 */
export const contactByWord = async (
  deps: WorkDeps,
  { contact, conversation }: TurnState,
  own: string | null,
  { address: partition, activity }: InRow,
  { now }: World,
  word: string,
): Promise<string | null> => {
  // Tried out while the chat is open: it is this very Contact's.
  if (own !== null && own === wordHash(deps.lookup, contact.id, word)) return contact.id
  const { address } = await readAddress(deps.store, partition)
  const moment = now.epochMilliseconds
  const tries = triesIn(address.tries, moment) + triesIn(conversation.wordTries, moment)
  if (tries >= triesADay) return null
  const tried = await countedTry(deps.store, partition, activity.id)
  const found = tried.find((one) => one.word === wordHash(deps.lookup, one.contact, word))
  if (!found || found.contact === contact.id) return null
  // It may have been erased a moment ago.
  const state = await readState(deps.store, contactPartition(spaceOf(partition), found.contact))
  return state.contact === null ? null : found.contact
}

/** Counts a try before anything is compared, so that no crash gives one for nothing. @returns what may be opened by it */
const countedTry = async (store: Store, partition: string, id: string): Promise<readonly SealedContact[]> => {
  const { alias } = (await readAddress(store, partition)).address
  // A person under two ids has two Addresses: each knows of every try, by whichever id it came.
  const there = alias === null ? null : await countAt(store, twinOf(partition, alias), id)
  const here = await countAt(store, partition, id)
  const isUsedUp = ({ contact }: SealedContact): boolean =>
    there?.used.some((one) => one.contact === contact) ?? false
  return here.open.filter((one) => !isUsedUp(one))
}

interface Counted {
  readonly open: readonly SealedContact[]
  readonly used: readonly SealedContact[]
}

const countAt = async (store: Store, partition: string, id: string): Promise<Counted> => {
  for (let race = 0; race < 5; race++) {
    const { address, version } = await readAddress(store, partition)
    const next = counted(address, id)
    const isOpen = ({ word, tries }: SealedContact): boolean => word !== null && tries <= longestTrying
    const found = { open: next.sealed.filter(isOpen), used: next.sealed.filter((one) => !isOpen(one)) }
    const isKnown = next.sealed.every((one, place) => one === address.sealed[place])
    if (isKnown || (await saveAddress(store, partition, next, version))) return found
  }
  throw new StoreGone('An address changed under our hands five times. The word is tried again.')
}

/** A turn that is run again, after a race or a crash, counts once; one over the limit stands for every later one. */
const counted = (address: Address, id: string): Address => ({
  ...address,
  sealed: address.sealed.map((one) =>
    one.word === null || one.tries > longestTrying || one.lastTry === id
      ? one
      : { ...one, tries: one.tries + 1, lastTry: id },
  ),
})
