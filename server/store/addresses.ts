import { z } from 'zod'
import { defineRecord } from '../../bot/record.ts'
import type { Reach, SpaceName } from '../channel.ts'
import type { LookupKey } from './lookup-key.ts'
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
  /** Hash of the second id of the same person; another one under the same number is a new owner (P17). */
  alias: z.string().nullable(),
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
}

export const addressKey = 'address'

/** The partition of an Address: a keyed hash, never the number itself. */
export const addressPartition = (space: SpaceName, lookup: LookupKey, account: string, id: string): string =>
  `${space}/a/${lookup.hash('address', account, id)}`

export const aliasHash = (lookup: LookupKey, reach: Reach): string | null =>
  reach.alias === null ? null : lookup.hash('address', reach.account, reach.alias)

/** The keyed hash of an own word, bound to its Address: the same word elsewhere hashes otherwise. */
export const wordHash = (lookup: LookupKey, address: string, word: string): string =>
  lookup.hash('word', address, word)

export interface FoundAddress {
  readonly address: Address
  readonly version: number
}

/** @throws Error when the record was written by a newer release: then it is left alone. */
export const readAddress = async (store: Store, partition: string): Promise<FoundAddress> => {
  const [found] = await store.read(partition, [addressKey])
  if (!found) return { address: emptyAddress, version: 0 }
  const parsed = AddressRecord.parse(found.value)
  if (parsed.type === 'newer')
    throw new Error('An address was written by a newer release of this program. Update this one.')
  return { address: parsed.value, version: found.version }
}

/** Writes an Address if nobody else did meanwhile; false when somebody did. */
export const saveAddress = async (
  store: Store,
  partition: string,
  address: Address,
  version: number,
  expireAt?: number,
): Promise<boolean> => {
  const done = await store.commit(partition, {
    check: [{ key: addressKey, version }],
    set: [{ key: addressKey, value: address }],
    expireAt,
  })
  return done.type === 'done'
}
