/** Shards in which wake-ups announced work, by queue. One process keeps them for all its claims. */
export interface Hints {
  /** Whether somebody listens to this queue at all. */
  isHeard(queue: string): boolean
  listen(queue: string, isOn: boolean): void
  add(queue: string, root: string): void
  /** Takes one announced shard out, the first first. */
  take(queue: string): string | undefined
  /** Wake-ups may have been missed: the next claim looks at all shards. */
  miss(): void
  /** How often something may have been missed: another number than before says to look. */
  missed(): number
}

export function hintsOf(): Hints {
  const heard = new Map<string, Set<string>>()
  let missed = 0
  return {
    isHeard: (queue) => heard.has(queue),
    listen: (queue, isOn) => {
      if (!isOn) heard.delete(queue)
      else if (!heard.has(queue)) heard.set(queue, new Set())
    },
    add: (queue, root) => void heard.get(queue)?.add(root),
    take: (queue) => {
      const roots = heard.get(queue)
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
