import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * The raw bytes of a delivery, or null when there are more than `limit`. Counts while it reads, because a chunked
 * body names no length. Rejects when the sender goes away half-way, or when `keep` throws on being told of more bytes.
 */
export async function readBody(
  request: Request,
  limit: number,
  keep: (bytes: number) => void = () => {},
): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return null
  if (!request.body) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > limit) return null
    keep(chunk.byteLength)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

/** JSON of the bytes, or undefined when they are none (JSON itself has no undefined). */
export function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Equal or not, in a time that tells nothing of where two secrets differ or how long they are. */
export function sameSecret(given: string | Uint8Array, right: string | Uint8Array): boolean {
  const digest = (secret: string | Uint8Array) => createHash('sha256').update(secret).digest()
  return timingSafeEqual(digest(given), digest(right))
}
