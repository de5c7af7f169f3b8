import { z } from 'zod'
import type { Adapter, Call, Render, Sent } from '../channel.ts'
import type { Fault, Feed, Look, Place } from './feed.ts'
import { looks } from './feed.ts'

export const accountOf = (look: Look): string => `simulator:${look}`

export interface SimulatorChannels {
  /** The real render of each look: channels do not import each other, so they come from outside. */
  readonly renders: Readonly<Record<Look, Render>>
  readonly feed: Feed
}

const TurnEvents = z.object({ to: z.string(), events: z.array(z.json()) })
const sent: Sent = { type: 'sent', messageId: null }

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

async function faultOutcome(fault: Fault, signal: AbortSignal): Promise<Sent> {
  switch (fault) {
    case '500':
      return { type: 'failed', reason: 'simulator.500', maybeTaken: false }
    case 'hang':
      await aborted(signal)
      return { type: 'failed', reason: 'simulator.hang', maybeTaken: true }
    case '429':
      return { type: 'wait', seconds: 5 }
    case 'blocked':
      return { type: 'gone', reason: 'simulator.blocked' }
    default:
      return fault satisfies never
  }
}

async function sendMessage(
  feed: Feed,
  place: Place,
  call: Extract<Call, { type: 'message' }>,
  signal: AbortSignal,
): Promise<Sent> {
  if (feed.isBlocked(place)) return { type: 'gone', reason: 'simulator.blocked' }
  const fault = feed.nextFault(place)
  if (fault) {
    feed.append(place, { type: 'fault', fault })
    return faultOutcome(fault, signal)
  }
  const messageId = feed.messageId()
  feed.append(place, { type: 'message', messageId, payload: call.payload, silent: call.silent })
  return { type: 'sent', messageId }
}

function tellEvents(feed: Feed, look: Look, call: Extract<Call, { type: 'call' }>): Sent {
  const told = TurnEvents.safeParse(call.payload)
  if (!told.success) return { type: 'refused', reason: 'simulator.payload' }
  feed.append({ look, chat: told.data.to }, { type: 'events', events: told.data.events })
  return sent
}

async function send(feed: Feed, look: Look, call: Call, signal: AbortSignal): Promise<Sent> {
  const unsupported: Sent = { type: 'refused', reason: 'simulator.unsupported' }
  switch (call.type) {
    case 'message':
      return sendMessage(feed, { look, chat: call.to }, call, signal)
    case 'ack':
      feed.append({ look, chat: call.to }, { type: 'ack', payload: call.payload })
      return sent
    case 'clear':
      if (look !== 'telegram') return unsupported
      feed.append({ look, chat: call.to }, { type: 'clear', messageId: call.messageId })
      return sent
    case 'unsend':
      if (look !== 'telegram') return unsupported
      feed.append({ look, chat: call.to }, { type: 'unsend', messageIds: call.messageIds })
      return sent
    case 'call':
      return tellEvents(feed, look, call)
    default:
      return call satisfies never
  }
}

/** Three accounts of the `demo` space: each look behind the same interface as the real channels. */
export function simulatorAdapters({ renders, feed }: SimulatorChannels): Adapter[] {
  return looks.map((look) => ({
    account: accountOf(look),
    channel: look,
    space: 'demo',
    render: renders[look],
    send: (call, signal) => send(feed, look, call, signal),
    pauseMs: 0,
    windowHours: look === 'whatsapp' ? 24 : null,
    canUnsend: look === 'telegram',
    canClear: look === 'telegram',
    echoes: false,
    wantsEvents: true,
  }))
}
