/** Shards in which wake-ups announced work, by queue. One process keeps them for all its claims. */
export interface Hints {
  /** Whether somebody listens to this queue at all. */
  isHeard(queue: string): boolean
  /** From now on `wake` is called for what was put off; null: nobody listens any more. */
  listen(queue: string, wake: (() => void) | null): void
  add(queue: string, root: string): void
  /** Announces the shard after so many ms, and wakes whoever listens then. */
  putOff(queue: string, root: string, ms: number): void
  /** Takes one announced shard out, the first first. */
  take(queue: string): string | undefined
  /** Wake-ups may have been missed: the next claim looks at all shards. */
  miss(): void
  /** How often something may have been missed: another number than before says to look. */
  missed(): number
}

// A timer may end a little early, by the clock that rows fall due on.
const leastMs = 5

export function hintsOf(): Hints {
  const heard = new Map<string, { readonly roots: Set<string>; wake: () => void }>()
  const putOff = new Set<string>()
  let missed = 0
  return {
    isHeard: (queue) => heard.has(queue),
    listen: (queue, wake) => {
      if (wake) heard.set(queue, { roots: heard.get(queue)?.roots ?? new Set(), wake })
      else heard.delete(queue)
    },
    add: (queue, root) => void heard.get(queue)?.roots.add(root),
    putOff: (queue, root, ms) => {
      const name = `${queue} ${root}`
      if (!heard.has(queue) || putOff.has(name)) return
      putOff.add(name)
      const announce = (): void => {
        putOff.delete(name)
        heard.get(queue)?.roots.add(root)
        heard.get(queue)?.wake()
      }
      setTimeout(announce, Math.max(ms, leastMs)).unref()
    },
    take: (queue) => {
      const roots = heard.get(queue)?.roots
      const [first] = roots ?? []
      if (first !== undefined) roots?.delete(first)
      return first
    },
    miss: () => {
      missed++
    },
    missed: () => missed,
  }
}
