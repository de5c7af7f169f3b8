import { ConversationRecord } from '../bot/conversation.ts'
import type { Adapter, Call, Sent } from './channel.ts'
import { backoffMs, heldBatch, isLate, isWindowClosed } from './out-rules.ts'
import { day, OutRow, queues, SeenRecord, SentRecord } from './rows.ts'
import { keys, spaceOf } from './store/state.ts'
import type { Batch, Claim, Json, Row } from './store/store.ts'
import type { WorkDeps } from './work.ts'

interface Owed {
  readonly id: string
  readonly at: number
  readonly out: OutRow
}

/** Shorter than the lease, so that a hanging provider never outlives it. */
export const sendTimeoutMs = 8_000
const echoMs = 10_000

/** Sends what a Contact is owed, in order, until something must wait. */
export const workOutbox = async (deps: WorkDeps, claim: Claim<Json>): Promise<void> => {
  const owed = await owedRows(deps, claim)
  let lastMessageAt = 0
  for (const [place, one] of owed.entries()) {
    if (one.at > deps.now()) return defer(deps, claim, owed.slice(place), one.at)
    const adapter = deps.adapters.get(one.out.account)
    if (!adapter) return defer(deps, claim, owed.slice(place), deps.now() + 60_000)
    if (one.out.call.type === 'message') await pause(lastMessageAt + adapter.pauseMs - Date.now())
    const goesOn = await sendOne(deps, claim, adapter, one, owed.slice(place))
    if (!goesOn) return
    if (one.out.call.type === 'message') lastMessageAt = Date.now()
  }
}

/** Rows in the order they were made, ready or not: a row that waits holds back those behind it. */
const owedRows = async (deps: WorkDeps, claim: Claim<Json>): Promise<Owed[]> =>
  (await deps.store.rows(claim.partition, queues.outbox))
    .flatMap(({ id, at, value }: Row<Json>) => {
      const parsed = OutRow.safeParse(value)
      return parsed.success ? [{ id, at, out: parsed.data }] : []
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))

const pause = (ms: number): Promise<void> =>
  ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()

const defer = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  rows: readonly Owed[],
  at: number,
): Promise<void> => {
  await deps.store.commit(claim.partition, {
    lease: claim,
    enqueue: rows.map(({ id, out }) => ({ queue: queues.outbox, id, at, value: out })),
  })
}

/** @returns whether the next row may go. */
const sendOne = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  adapter: Adapter,
  one: Owed,
  rest: readonly Owed[],
): Promise<boolean> => {
  if (one.out.dropAfter !== null && deps.now() > one.out.dropAfter)
    return settle(deps, claim, one, {}, 'expired')
  const now = deps.clock.now(adapter.space)
  if (one.out.call.type === 'message' && (await windowClosed(deps, claim, adapter, one.out))) {
    deps.count('deliveries', { channel: adapter.channel, outcome: 'window' })
    return commit(deps, claim, heldBatch([one], 'window'))
  }
  if (isLate(one.out, now)) return sendOpener(deps, claim, adapter, one, rest)
  const call = await callOf(deps, claim, one)
  if (call === null) return settle(deps, claim, one, {}, 'nothing')
  const sent = await timed(adapter, call)
  return after(deps, claim, adapter, one, rest, sent)
}

const windowClosed = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  adapter: Adapter,
  out: OutRow,
): Promise<boolean> => {
  if (adapter.windowHours === null) return false
  const [found] = await deps.store.read(claim.partition, [keys.conversation(out.channel)])
  const parsed = found ? ConversationRecord.parse(found.value) : null
  const last = parsed?.type === 'known' ? parsed.value.lastSentAt : null
  return isWindowClosed(last ?? out.answers, adapter.windowHours, deps.clock.now(spaceOf(claim.partition)))
}

/** One neutral opener stands for all that waits; the content follows after [Read] (P11). */
const sendOpener = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  adapter: Adapter,
  one: Owed,
  rest: readonly Owed[],
): Promise<boolean> => {
  const waiting = rest.filter(({ out }) => out.call.type === 'message')
  const hasOpener = (await deps.store.rows(claim.partition, queues.held)).some(
    ({ value }) => OutRow.safeParse(value).data?.held === 'read',
  )
  if (!hasOpener && one.out.opener) {
    const call: Call = {
      type: 'message',
      to: one.out.to,
      payload: one.out.opener.payload,
      silent: true,
      outbox: `${one.id}.o`,
    }
    const sent = await timed(adapter, call)
    if (sent.type !== 'sent') return after(deps, claim, adapter, one, rest, sent)
    deps.count('deliveries', { channel: adapter.channel, outcome: 'opener' })
    const asked: SentRecord = {
      ...sentRecord(deps, one, sent.messageId),
      asking: one.out.opener.asking,
      texts: [],
    }
    return commit(deps, claim, {
      ...heldBatch(waiting, 'read'),
      set: [{ key: `sent/${one.id}.o`, value: asked }],
    })
  }
  return commit(deps, claim, heldBatch(waiting, 'read'))
}

const timed = async (adapter: Adapter, call: Call): Promise<Sent> =>
  adapter.send(call, AbortSignal.timeout(sendTimeoutMs))

/** The call as the provider needs it; null when there is nothing to do any more. */
const callOf = async (deps: WorkDeps, claim: Claim<Json>, { id, out }: Owed): Promise<Call | null> => {
  const { call, to } = out
  switch (call.type) {
    case 'message':
      return { type: 'message', to, payload: call.payload, silent: false, outbox: id }
    case 'ack':
      return { type: 'ack', to, payload: call.payload }
    case 'call':
      return { type: 'call', payload: call.payload }
    case 'clear': {
      const sent = await sentRecords(deps, claim)
      const messageId = sent.find(({ asking }) => asking === call.asking)?.messageId ?? null
      return messageId === null ? null : { type: 'clear', to, messageId }
    }
    case 'unsend': {
      const messageIds = [...new Set([...call.messageIds, ...(await idsBefore(deps, claim, call.before))])]
      return messageIds.length === 0 ? null : { type: 'unsend', to, messageIds }
    }
    default:
      return call satisfies never
  }
}

const sentRecords = async (deps: WorkDeps, claim: Claim<Json>): Promise<SentRecord[]> =>
  (await deps.store.scan(claim.partition, 'sent/')).map(({ found }) => SentRecord.parse(found.value))

/** Both sides' message ids of the last 48 hours, sent before a moment (P15). */
const idsBefore = async (deps: WorkDeps, claim: Claim<Json>, before: string): Promise<string[]> => {
  const ours = (await sentRecords(deps, claim)).flatMap(({ at, messageId }) =>
    messageId === null ? [] : [{ at, id: messageId }],
  )
  const [seen] = await deps.store.read(claim.partition, ['seen'])
  const theirs = seen ? SeenRecord.parse(seen.value).ids : []
  const since = deps.now() - 2 * day
  return [...ours, ...theirs].filter(({ at }) => Date.parse(at) > since && at <= before).map(({ id }) => id)
}

const sentRecord = (deps: WorkDeps, { out }: Owed, messageId: string | null): SentRecord => ({
  v: 1,
  at: new Date(deps.now()).toISOString(),
  messageId,
  asking: out.asking,
  texts: out.texts,
  catalog: out.catalog,
  state: 'sent',
})

const after = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  adapter: Adapter,
  one: Owed,
  rest: readonly Owed[],
  sent: Sent,
): Promise<boolean> => {
  deps.count('deliveries', { channel: adapter.channel, outcome: sent.type })
  const isMessage = one.out.call.type === 'message'
  switch (sent.type) {
    case 'sent': {
      // The receipt of an erasure leaves no record behind.
      const keep = isMessage && one.out.dropAfter === null
      return settle(
        deps,
        claim,
        one,
        keep ? { set: [{ key: `sent/${one.id}`, value: sentRecord(deps, one, sent.messageId) }] } : {},
        'sent',
      )
    }
    case 'wait':
      return retry(deps, claim, one, rest, sent.seconds * 1000)
    case 'failed':
      // Everything but a message is a courtesy: it is tried once, so that it never holds up an answer.
      if (!isMessage && one.out.call.type !== 'unsend') return settle(deps, claim, one, {}, 'given-up')
      return retry(
        deps,
        claim,
        one,
        rest,
        sent.maybeTaken && adapter.echoes ? echoMs : backoffMs(one.out, deps.clock.now(adapter.space)),
      )
    case 'closed':
      return commit(
        deps,
        claim,
        heldBatch(
          rest.filter(({ out }) => out.call.type === 'message'),
          'window',
        ),
      )
    case 'gone':
      deps.note('delivery.gone', { channel: adapter.channel, reason: sent.reason })
      return commit(
        deps,
        claim,
        {
          set: [{ key: 'gone', value: { v: 1, at: deps.now() } }],
          dequeue: rest.map(({ id }) => ({ queue: queues.outbox, id })),
        },
        false,
      )
    case 'refused':
      deps.note('delivery.refused', { channel: adapter.channel, reason: sent.reason })
      return settle(deps, claim, one, {}, 'refused')
    default:
      return sent satisfies never
  }
}

const settle = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  one: Owed,
  batch: Batch<Json>,
  outcome: string,
): Promise<boolean> => {
  if (outcome !== 'sent') deps.count('settled', { outcome })
  return commit(deps, claim, { ...batch, dequeue: [{ queue: queues.outbox, id: one.id }] })
}

/** The row and all behind it wait, so that order is kept. */
const retry = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  one: Owed,
  rest: readonly Owed[],
  ms: number,
): Promise<boolean> => {
  const at = deps.now() + ms
  const again = { ...one, out: { ...one.out, tries: one.out.tries + 1 } }
  await defer(deps, claim, [again, ...rest.slice(1)], at)
  return false
}

/** @returns whether the lease still holds: a lost one means that another process goes on. */
const commit = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  batch: Batch<Json>,
  goesOn = true,
): Promise<boolean> => {
  const done = await deps.store.commit(claim.partition, { ...batch, lease: claim })
  return done.type === 'done' && goesOn
}
