import { createHash, timingSafeEqual } from 'node:crypto'
import { IncomingMessage } from 'node:http'
import type { Context } from 'hono'

/** A body on its way: the length it names (0 where it names none), and its bytes. */
export interface Body {
  readonly length: number
  readonly chunks: AsyncIterable<Uint8Array>
}

/** Node's own stream where there is one: the web stream that a Request puts around it costs more than the reading. */
export const bodyOf = ({ env, req }: Context): Body => {
  const length = Number(req.header('content-length') ?? 0)
  const incoming: unknown = env?.incoming
  return incoming instanceof IncomingMessage
    ? { length, chunks: incoming.iterator({ destroyOnReturn: false }) }
    : { length, chunks: req.raw.body ?? none() }
}

async function* none(): AsyncGenerator<Uint8Array> {}

/**
 * The raw bytes of a delivery, or null when there are more than `limit`. Counts while it reads, because a chunked
 * body names no length. Rejects when the sender goes away half-way, or when `keep` throws on being told of more bytes.
 */
export async function readBody(
  body: Body,
  limit: number,
  keep: (bytes: number) => void = () => {},
): Promise<Buffer | null> {
  if (body.length > limit) return null
  let bytes: Buffer = Buffer.allocUnsafe(Math.min(limit, Math.max(body.length, firstBytes)))
  let size = 0
  for await (const chunk of body.chunks) {
    const end = size + chunk.byteLength
    if (end > limit) return null
    keep(chunk.byteLength)
    bytes = withRoom(bytes, size, Math.min(limit, end))
    bytes.set(chunk, size)
    size = end
  }
  return bytes.subarray(0, size)
}

const firstBytes = 4 * 1024

/** Copied as it comes: thousands of tiny chunks, kept one by one, would take hundreds of times their bytes. */
const withRoom = (bytes: Buffer, used: number, wanted: number): Buffer => {
  if (wanted <= bytes.length) return bytes
  const larger = Buffer.allocUnsafe(Math.max(wanted, 2 * bytes.length))
  bytes.copy(larger, 0, 0, used)
  return larger
}

/** JSON of the bytes, or undefined when they are none (JSON itself has no undefined). */
export function readJson(bytes: Buffer | string): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

/** Equal or not, in a time that tells nothing of where two secrets differ or how long they are. */
export function sameSecret(given: string | Uint8Array, right: string | Uint8Array): boolean {
  const digest = (secret: string | Uint8Array) => createHash('sha256').update(secret).digest()
  return timingSafeEqual(digest(given), digest(right))
}
