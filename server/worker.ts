import { riskIn } from '../bot/safety.ts'
import { apologise } from './apology.ts'
import { park } from './parked.ts'
import { passOn } from './pass.ts'
import { InRow, queues } from './rows.ts'
import { runOne } from './run-one.ts'
import { type ContactState, contactOf, NewerRecord, readState } from './store/state.ts'
import { type Claim, type Json, StoreGone } from './store/store.ts'
import type { WorkDeps } from './work.ts'

export interface Waiting {
  readonly row: InRow
  readonly at: number
}

/** More waiting rows of one Contact than this are a flood: each is worked, one message answers. */
const flood = 20
const maxTries = 3

/** Works a Contact's waiting Activities, in the order in which the person sent them. */
export const workInbox = async (deps: WorkDeps, claim: Claim<Json>): Promise<void> => {
  const waiting = await readable(deps, claim)
  const many = waiting.length > flood
  const ordered = many ? dangerFirst(deps, inOrder(waiting)) : inOrder(waiting)
  let state: ContactState
  try {
    state = await readState(deps.store, claim.partition)
  } catch (error) {
    if (error instanceof NewerRecord) return leave(deps, claim)
    throw error
  }
  for (const [place, one] of ordered.entries()) {
    const isMuted = many && place < ordered.length - 1
    const next = await workOne(deps, claim, state, one, isMuted)
    if (next === null) return
    state = next
  }
}

/** What cannot be read as an inbox row goes to `parked`: nobody could ever work it. */
const readable = async (deps: WorkDeps, claim: Claim<Json>): Promise<Waiting[]> => {
  const good: Waiting[] = []
  for (const { id, at, value } of claim.rows) {
    const parsed = InRow.safeParse(value)
    if (parsed.success) good.push({ row: parsed.data, at })
    else {
      await park(
        { store: deps.store, chance: deps.setting().chance, now: deps.now },
        'inbox.unreadable',
        value,
      )
      await deps.store.commit(claim.partition, { lease: claim, dequeue: [{ queue: queues.inbox, id }] })
    }
  }
  return good
}

/** Whole seconds of sending, then arrival; on Telegram the update_id decides. Provider's ids never order. */
export const inOrder = (waiting: readonly Waiting[]): Waiting[] =>
  waiting.toSorted((a, b) => {
    const [one, other] = [a.row.activity, b.row.activity]
    if (one.order !== null && other.order !== null) return one.order - other.order
    return second(one.sentAt) - second(other.sentAt) || a.at - b.at || (one.id < other.id ? -1 : 1)
  })

const second = (iso: string): number => Math.floor(Date.parse(iso) / 1000)

const dangerFirst = (deps: WorkDeps, waiting: readonly Waiting[]): Waiting[] => {
  const { catalog } = deps.setting()
  const isDanger = ({ row }: Waiting): number =>
    row.activity.type === 'text' && riskIn(row.activity.text, catalog, 'en') ? 0 : 1
  return waiting.toSorted((a, b) => isDanger(a) - isDanger(b))
}

/** @returns the state to go on with, or null when this claim ends here. */
const workOne = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  state: ContactState,
  { row }: Waiting,
  isMuted: boolean,
): Promise<ContactState | null> => {
  try {
    if (state.contact?.sealed && row.activity.type !== 'found') {
      const passed = await passOn(deps, claim, row, state.contact.sealed.fresh)
      return passed ? state : null
    }
    return await runOne(deps, claim, state, row, isMuted)
  } catch (error) {
    if (error instanceof StoreGone) throw error
    await failed(deps, claim, state, row, error)
    return null
  }
}

/** Tried three times, then parked with a plain apology: nobody waits for an answer that never comes. */
const failed = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  state: ContactState,
  row: InRow,
  error: unknown,
): Promise<void> => {
  const tries = row.tries + 1
  deps.count('turn_faults', { kind: error instanceof Error ? error.name : 'unknown' })
  deps.note('turn.failed', {
    contact: contactOf(claim.partition),
    tries,
    kind: error instanceof Error ? error.name : 'unknown',
  })
  const { id } = row.activity
  if (tries < maxTries) {
    const again = { queue: queues.inbox, id, at: deps.now() + tries * 500, value: { ...row, tries } }
    await deps.store.commit(claim.partition, { lease: claim, enqueue: [again] })
    return
  }
  await park({ store: deps.store, chance: deps.setting().chance, now: deps.now }, 'activity.failed', row)
  await deps.store.commit(claim.partition, {
    lease: claim,
    dequeue: [{ queue: queues.inbox, id }],
    enqueue: apologise(deps, state, row),
  })
}

/** The Contact was written by a newer release: its rows wait for a process of that release. */
const leave = async (deps: WorkDeps, claim: Claim<Json>): Promise<void> => {
  deps.note('contact.newer', { contact: contactOf(claim.partition) })
  await deps.store.commit(claim.partition, {
    lease: claim,
    enqueue: claim.rows.map((row) => ({ ...row, queue: queues.inbox, at: deps.now() + 30_000 })),
  })
}
