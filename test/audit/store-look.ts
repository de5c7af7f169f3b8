import { addressPartition, readAddress } from '../../server/store/addresses.ts'
import type { Engine } from '../../server/store/engine.ts'
import { openValue } from '../../server/store/envelope.ts'
import { lookupKey } from '../../server/store/lookup-key.ts'
import { openRedis } from '../../server/store/redis.ts'
import { parseKeyRing, sealStore } from '../../server/store/seal.ts'
import { openSqlite } from '../../server/store/sqlite.ts'
import type { UpdateLine } from './ledger.ts'

/** One value of the store in the clear, behind the place where it lies. */
export interface Plain {
  readonly partition: string
  /** `record`, or the queue of a row. */
  readonly kind: string
  readonly key: string
  readonly text: string
}

/** What the store says of the update that a platform brought. */
export interface Known {
  /** The id that the update has in the store: a keyed hash. */
  readonly id: string
  readonly isMarked: boolean
}

/** What stands at a person's Address. */
export interface Found {
  readonly contact: string | null
  readonly previous: readonly string[]
  readonly tombstone: number | null
}

export interface StoreLook {
  readonly plain: readonly Plain[]
  known(update: UpdateLine): Known
  found(person: string): Found | null
}

const openEngine = async (target: string): Promise<Engine> =>
  target.startsWith('redis') ? openRedis({ url: target }) : openSqlite({ file: target })

const accountOf = ({ channel }: UpdateLine, phoneNumberId: string): string =>
  channel === 'telegram' ? 'telegram' : `whatsapp:${phoneNumberId}`

const atOnce = 100

/** Reads everything that stands, once. `target` is a SQLite file or what REDIS_URL holds. */
export const lookInto = async (
  target: string,
  key: string,
  phoneNumberId: string,
  updates: readonly UpdateLine[],
): Promise<StoreLook> => {
  const engine = await openEngine(target)
  const ring = parseKeyRing(key)
  const store = sealStore(engine, ring)
  try {
    const plain: Plain[] = []
    for await (const { ref, bytes } of engine.walk()) {
      if (ref.type === 'blob' || ref.type === 'log') continue
      const text = Buffer.from(openValue(ring, ref, bytes))
        .toString('utf8')
        .trimEnd()
      const [kind, name] = ref.type === 'row' ? [ref.queue, ref.id] : ['record', ref.key]
      plain.push({ partition: ref.partition, kind, key: name, text })
    }
    const lookup = await lookupKey(store)
    const found = new Map<string, Found>()
    const known = new Map<UpdateLine, Known>()
    const look = async (update: UpdateLine): Promise<void> => {
      const account = accountOf(update, phoneNumberId)
      const at = found.get(update.person) ?? (await addressOf(account, update.id))
      found.set(update.person, at)
      const id = lookup.hash('update', account, update.id, update.providerId)
      const contacts = [at.contact, ...at.previous].filter((one) => one !== null)
      const marks = await Promise.all(contacts.map((contact) => store.marked(`main/c/${contact}`, id)))
      known.set(update, { id, isMarked: marks.some(Boolean) })
    }
    for (let from = 0; from < updates.length; from += atOnce)
      await Promise.all(updates.slice(from, from + atOnce).map(look))
    return {
      plain,
      known: (update) => known.get(update) ?? { id: '', isMarked: false },
      found: (person) => found.get(person) ?? null,
    }

    async function addressOf(account: string, id: string): Promise<Found> {
      const { address } = await readAddress(store, addressPartition('main', lookup, account, id))
      return {
        contact: address.contact,
        previous: [...address.previous, ...address.sealed].map(({ contact }) => contact),
        tombstone: address.tombstone === null ? null : Date.parse(address.tombstone),
      }
    }
  } finally {
    await store.close()
  }
}
