/** Typed readers of what Redis answers; a wrong shape is a fault of ours and says nothing of the content. */
export function bytes(reply: unknown): Buffer {
  if (!Buffer.isBuffer(reply)) throw new Error('Redis answered something else than bytes.')
  return reply
}

export function text(reply: unknown): string {
  return typeof reply === 'string' ? reply : bytes(reply).toString('utf8')
}

export function number(reply: unknown): number {
  return typeof reply === 'number' ? reply : Number(text(reply))
}

export function many(reply: unknown): unknown[] {
  if (!Array.isArray(reply)) throw new Error('Redis answered something else than a list.')
  return reply
}

/** A flat list in groups: `[id, at, value, id, at, value]` by 3. */
export function groups(reply: unknown, size: number): unknown[][] {
  const flat = many(reply)
  return Array.from({ length: flat.length / size }, (_, group) =>
    flat.slice(group * size, (group + 1) * size),
  )
}

/** Records as `like` of prelude.lua gives them, by key. */
export function recordsFrom(reply: unknown): { key: string; found: ReturnType<typeof found> }[] {
  return groups(reply, 2)
    .map(([name, value]) => ({ key: text(name), found: found(value) }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
}

/** A record as commit.lua writes it: `<version>:<bytes>`. */
export function found(reply: unknown): { value: Buffer; version: number } {
  const stored = bytes(reply)
  const colon = stored.indexOf(':')
  return { value: stored.subarray(colon + 1), version: Number(stored.toString('latin1', 0, colon)) }
}
