import type { Cluster, Redis } from 'ioredis'
import type { Hints } from './hints.ts'
import type { Link } from './link.ts'
import { type Places, rootsOf } from './place.ts'

export interface Watchers {
  watch(queue: string, wake: () => void): () => void
  stop(): void
}

type Waking = Map<string, { readonly queue: string; readonly wakes: Set<() => void> }>

/**
 * Wake-ups by publish; one connection for all queues, made with the first watcher. Each names the shard with the work,
 * for the claims of this process. A lost one is only a lost hint.
 */
export function watchersOf(link: Link, places: Places, hints: Hints): Watchers {
  const waking: Waking = new Map()
  const roots = new Set(rootsOf(places))
  let connection: Redis | Cluster | undefined
  return {
    watch: (queue, wake) => {
      const channel = places.channelOf(queue)
      const { wakes } = waking.get(channel) ?? { wakes: new Set() }
      // A function of its own, so that the same callback may watch twice and stop once.
      const own = () => wake()
      wakes.add(own)
      waking.set(channel, { queue, wakes })
      hints.listen(queue, () => wakeAll(wakes))
      connection ??= listening(link.subscriber(), waking, roots, hints)
      if (wakes.size === 1) connection.subscribe(channel).catch(() => undefined)
      return () => {
        wakes.delete(own)
        if (wakes.size > 0) return
        hints.listen(queue, null)
        connection?.unsubscribe(channel).catch(() => undefined)
      }
    },
    stop: () => {
      waking.clear()
      connection?.disconnect()
      connection = undefined
    },
  }
}

const wakeAll = (wakes: ReadonlySet<() => void>): void => {
  for (const wake of wakes) wake()
}

function listening<C extends Redis | Cluster>(
  connection: C,
  waking: Waking,
  roots: ReadonlySet<string>,
  hints: Hints,
): C {
  connection.on('message', (channel: string, root: string) => {
    const heard = waking.get(channel)
    if (!heard) return
    // Another release may say something else: then all shards are looked at.
    if (roots.has(root)) hints.add(heard.queue, root)
    else hints.miss()
    wakeAll(heard.wakes)
  })
  // What was published while the connection was away is made good by one look and one wake for everybody.
  connection.on('ready', () => {
    hints.miss()
    for (const { wakes } of waking.values()) wakeAll(wakes)
  })
  return connection
}
