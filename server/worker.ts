import { riskIn } from '../bot/danger.ts'
import { apologise } from './apology.ts'
import { breathe } from './breath.ts'
import { erasedHere } from './erasure.ts'
import { park } from './parked.ts'
import { passAll, passOn } from './pass.ts'
import { InRow, queues } from './rows.ts'
import { runOne } from './run-one.ts'
import { type ContactState, claimedState, contactOf, NewerRecord, withoutView } from './store/state.ts'
import { type Claim, type Json, StoreGone } from './store/store.ts'
import { leave, setAside } from './unread.ts'
import type { WorkDeps } from './work.ts'

export interface Waiting {
  readonly row: InRow
  readonly at: number
}

/** More waiting rows of one Contact than this are a flood: each is worked, one message answers. */
const flood = 20
const maxTries = 3
const longestClaimMs = 2_000

/** Works a Contact's waiting Activities, in the order in which the person sent them. */
export const workInbox = async (deps: WorkDeps, claim: Claim<Json>): Promise<void> => {
  const waiting = await readable(deps, claim)
  const many = waiting.length > flood
  const ordered = many ? dangerFirst(deps, inOrder(waiting)) : inOrder(waiting)
  let state: ContactState
  try {
    state = await claimedState(deps.store, claim)
  } catch (error) {
    if (error instanceof StoreGone) throw error
    if (error instanceof NewerRecord) return leaveAll(deps, claim)
    return failed(deps, claim, null, ordered, error)
  }
  const address = ordered[0]?.row.address
  if (state.contact === null && address !== undefined) {
    const erased = await erasedHere(deps, claim, address)
    if (erased) return passAll(deps, claim, ordered, erased)
  }
  const started = deps.now()
  for (const place of ordered.keys()) {
    // The rest is claimed again: nobody's flood may hold up others, or outlast the lease.
    if (deps.now() - started > longestClaimMs) return
    await breathe()
    const isMuted = many && place < ordered.length - 1
    const next = await workOne(
      deps,
      place === 0 ? claim : withoutView(claim),
      state,
      ordered.slice(place),
      isMuted,
    )
    if (next === null) return
    state = next
  }
}

/** What cannot be read as an inbox row goes to `parked`: nobody could ever work it. */
const readable = async (deps: WorkDeps, claim: Claim<Json>): Promise<Waiting[]> => {
  const good: Waiting[] = []
  for (const row of claim.rows) {
    const parsed = InRow.safeParse(row.value)
    if (parsed.success) good.push({ row: parsed.data, at: row.at })
    else await setAside(deps, claim, queues.inbox, row)
  }
  return good
}

/** Whole seconds of sending, then arrival; on Telegram the update_id decides. Provider's ids never order. */
export const inOrder = (waiting: readonly Waiting[]): Waiting[] =>
  waiting.toSorted((a, b) => {
    const [one, other] = [a.row.activity, b.row.activity]
    // What was found is opened before anything else is worked in it.
    if (one.type !== other.type && (one.type === 'found' || other.type === 'found'))
      return one.type === 'found' ? -1 : 1
    if (one.order !== null && other.order !== null) return one.order - other.order
    return second(one.sentAt) - second(other.sentAt) || a.at - b.at || a.row.place - b.row.place
  })

const second = (iso: string): number => Math.floor(Date.parse(iso) / 1000)

const dangerFirst = (deps: WorkDeps, waiting: readonly Waiting[]): Waiting[] => {
  const { catalog } = deps.setting()
  const isDanger = ({ row }: Waiting): boolean =>
    row.activity.type === 'text' && riskIn(row.activity.text, catalog, 'en') !== null
  const ranked = waiting.map((one) => ({ one, rank: isDanger(one) ? 0 : 1 }))
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ one }) => one)
}

/** @returns the state to go on with, or null when this claim ends here. */
const workOne = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  state: ContactState,
  rest: readonly Waiting[],
  isMuted: boolean,
): Promise<ContactState | null> => {
  const row = rest[0]?.row
  if (!row) return null
  try {
    if (state.contact?.sealed && row.activity.type !== 'found') {
      const passed = await passOn(deps, claim, row, state.contact.sealed.fresh)
      return passed ? state : null
    }
    return await runOne(deps, claim, state, row, { isMuted, isLast: rest.length === 1 })
  } catch (error) {
    if (error instanceof StoreGone) throw error
    if (error instanceof NewerRecord) await leaveAll(deps, claim)
    else await failed(deps, claim, state, rest, error)
    return null
  }
}

/** Tried three times, then parked with a plain apology: nobody waits for an answer that never comes. */
const failed = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  state: ContactState | null,
  rest: readonly Waiting[],
  error: unknown,
): Promise<void> => {
  const row = rest[0]?.row
  if (!row) return
  const tries = row.tries + 1
  deps.count('turn_faults', { kind: error instanceof Error ? error.name : 'unknown' })
  deps.note('turn.failed', {
    contact: contactOf(claim.partition),
    tries,
    kind: error instanceof Error ? error.name : 'unknown',
  })
  const { id } = row.activity
  if (tries < maxTries) {
    const at = deps.now() + tries * 500
    // Those behind it wait with it, so that order is kept.
    const again = rest.map((one, place) => ({
      queue: queues.inbox,
      id: one.row.activity.id,
      at,
      value: { ...one.row, place, tries: place === 0 ? tries : one.row.tries },
    }))
    await deps.store.commit(claim.partition, { lease: claim, enqueue: again })
    return
  }
  const kept = { store: deps.store, chance: deps.setting().chance, now: deps.now }
  await park(kept, 'activity.failed', row, contactOf(claim.partition))
  deps.note('update.parked', { reason: 'activity.failed' })
  await deps.store.commit(claim.partition, {
    ...apology(deps, claim, state, row),
    lease: claim,
    dequeue: [{ queue: queues.inbox, id }],
  })
}

/** Where not even this can be said the row is parked all the same: it must not come round for ever. */
const apology = (
  deps: WorkDeps,
  claim: Claim<Json>,
  state: ContactState | null,
  row: InRow,
): ReturnType<typeof apologise> => {
  try {
    return apologise(deps, state, row, contactOf(claim.partition))
  } catch {
    deps.count('turn_faults', { kind: 'apology' })
    return {}
  }
}

/** The Contact was written by a newer release: its rows wait for a process of that release. */
const leaveAll = async (deps: WorkDeps, claim: Claim<Json>): Promise<void> => {
  const still = await deps.store.rows(claim.partition, queues.inbox)
  const ids = new Set(claim.rows.map(({ id }) => id))
  await leave(
    deps,
    claim,
    queues.inbox,
    still.filter(({ id }) => ids.has(id)),
  )
}
