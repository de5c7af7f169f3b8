import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { Feed, News, Numbered, Place } from './feed.ts'

const pingMs = 15_000
/** A page that does not read is dropped; it comes back and reads on where it was. */
const longestQueue = 1000

interface Inbox {
  /** The next news, or null after `pingMs` without any. */
  next(): Promise<News | null>
  stop(): void
}

function listenTo(feed: Feed, place: Place): Inbox {
  const queue: News[] = []
  let wake = (): void => {}
  const unlisten = feed.listen(place, (news) => {
    queue.push(queue.length < longestQueue ? news : { type: 'end' })
    wake()
  })
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pingMs)
      timer.unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  return {
    next: async () => {
      if (queue.length === 0) await wait()
      return queue.shift() ?? null
    },
    stop: () => {
      unlisten()
      queue.length = 0
      queue.push({ type: 'end' })
      wake()
    },
  }
}

/** The number after which to go on; numbers of another start of the server mean nothing. */
const seqOf = (lastId: string | undefined, epoch: string): number => {
  const [of, seq] = (lastId ?? '').split('.')
  return of === epoch ? Math.max(0, Number(seq) || 0) : 0
}

const entryOf = (epoch: string, numbered: Numbered) => ({
  event: 'entry',
  id: `${epoch}.${numbered.seq}`,
  data: JSON.stringify(numbered),
})

async function tell(stream: SSEStreamingApi, epoch: string, news: News | null): Promise<boolean> {
  if (news === null) await stream.write(': still here\n\n')
  else if (news.type === 'end') return false
  else if (news.type === 'clock')
    await stream.writeSSE({ event: 'clock', data: JSON.stringify({ now: news.now }) })
  else await stream.writeSSE(entryOf(epoch, news.numbered))
  return true
}

/** Server-Sent Events: `hello`, what is kept, `ready`, then whatever comes. Goes on after `Last-Event-ID`. */
export function streamFeed(context: Context, feed: Feed, place: Place, now: () => string): Response {
  const lastId = context.req.header('Last-Event-ID')
  return streamSSE(context, async (stream) => {
    const inbox = listenTo(feed, place)
    const kept = feed.since(place, seqOf(lastId, feed.epoch))
    stream.onAbort(inbox.stop)
    try {
      await stream.writeSSE({
        event: 'hello',
        data: JSON.stringify({ epoch: feed.epoch, now: now() }),
        retry: 1000,
      })
      for (const numbered of kept) await stream.writeSSE(entryOf(feed.epoch, numbered))
      await stream.writeSSE({ event: 'ready', data: '{}' })
      while (!stream.aborted && (await tell(stream, feed.epoch, await inbox.next())));
    } finally {
      inbox.stop()
    }
  })
}
