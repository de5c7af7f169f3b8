import { z } from 'zod'
import { defineRecord } from '../../bot/record.ts'
import type { Reach, SpaceName } from '../channel.ts'
import type { LookupKey } from './lookup-key.ts'
import { NewerRecord } from './state.ts'
import type { Store } from './store.ts'

/** An Address: a channel account and the keyed hash of a chat id or number, pointing to one Contact. */
export const Address = z.object({
  v: z.literal(1),
  /** Null after an erasure, or after the person moved to another address. */
  contact: z.string().nullable(),
  /** Hidden or silent Contacts of this Address, each with the keyed hash of its own word. */
  sealed: z.array(z.object({ contact: z.string(), word: z.string().nullable() })),
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
export const AddressRecord = defineRecord({ name: 'address', version: 1, schema: Address })

export const emptyAddress: Address = {
  v: 1,
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
