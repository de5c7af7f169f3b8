import type { Adapter, Sent } from './channel.ts'
import { hold, sentRecord, timed } from './out-hold.ts'
import { noteTaken } from './out-insist.ts'
import type { Hand, Owed } from './out-owed.ts'
import { OutRow, queues, SentRecord } from './rows.ts'
import type { Json } from './store/store.ts'
import type { WorkDeps } from './work.ts'

/** What we start ourselves knocks again after this time: a reminder must arrive (P13). */
const againMs = 20 * 60 * 60 * 1000

/**
 * One neutral opener stands for all that waits; the content follows after [Read] (P11).
 * @returns null when all is held; else why the opener did not go
 */
export const sendOpener = async (
  deps: WorkDeps,
  hand: Hand,
  adapter: Adapter,
  one: Owed,
  rest: readonly Owed[],
): Promise<Sent | null> => {
  const { opener } = one.out
  const outbox = `${one.id}.o`
  if (!opener || (await stands(deps, hand, one, outbox))) return held(hold(deps, hand, rest, 'read'))
  return knock(deps, hand, adapter, one, rest, { outbox, payload: opener.payload, outcome: 'opener' })
}

/**
 * Where the window is closed, the template that the person agreed to goes in place of the opener (P13); without one
 * everything waits until the person writes.
 * @returns null when all is held; else why the template did not go
 */
export const sendTemplate = async (
  deps: WorkDeps,
  hand: Hand,
  adapter: Adapter,
  rest: readonly Owed[],
): Promise<Sent | null> => {
  deps.count('deliveries', { channel: adapter.channel, outcome: 'window' })
  const one = rest.find(({ out }) => out.knock?.template != null)
  const payload = one?.out.knock?.template
  if (!one || payload == null) return held(hold(deps, hand, rest, 'window'))
  const outbox = `${one.id}.t`
  if (await stands(deps, hand, one, outbox)) return held(hold(deps, hand, rest, 'read'))
  const sent = await knock(deps, hand, adapter, one, rest, { outbox, payload, outcome: 'template' })
  if (sent?.type !== 'refused') return sent
  // Not approved, paused or gone: nothing is lost for it.
  deps.count('deliveries', { channel: adapter.channel, outcome: 'template-refused' })
  deps.note('template.refused', { channel: adapter.channel, reason: sent.reason })
  return held(hold(deps, hand, rest, 'window'))
}

const held = async (held: Promise<false>): Promise<null> => {
  await held
  return null
}

interface Knock {
  readonly outbox: string
  readonly payload: Json
  readonly outcome: string
}

const knock = async (
  deps: WorkDeps,
  hand: Hand,
  adapter: Adapter,
  one: Owed,
  rest: readonly Owed[],
  { outbox, payload, outcome }: Knock,
): Promise<Sent | null> => {
  const sent = await timed(adapter, { type: 'message', to: one.out.to, payload, silent: true, outbox })
  if (sent.type !== 'sent') return sent
  deps.count('deliveries', { channel: adapter.channel, outcome })
  const asking = one.out.opener?.asking ?? null
  const record = { ...sentRecord(deps, one, sent.messageId), asking, texts: [] }
  const set = [{ key: `sent/${outbox}`, value: record }]
  // Alone and before all is held: with this noted nothing knocks twice, whatever becomes of the rest.
  await noteTaken(deps, hand, one, outbox, ({ isKept, isReported }) => ({
    set: isKept && !isReported ? set : [],
  }))
  return held(hold(deps, hand, rest, 'read'))
}

/** Whether an opener stands for this row already, or the provider reported on its own one. */
const stands = async (deps: WorkDeps, { claim }: Hand, one: Owed, outbox: string): Promise<boolean> => {
  const waiting = await deps.store.rows(claim.partition, queues.held)
  const hasOpener = waiting.some(({ value }) => OutRow.safeParse(value).data?.held === 'read')
  if (hasOpener && one.out.knock === null) return true
  const sent = (await deps.store.scan(claim.partition, 'sent/')).map(({ key, found }) => ({
    key,
    record: SentRecord.parse(found.value),
  }))
  if (sent.some(({ key }) => key === `sent/${outbox}`)) return true
  const since = deps.now() - againMs
  const isRecent = ({ record }: (typeof sent)[number]): boolean =>
    record.asking === one.out.opener?.asking && Date.parse(record.at) > since
  return hasOpener && sent.some(isRecent)
}
