import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import type { Ref } from './engine.ts'
import { freshBytes } from './fresh.ts'
import type { KeyRing } from './key-ring.ts'

/** A stored value cannot be opened: its key is not in DATA_KEY, or it was changed or moved. Names the key id only. */
export class SealBroken extends Error {
  override name = 'SealBroken'
}

/** What a value is bound to: it opens at no other place. The sequence number of a log entry is not known in time. */
export type Place = Ref | Omit<Extract<Ref, { type: 'log' }>, 'seq'>

// A sealed value: format (1 byte), length of the key id, key id, nonce of 12, ciphertext, tag of 16.
const format = 1
// A sealed blob: format, length of the key id, key id, a random id of 16, then chunks of nonce, ciphertext and tag.
const blobFormat = 2
const nonceBytes = 12
const tagBytes = 16
const blobIdBytes = 16
const chunkBytes = 64 * 1024

export function sealValue(ring: KeyRing, place: Place, plain: Uint8Array): Uint8Array {
  const kid = ring.first
  return Buffer.concat([headOf(format, kid), ...sealPart(ring, kid, bindingOf(place, kid), plain)])
}

export function openValue(ring: KeyRing, place: Place, sealed: Uint8Array): Buffer {
  const kid = kidOf(sealed)
  if (sealed[0] !== format) throw unreadable(kid)
  return openPart(ring, kid, bindingOf(place, kid), sealed.subarray(2 + kid.length))
}

/** Each chunk is bound to the blob, its place and whether it is the last, so that none can be swapped or cut off. */
export function sealBlob(ring: KeyRing, place: Place, plain: Uint8Array): Uint8Array {
  const kid = ring.first
  const id = randomBytes(blobIdBytes)
  const count = Math.max(1, Math.ceil(plain.length / chunkBytes))
  const chunks = Array.from({ length: count }, (_, number) => number).flatMap((number) =>
    sealPart(
      ring,
      kid,
      bindingOf(place, kid, id.toString('hex'), `${number}/${count}`),
      plain.subarray(number * chunkBytes, (number + 1) * chunkBytes),
    ),
  )
  return Buffer.concat([headOf(blobFormat, kid), id, ...chunks])
}

export function openBlob(ring: KeyRing, place: Place, sealed: Uint8Array): Uint8Array {
  const kid = kidOf(sealed)
  if (sealed[0] !== blobFormat) throw unreadable(kid)
  const start = 2 + kid.length + blobIdBytes
  const id = Buffer.from(sealed.subarray(start - blobIdBytes, start)).toString('hex')
  const sealedChunk = nonceBytes + chunkBytes + tagBytes
  const count = Math.max(1, Math.ceil((sealed.length - start) / sealedChunk))
  const chunks = Array.from({ length: count }, (_, number) => {
    const from = start + number * sealedChunk
    const binding = bindingOf(place, kid, id, `${number}/${count}`)
    return openPart(ring, kid, binding, sealed.subarray(from, from + sealedChunk))
  })
  return Buffer.concat(chunks)
}

/** The id of the key a stored value lies under. Throws SealBroken when it is no sealed value. */
export function kidOf(sealed: Uint8Array): string {
  const length = sealed[1] ?? 0
  const kid = String.fromCharCode(...sealed.subarray(2, 2 + length))
  const known = sealed[0] === format || sealed[0] === blobFormat
  if (!known || !/^[A-Za-z0-9_-]{1,16}$/.test(kid)) {
    throw new SealBroken(
      'A stored value is not sealed in a form this version knows. Was it written by a newer one?',
    )
  }
  return kid
}

const headOf = (kind: number, kid: string): Buffer =>
  Buffer.from(String.fromCharCode(kind, kid.length) + kid, 'latin1')

/** Nonce, ciphertext and tag. In GCM `final` gives no bytes; it ends the tag. */
function sealPart(ring: KeyRing, kid: string, binding: Buffer, plain: Uint8Array): Buffer[] {
  const nonce = freshBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(ring, kid), nonce).setAAD(binding)
  const text = cipher.update(plain)
  cipher.final()
  return [nonce, text, cipher.getAuthTag()]
}

function openPart(ring: KeyRing, kid: string, binding: Buffer, sealed: Uint8Array): Buffer {
  const key = keyOf(ring, kid)
  const end = sealed.length - tagBytes
  if (end < nonceBytes) throw unreadable(kid)
  try {
    const options = { authTagLength: tagBytes }
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), options)
    decipher.setAAD(binding).setAuthTag(sealed.subarray(end))
    const plain = decipher.update(sealed.subarray(nonceBytes, end))
    decipher.final()
    return plain
  } catch {
    throw unreadable(kid)
  }
}

function keyOf(ring: KeyRing, kid: string): KeyObject {
  const key = ring.keys.get(kid)
  if (key) return key
  throw new SealBroken(
    `A stored value is sealed under key ${kid}, and DATA_KEY holds no such key. Add "${kid}:<base64>" behind the first.`,
  )
}

const unreadable = (kid: string) =>
  new SealBroken(
    `A stored value sealed under key ${kid} cannot be opened: another key bears this id in DATA_KEY, or the value was changed or moved.`,
  )

function bindingOf(place: Place, kid: string, ...more: string[]): Buffer {
  return joined([place.type, place.partition, ...namesOf(place), kid, ...more])
}

function namesOf(place: Place): string[] {
  switch (place.type) {
    case 'record':
      return [place.key]
    case 'row':
      return [place.queue, place.id]
    case 'log':
      return [place.log]
    case 'blob':
      return [place.id]
    default:
      return place satisfies never
  }
}

/** Parts with their lengths before them, so that no two lists of parts give the same bytes. */
export function joined(parts: readonly string[]): Buffer {
  // A unit of UTF-16 takes three bytes of UTF-8 at most.
  const out = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + 4 + 3 * part.length, 0))
  let end = 0
  for (const part of parts) {
    const size = out.write(part, end + 4)
    out.writeUInt32BE(size, end)
    end += 4 + size
  }
  return out.subarray(0, end)
}
