import { createSecretKey, type KeyObject } from 'node:crypto'

/** The keys of DATA_KEY: the first seals, all open. */
export interface KeyRing {
  /** Id of the key that seals. */
  readonly first: string
  /** 32 bytes each, by key id. */
  readonly keys: ReadonlyMap<string, KeyObject>
}

const form = /^(?:([^:]*):)?([^:]*)$/

/**
 * Reads DATA_KEY: `[kid:]base64[,kid:base64 …]`, 32 bytes each; a key without an id is key 1. Throws an Error with a
 * sentence that names the fault and never the key.
 */
export function parseKeyRing(written: string): KeyRing {
  const parts = written.split(',').map((part) => part.trim())
  if (written.trim() === '') {
    throw new Error(
      'DATA_KEY is empty. Give 32 random bytes in base64, as "openssl rand -base64 32" prints them.',
    )
  }
  const entries = parts.map((part, place) => parseKey(part, place + 1))
  const keys = new Map(entries)
  const [first] = entries
  if (!first || keys.size < entries.length) {
    throw new Error('DATA_KEY has two keys with the same id. Give each its own, as in "2:<new>,1:<old>".')
  }
  return { first: first[0], keys }
}

function parseKey(part: string, place: number): [kid: string, key: KeyObject] {
  const [, kid = '1', base64 = ''] = form.exec(part) ?? []
  if (!/^[A-Za-z0-9_-]{1,16}$/.test(kid)) {
    throw new Error(
      `Key ${place} of DATA_KEY has an id that does not fit. Up to 16 letters, digits, "-" or "_" do, as in "2:<base64>".`,
    )
  }
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) {
    throw new Error(`Key ${place} of DATA_KEY is not base64. "openssl rand -base64 32" prints one that fits.`)
  }
  const key = Buffer.from(base64, 'base64')
  if (key.length !== 32) {
    throw new Error(
      `Key ${place} of DATA_KEY has ${key.length} bytes and 32 are needed. "openssl rand -base64 32" prints one that fits.`,
    )
  }
  // A KeyObject is nine times cheaper to use than bytes, and prints nothing of the key.
  return [kid, createSecretKey(key)]
}
