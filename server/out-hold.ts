import type { Adapter, Call, Sent } from './channel.ts'
import { commitStanding, type Hand, type Owed } from './out-owed.ts'
import { heldBatch, isFreshDanger } from './out-rules.ts'
import type { SentRecord } from './rows.ts'
import { spaceOf } from './store/state.ts'
import type { WorkDeps } from './work.ts'

/** Shorter than the lease, so that a hanging provider never outlives it. */
export const sendTimeoutMs = 8_000
/** What is a courtesy (an answered tap, a read receipt, cleared buttons) holds up the answer no longer than this. */
const courtesyTimeoutMs = 1_500

/** The last of the patience, counted anew: a process that was stopped reads the answer that came meanwhile. */
const awakeMs = 100

export const timed = async (adapter: Adapter, call: Call): Promise<Sent> => {
  const ends = new AbortController()
  let timer = setTimeout(
    () => {
      timer = setTimeout(() => ends.abort(), awakeMs)
    },
    (isCourtesy(call) ? courtesyTimeoutMs : sendTimeoutMs) - awakeMs,
  )
  try {
    return await adapter.send(call, ends.signal)
  } finally {
    clearTimeout(timer)
  }
}

const isCourtesy = ({ type }: Call): boolean => type === 'ack' || type === 'clear'

export const sentRecord = (deps: WorkDeps, { out }: Owed, messageId: string | null): SentRecord => ({
  v: 1,
  at: new Date(deps.now()).toISOString(),
  messageId,
  asking: out.asking,
  texts: out.texts,
  catalog: out.catalog,
  state: 'sent',
})

/** Puts the messages aside and ends the claim; a danger text goes on by itself, and so does what is no message. */
export const hold = async (
  deps: WorkDeps,
  hand: Hand,
  rest: readonly Owed[],
  why: 'read' | 'window',
): Promise<false> => {
  const now = deps.clock.now(spaceOf(hand.claim.partition))
  const waiting = rest.filter(
    ({ out }) => out.call.type === 'message' && !(why === 'read' && isFreshDanger(out, now)),
  )
  await commitStanding(deps, hand, waiting[0]?.id ?? '', ({ has }) =>
    heldBatch(
      waiting.filter(({ id }) => has(id)),
      why,
    ),
  )
  return false
}

/** One row alone waits for the person's next message; what stands behind it goes on. */
export const holdOne = (deps: WorkDeps, hand: Hand, one: Owed): Promise<boolean> =>
  commitStanding(deps, hand, one.id, ({ has }) => heldBatch(has(one.id) ? [one] : [], 'window'))
