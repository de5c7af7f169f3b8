import { z } from 'zod'
import { defineRecord } from '../../bot/record.ts'
import type { Reach, SpaceName } from '../channel.ts'
import type { LookupKey } from './lookup-key.ts'
import { NewerRecord } from './state.ts'
import type { Store } from './store.ts'

/** A hidden or silent Contact that its own word opens again. */
const SealedContact = z.object({
  contact: z.string(),
  /** Keyed hash of its own word; null where none was set. */
  word: z.string().nullable(),
  /** Words tried at it since it was sealed, in all its life here. */
  tries: z.number(),
  /** The Activity of the last try, so that a turn that is run again counts once. */
  lastTry: z.string().nullable(),
})
export type SealedContact = z.infer<typeof SealedContact>

/** Tries in all: more, and no word opens a sealed Contact at this Address any more; a case manager's check does. */
export const longestTrying = 100

/** As it stands when it is sealed: no word was tried yet. */
export const sealedContact = (contact: string, word: string | null): SealedContact => ({
  contact,
  word,
  tries: 0,
  lastTry: null,
})

/** An Address: a channel account and the keyed hash of a chat id or number, pointing to one Contact. */
export const Address = z.object({
  v: z.literal(2),
  /** Null after an erasure, or after the person moved to another address. */
  contact: z.string().nullable(),
  sealed: z.array(SealedContact),
  /** Contacts it pointed to in the last 8 days: a repeated delivery must find the old mark. */
  previous: z.array(z.object({ contact: z.string(), until: z.number() })),
  /** When everything was erased; updates sent before are dropped. */
  tombstone: z.iso.datetime().nullable(),
  /** Hash of the other id of the same person, at both of them; another one under the same number is a new owner (P17). */
  alias: z.string().nullable(),
  /** Tries at an own word that Contacts of this Address made which are hidden or erased by now. */
  tries: z.object({ since: z.iso.datetime(), count: z.number() }).nullable().default(null),
})
export type Address = z.infer<typeof Address>

/** Version 1 counted no tries in all. */
const Sealed1 = z.array(z.object({ contact: z.string(), word: z.string().nullable() }))

export const AddressRecord = defineRecord({
  name: 'address',
  version: 2,
  schema: Address,
  migrations: {
    1: (old) => ({
      ...old,
      sealed: Sealed1.parse(old.sealed).map(({ contact, word }) => sealedContact(contact, word)),
    }),
  },
})

export const emptyAddress: Address = {
  v: 2,
  contact: null,
  sealed: [],
  previous: [],
  tombstone: null,
  alias: null,
  tries: null,
}

export const addressKey = 'address'

/** The partition of an Address: a keyed hash, never the number itself. */
export const addressPartition = (space: SpaceName, lookup: LookupKey, account: string, id: string): string =>
  `${space}/a/${lookup.hash('address', account, id)}`

export const aliasHash = (lookup: LookupKey, reach: Reach): string | null =>
  reach.alias === null ? null : lookup.hash('address', reach.account, reach.alias)

/** The keyed hash that names an Address; its partition is made of it. */
export const hashOf = (partition: string): string => partition.split('/')[2] ?? ''

/** The partition of the Address that has this hash, in the same Space. */
export const twinOf = (partition: string, hash: string): string => `${partition.split('/')[0]}/a/${hash}`

/** The keyed hash of an own word, bound to its Contact: the same word of another one hashes otherwise. */
export const wordHash = (lookup: LookupKey, contact: string, word: string): string =>
  lookup.hash('word', contact, word)

/** Both lists, each Contact once and with the greater count: no move from id to id makes tries anew. */
export const mergeSealed = (
  one: readonly SealedContact[],
  other: readonly SealedContact[],
): SealedContact[] => {
  const merged = new Map(one.map((sealed) => [sealed.contact, sealed]))
  for (const sealed of other) {
    const before = merged.get(sealed.contact)
    merged.set(sealed.contact, before && before.tries > sealed.tries ? before : sealed)
  }
  return [...merged.values()]
}

type Tries = Address['tries']
const day = 24 * 60 * 60 * 1000

/** Both counts together while they are of one day; else the newer one. */
export const addTries = (before: Tries, more: Tries): Tries => {
  if (before === null || more === null) return more ?? before
  const isOneDay = Date.parse(more.since) - Date.parse(before.since) < day
  return isOneDay ? { since: before.since, count: before.count + more.count } : more
}

/** How many tries were made in the last day. */
export const triesIn = (tries: Tries, now: number): number =>
  tries === null || now - Date.parse(tries.since) > day ? 0 : tries.count

export interface FoundAddress {
  readonly address: Address
  readonly version: number
}

/** @throws NewerRecord when the record was written by a newer release: then it is left alone. */
export const readAddress = async (store: Store, partition: string): Promise<FoundAddress> => {
  const [found] = await store.read(partition, [addressKey])
  if (!found) return { address: emptyAddress, version: 0 }
  const parsed = AddressRecord.parse(found.value)
  if (parsed.type === 'newer')
    throw new NewerRecord('An address was written by a newer release of this program. Update this one.')
  return { address: parsed.value, version: found.version }
}

/** Far enough to stand for "not at all" (the year 2200): an earlier end of this Address must not outlive its return. */
const never = Date.UTC(2200, 0, 1)

/** Writes an Address if nobody else did meanwhile; false when somebody did. */
export const saveAddress = async (
  store: Store,
  partition: string,
  address: Address,
  version: number,
  expireAt = never,
): Promise<boolean> => {
  const done = await store.commit(partition, {
    check: [{ key: addressKey, version }],
    set: [{ key: addressKey, value: address }],
    expireAt,
  })
  return done.type === 'done'
}
