import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { joined } from './envelope.ts'
import type { Store } from './store.ts'

/** Hashes chat ids, numbers and the like, so that they can be found again and not be read. */
export interface LookupKey {
  /** HMAC-SHA-256 over the parts, each with its length before it; base64url, 43 characters. */
  hash(...parts: string[]): string
}

const partition = '-/keys'
const key = 'lookup'

/**
 * The key for lookup hashes: 32 random bytes made at the first start and kept in the sealed store, never replaced,
 * as every Address is found by it. Throws SealBroken when DATA_KEY does not open it.
 */
export async function lookupKey(store: Store): Promise<LookupKey> {
  // A KeyObject is eight times cheaper to use than bytes.
  const secret = createSecretKey((await load(store)) ?? (await create(store)))
  return { hash: (...parts) => createHmac('sha256', secret).update(joined(parts)).digest('base64url') }
}

async function load(store: Store): Promise<Buffer | null> {
  const [found] = await store.read(partition, [key])
  if (!found) return null
  const secret = typeof found.value === 'string' ? Buffer.from(found.value, 'base64url') : Buffer.alloc(0)
  if (secret.length !== 32)
    throw new Error('The stored key for lookup hashes has a wrong form. Restore a backup.')
  return secret
}

async function create(store: Store): Promise<Buffer> {
  const value = randomBytes(32).toString('base64url')
  // Of two processes that start at once one writes; both then read what stands.
  await store.commit(partition, { check: [{ key, version: 0 }], set: [{ key, value }] })
  const secret = await load(store)
  if (!secret) throw new Error('The key for lookup hashes was written and is not there. Check the store.')
  return secret
}
