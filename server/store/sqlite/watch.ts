import { number } from './columns.ts'
import type { SqliteFile } from './file.ts'

/** Who is to be woken, by queue. */
export interface Watchers {
  watch(queue: string, wake: () => void): () => void
  wake(queues: Iterable<string>): void
  stop(): void
}

const pollMs = 300

/** Commits of this process wake at once; those of others are seen by polling `data_version`, which names no queue. */
export function watchersOf(file: SqliteFile): Watchers {
  const waking = new Set<{ queue: string; wake: () => void }>()
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }
  const start = () => {
    let seen = versionOf(file)
    timer = setInterval(() => {
      const found = versionOf(file)
      if (found === seen) return
      seen = found
      for (const one of waking) one.wake()
    }, pollMs).unref()
  }
  return {
    watch: (queue, wake) => {
      const one = { queue, wake }
      waking.add(one)
      if (!timer) start()
      return () => {
        waking.delete(one)
        if (waking.size === 0) stop()
      }
    },
    wake: (queues) => {
      const named = new Set(queues)
      const called = [...waking].filter((one) => named.has(one.queue))
      setImmediate(() => {
        for (const one of called) if (waking.has(one)) one.wake()
      })
    },
    stop,
  }
}

// A file that does not answer is found by the next commit or ping; the hint alone must not end the process.
function versionOf(file: SqliteFile): number | null {
  try {
    const found = file.one('PRAGMA data_version')
    return found ? number(found, 'data_version') : null
  } catch {
    return null
  }
}
