import { isFromContact } from '../bot/activity.ts'
import { newContact } from '../bot/contact.ts'
import { localeOf, withMessage } from '../bot/draft.ts'
import { runTurn, type Turn, type TurnState } from '../bot/turn.ts'
import type { World } from '../bot/world.ts'
import { conversationFor } from './apology.ts'
import type { Adapter, SpaceName } from './channel.ts'
import { changedTexts } from './given.ts'
import { withOpener } from './opener.ts'
import { contactByWord } from './own-word.ts'
import { type Bubble, present } from './present.ts'
import type { InRow } from './rows.ts'
import { wordHash } from './store/addresses.ts'
import { afterCommit, type ContactState, contactOf, readState, withoutView } from './store/state.ts'
import { type Claim, type Json, StoreGone } from './store/store.ts'
import { turnBatch } from './turn-batch.ts'
import type { WorkDeps } from './work.ts'
import { worldOf } from './world.ts'

type Done = Extract<Turn, { type: 'done' }>

/** A Turn with its words, ready to be committed. */
export interface Ready {
  readonly turn: Done
  readonly bubbles: readonly Bubble[]
  readonly world: World
  readonly adapter: Adapter
  readonly row: InRow
  readonly word: string | null
  readonly isMuted: boolean
}

const maxNeeds = 5
const maxRaces = 3

export const spaceOfAccount = (deps: WorkDeps, account: string): SpaceName =>
  deps.adapters.get(account)?.space ?? 'main'

/**
 * Runs one Activity and commits it with everything it caused. A lost race runs the turn again on what stands then.
 * With the last one the lease is given back.
 * @returns the state afterwards (of the last one the state before it), or null when the lease was lost or the Contact
 * is gone.
 */
export const runOne = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  before: ContactState,
  row: InRow,
  { isMuted, isLast }: { readonly isMuted: boolean; readonly isLast: boolean },
): Promise<ContactState | null> => {
  let state = before
  for (let race = 0; race < maxRaces; race++) {
    const started = performance.now()
    const ready = await makeReady(deps, claim, state, row, isMuted)
    const batch = await turnBatch(deps, race === 0 ? claim : withoutView(claim), state, ready, isLast)
    const done = await deps.store.commit(claim.partition, batch)
    if (done.type === 'lost') return null
    if (done.type === 'done') {
      told(deps, ready, performance.now() - started)
      const { contact, conversation, persons } = ready.turn
      const isOver = ready.turn.events.some(({ type }) => type === 'contact.erased')
      // Nobody reads what comes after the last one, and comparing states costs.
      if (isLast) return isOver ? null : state
      return isOver ? null : afterCommit(state, { contact, conversation, persons, word: ready.word })
    }
    state = await readState(deps.store, claim.partition)
  }
  throw new StoreGone('A turn lost three races in a row. It is worked again.')
}

const told = (deps: WorkDeps, ready: Ready, ms: number): void => {
  deps.measure('turn_seconds', ms / 1000)
  for (const { type } of ready.turn.events) deps.count('events', { type })
  // No id of the Contact: the moment alone would tell whoever reads logs how often and when one person writes.
  deps.note('turn.done', { bubbles: ready.bubbles.length, ms: Math.round(ms) })
}

const makeReady = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  state: ContactState,
  row: InRow,
  isMuted: boolean,
): Promise<Ready> => {
  const adapter = deps.adapters.get(row.account)
  if (!adapter)
    throw new Error(
      'An activity came in for an account that is not set up here. Set its variables again, or let it be parked.',
    )
  const now = deps.clock.now(adapter.space)
  const { catalog } = deps.setting()
  // Whoever is new was given nothing that could have changed.
  const fresh = { ...newContact(contactOf(claim.partition), now.toString()), edition: catalog.edition }
  const contact = state.contact ?? fresh
  const isBehind = contact.edition < catalog.edition
  const corrected = isBehind ? await changedTexts(deps.store, claim.partition, catalog) : []
  const conversation = conversationFor(deps, state, row, now.toString())
  const given = { contact, conversation, persons: state.persons }
  const world = { ...worldOf(deps.setting(), row.activity.channel, now), corrected }
  const ran = await settleNeeds(deps, given, state.word, row, world)
  const turn = handedOver(await withWaiting(deps, claim, ran, world, row), world)
  const withWord = wordOf(deps, turn) ?? state.word
  const opened = { ...turn, conversation: withOpener(turn.conversation, deps.setting().chance.id(4)) }
  const presented = present(opened, adapter.render, world)
  const isLeaving = turn.events.some(({ type }) => type === 'contact.sealed' || type === 'contact.erased')
  const bubbles = presented.bubbles.filter((bubble) => !isMuted || isLeaving || bubble.danger)
  return {
    turn: { ...opened, conversation: presented.conversation },
    bubbles,
    world,
    adapter,
    row,
    word: withWord,
    isMuted,
  }
}

/** After the own word was typed this Contact is left too: what still comes here belongs to the one that was found. */
const handedOver = (turn: Done, { now }: World): Done => {
  const found = turn.events.find((event) => event.type === 'contact.found')
  if (!found) return turn
  const sealed = { at: now.toString(), by: 'hide', fresh: found.contact } as const
  return { ...turn, contact: { ...turn.contact, sealed } }
}

const wordOf = (deps: WorkDeps, turn: Done): string | null => {
  const set = turn.events.find((event) => event.type === 'word.set')
  return set ? wordHash(deps.lookup, turn.contact.id, set.word) : null
}

/** Reads what the turn wants and runs it anew, at most five times. */
const settleNeeds = async (
  deps: WorkDeps,
  given: TurnState,
  own: string | null,
  row: InRow,
  world: World,
): Promise<Done> => {
  let known = world
  for (let run = 0; run <= maxNeeds; run++) {
    const turn = runTurn(given, row.activity, known, deps.flows)
    if (turn.type === 'done') return turn
    const want = turn.wants.find(({ type }) => type === 'word')
    known = {
      ...known,
      reads: {
        ...known.reads,
        word: want ? await contactByWord(deps, given, own, row, known, want.text) : null,
      },
    }
  }
  throw new Error(
    `A turn wanted something to be read more than ${maxNeeds} times. One of its wants is never satisfied.`,
  )
}

/** [Read] with nothing held back says so: no tap stays without an answer. */
const withWaiting = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  turn: Done,
  world: World,
  row: InRow,
): Promise<Done> => {
  if (!turn.events.some(({ type }) => type === 'held.released') || !isFromContact(row.activity)) return turn
  const held = await deps.store.rows(claim.partition, 'held', 1)
  if (held.length > 0) return turn
  const message = {
    texts: [{ key: 'frame:nothing-waiting' }],
    choices: [{ id: '@menu', label: { key: 'frame:button.menu' } }],
    guarded: 'contact',
    prompt: true,
    danger: false,
    locale: localeOf(turn.conversation),
  } as const
  const draft = withMessage({ ...turn, world, activity: row.activity, texts: [] }, message, 'guard')
  return { ...turn, conversation: draft.conversation, out: draft.out }
}
