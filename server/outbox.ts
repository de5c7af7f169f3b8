import { ConversationRecord } from '../bot/conversation.ts'
import { breathe } from './breath.ts'
import type { Adapter, Sent } from './channel.ts'
import { callOf } from './out-call.ts'
import { hold, holdOne, sentRecord, timed } from './out-hold.ts'
import { noteTaken, pause } from './out-insist.ts'
import { sendOpener, sendTemplate } from './out-opener.ts'
import {
  commitStanding,
  defer,
  type Hand,
  handOf,
  type Owed,
  owedRows,
  type Standing,
  versionOf,
  waitUntil,
} from './out-owed.ts'
import { backoffMs, isLate, isQuiet, isWindowClosed } from './out-rules.ts'
import { type OutRow, queues, type SentRecord } from './rows.ts'
import { keys, spaceOf } from './store/state.ts'
import type { Batch, Claim, Json } from './store/store.ts'
import type { WorkDeps } from './work.ts'

const echoMs = 10_000
/** What was read longer ago is looked at again before anything is said by it. */
const freshMs = 200

/** Sends what a Contact is owed, in order, until something must wait. */
export const workOutbox = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  isStopping: () => boolean = () => false,
  readAt = performance.now(),
): Promise<void> => {
  const hand = await handOf(deps, claim)
  const owed = await owedRows(deps, claim)
  let lastMessageAt = 0
  for (const [place, one] of owed.entries()) {
    // A process that stops leaves the rest to the next one.
    if (place > 0 && isStopping()) return
    const rest = owed.slice(place)
    if (one.at > deps.now()) return void (await defer(deps, hand, rest, one.at))
    await breathe()
    const adapter = deps.adapters.get(one.out.account)
    if (!adapter) return void (await defer(deps, hand, rest, deps.now() + 60_000))
    if (one.out.call.type === 'message') await pause(lastMessageAt + adapter.pauseMs - Date.now())
    // Whoever hid, deleted or wrote in between changed what is owed; on a busy machine also before the first row.
    const mayBeOld = place > 0 || performance.now() - readAt > freshMs
    if (mayBeOld && (await versionOf(deps, claim.partition)) !== hand.version) return
    if (!(await sendOne(deps, hand, adapter, one, rest))) return
    if (one.out.call.type === 'message') lastMessageAt = Date.now()
  }
}

/** @returns whether the next row may go. */
const sendOne = async (
  deps: WorkDeps,
  hand: Hand,
  adapter: Adapter,
  one: Owed,
  rest: readonly Owed[],
): Promise<boolean> => {
  if (one.out.dropAfter !== null && deps.now() > one.out.dropAfter) return settle(deps, hand, rest, 'expired')
  const now = deps.clock.now(adapter.space)
  // What we start ourselves reaches no phone at night (P11).
  if (one.out.knock !== null && isQuiet(now, deps.setting().zone)) return holdOne(deps, hand, one)
  if (one.out.call.type === 'message' && (await windowClosed(deps, hand, adapter, one.out)))
    return knocked(deps, hand, adapter, one, rest, await sendTemplate(deps, hand, adapter, rest))
  if (isLate(one.out, now))
    return knocked(deps, hand, adapter, one, rest, await sendOpener(deps, hand, adapter, one, rest))
  const call = await callOf(deps, hand.claim, one)
  if (call === null) return settle(deps, hand, rest, 'nothing')
  return after(deps, hand, adapter, one, rest, await timed(adapter, call))
}

/** Everything is held behind a knock; where it did not go it is as with any other message. */
const knocked = (
  deps: WorkDeps,
  hand: Hand,
  adapter: Adapter,
  one: Owed,
  rest: readonly Owed[],
  sent: Sent | null,
): Promise<boolean> => (sent === null ? Promise.resolve(false) : after(deps, hand, adapter, one, rest, sent))

const windowClosed = async (
  deps: WorkDeps,
  { claim }: Hand,
  adapter: Adapter,
  out: OutRow,
): Promise<boolean> => {
  if (adapter.windowHours === null) return false
  const [found] = await deps.store.read(claim.partition, [keys.conversation(out.channel)])
  const parsed = found ? ConversationRecord.parse(found.value) : null
  const last = parsed?.type === 'known' ? parsed.value.lastSentAt : null
  return isWindowClosed(last ?? out.answers, adapter.windowHours, deps.clock.now(spaceOf(claim.partition)))
}

const after = async (
  deps: WorkDeps,
  hand: Hand,
  adapter: Adapter,
  one: Owed,
  rest: readonly Owed[],
  sent: Sent,
): Promise<boolean> => {
  deps.count('deliveries', { channel: adapter.channel, outcome: sent.type })
  const kind = one.out.call.type
  switch (sent.type) {
    case 'sent':
      return settle(
        deps,
        hand,
        rest,
        'sent',
        kind === 'message' ? sentRecord(deps, one, sent.messageId) : null,
      )
    case 'wait':
      return waitUntil(deps, hand, tried(one, rest), deps.now() + sent.seconds * 1000)
    case 'failed': {
      // Everything but a message is a courtesy: it is tried once, so that it never holds up an answer.
      if (kind !== 'message' && kind !== 'unsend') return settle(deps, hand, rest, 'given-up')
      const backoff = backoffMs(one.out, deps.clock.now(adapter.space))
      return retry(deps, hand, one, rest, sent.maybeTaken && adapter.echoes ? echoMs : backoff)
    }
    case 'closed':
      return closed(deps, hand, adapter, one, rest)
    case 'gone':
      deps.note('delivery.gone', { channel: adapter.channel, reason: sent.reason })
      return giveUp(deps, hand, one, rest)
    case 'refused':
      deps.note('delivery.refused', { channel: adapter.channel, reason: sent.reason })
      return settle(deps, hand, rest, 'refused')
    default:
      return sent satisfies never
  }
}

/** The provider closed the window before our clock did. */
const closed = async (
  deps: WorkDeps,
  hand: Hand,
  adapter: Adapter,
  one: Owed,
  rest: readonly Owed[],
): Promise<boolean> => {
  const sent = await sendTemplate(deps, hand, adapter, rest)
  if (sent?.type === 'closed') return hold(deps, hand, rest, 'window')
  return knocked(deps, hand, adapter, one, rest, sent)
}

/**
 * The first row is done, and with the last one the lease is given back. Of what was sent its record stays, but for the
 * receipt of an erasure, which leaves nothing.
 */
const settle = async (
  deps: WorkDeps,
  hand: Hand,
  [one, ...more]: readonly Owed[],
  outcome: string,
  record: SentRecord | null = null,
): Promise<boolean> => {
  if (!one) return false
  if (outcome !== 'sent') deps.count('settled', { outcome })
  const dequeue = [{ queue: queues.outbox, id: one.id }]
  const release = more.length === 0
  if (record === null) return drop(deps, hand, { dequeue, release })
  const set = one.out.dropAfter === null ? [{ key: `sent/${one.id}`, value: record }] : []
  const settled = ({ isKept, isReported }: Standing): Batch<Json> => ({
    dequeue,
    set: isKept && !isReported ? set : [],
    release,
  })
  return noteTaken(deps, hand, one, one.id, settled)
}

/** A row that leaves nothing behind goes, whatever a turn changed meanwhile: it brings nothing back. */
const drop = async (deps: WorkDeps, { claim }: Hand, batch: Batch<Json>): Promise<boolean> =>
  (await deps.store.commit(claim.partition, { ...batch, lease: claim })).type === 'done'

/** The row and all behind it wait, so that order is kept. */
const retry = (deps: WorkDeps, hand: Hand, one: Owed, rest: readonly Owed[], ms: number): Promise<boolean> =>
  defer(deps, hand, tried(one, rest), deps.now() + ms)

const tried = (one: Owed, rest: readonly Owed[]): Owed[] => [
  { ...one, out: { ...one.out, tries: one.out.tries + 1 } },
  ...rest.slice(1),
]

/** Nobody can be reached there: nothing is tried again. */
const giveUp = async (deps: WorkDeps, hand: Hand, one: Owed, rest: readonly Owed[]): Promise<false> => {
  const gone = { key: 'gone', value: { v: 1, at: deps.now() } }
  await commitStanding(deps, hand, one.id, ({ isKept }) => ({
    set: isKept ? [gone] : [],
    dequeue: rest.map(({ id }) => ({ queue: queues.outbox, id })),
  }))
  return false
}
