import type { Engine, EngineWalk, Ref } from './engine.ts'
import { kidOf, openBlob, openValue, sealBlob, sealValue } from './envelope.ts'
import type { KeyRing } from './key-ring.ts'

/** How many values lie under each key id. */
export async function countByKid(engine: EngineWalk): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const { bytes } of engine.walk()) {
    const kid = kidOf(bytes)
    counts.set(kid, (counts.get(kid) ?? 0) + 1)
  }
  return counts
}

export interface Resealed {
  /** Values now under the first key that were not before. */
  readonly moved: number
  /** Values still under another key: written meanwhile by a server that does not know the first key. */
  readonly left: number
}

const rounds = 5

/**
 * Puts every value under the first key, in rounds, while servers run: a value that changed meanwhile is left to the
 * next round. Stopped halfway it is simply started again. Throws SealBroken at a value that does not open.
 */
export async function resealAll(engine: Engine, ring: KeyRing): Promise<Resealed> {
  let moved = 0
  for (let round = 0; round < rounds; round++) {
    const { found, replaced } = await resealOnce(engine, ring)
    moved += replaced
    if (found === 0) return { moved, left: 0 }
  }
  const counts = await countByKid(engine)
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return { moved, left: all - (counts.get(ring.first) ?? 0) }
}

async function resealOnce(engine: Engine, ring: KeyRing): Promise<{ found: number; replaced: number }> {
  let found = 0
  let replaced = 0
  for await (const { ref, bytes } of engine.walk()) {
    if (kidOf(bytes) === ring.first) continue
    found++
    if (await engine.replace(ref, bytes, reseal(ring, ref, bytes))) replaced++
  }
  return { found, replaced }
}

function reseal(ring: KeyRing, ref: Ref, bytes: Uint8Array): Uint8Array {
  return ref.type === 'blob'
    ? sealBlob(ring, ref, openBlob(ring, ref, bytes))
    : sealValue(ring, ref, openValue(ring, ref, bytes))
}
