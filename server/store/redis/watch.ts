import type { Cluster, Redis } from 'ioredis'
import type { Link } from './link.ts'
import type { Places } from './place.ts'

export interface Watchers {
  watch(queue: string, wake: () => void): () => void
  stop(): void
}

/** Wake-ups by publish; one connection for all queues, made with the first watcher. A lost one is only a lost hint. */
export function watchersOf(link: Link, places: Places): Watchers {
  const waking = new Map<string, Set<() => void>>()
  let connection: Redis | Cluster | undefined
  const listen = (): Redis | Cluster => {
    const made = link.subscriber()
    made.on('message', (channel: string) => {
      for (const wake of waking.get(channel) ?? []) wake()
    })
    // What was published while the connection was away is made good by one wake for everybody.
    made.on('ready', () => {
      for (const wakes of waking.values()) for (const wake of wakes) wake()
    })
    return made
  }
  return {
    watch: (queue, wake) => {
      const channel = places.channelOf(queue)
      const wakes = waking.get(channel) ?? new Set()
      // A function of its own, so that the same callback may watch twice and stop once.
      const own = () => wake()
      wakes.add(own)
      waking.set(channel, wakes)
      connection ??= listen()
      if (wakes.size === 1) connection.subscribe(channel).catch(() => undefined)
      return () => {
        wakes.delete(own)
        if (wakes.size === 0) connection?.unsubscribe(channel).catch(() => undefined)
      }
    },
    stop: () => {
      waking.clear()
      connection?.disconnect()
      connection = undefined
    },
  }
}
