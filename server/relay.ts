import { listErasure } from './erased.ts'
import { forgetParked } from './parked.ts'
import { type InRow, markMs, queues, RelayRow } from './rows.ts'
import { type Address, addTries, readAddress, saveAddress, sealedContact, twinOf } from './store/addresses.ts'
import { contactOf, contactPartition, NewerRecord, spaceOf } from './store/state.ts'
import { type Claim, type Json, StoreGone } from './store/store.ts'
import { forgetTasks, openTask } from './tasks.ts'
import { leave, setAside } from './unread.ts'
import { carryWait } from './wait.ts'
import type { WorkDeps } from './work.ts'

/** Carries work over to other partitions. Each piece may be applied again without harm. */
export const workRelay = async (deps: WorkDeps, claim: Claim<Json>): Promise<void> => {
  for (const row of claim.rows) {
    const parsed = RelayRow.safeParse(row.value)
    if (!parsed.success) {
      await setAside(deps, claim, queues.relay, row)
      continue
    }
    try {
      await applyRelay(deps, claim, parsed.data)
    } catch (error) {
      if (!(error instanceof NewerRecord)) throw error
      // What comes behind must not overtake it.
      return leave(deps, claim, queues.relay, claim.rows.slice(claim.rows.indexOf(row)))
    }
    await deps.store.commit(claim.partition, {
      lease: claim,
      dequeue: [{ queue: queues.relay, id: row.id }],
    })
  }
}

const applyRelay = async (deps: WorkDeps, claim: Claim<Json>, row: RelayRow): Promise<void> => {
  switch (row.type) {
    case 'pass': {
      const there = contactPartition(spaceOf(claim.partition), row.contact)
      await carryWait(deps.store, deps.now(), claim.partition, there)
      // Its own mark may stand there from an earlier stay: each hop has one.
      return append(deps, there, row.row, `${row.row.activity.id}:${row.row.hops}`)
    }
    case 'point':
      return changeBoth(deps, row.address, (address) => pointed(deps, address, row))
    case 'task':
      return openTask(deps, spaceOf(claim.partition), row.task)
    case 'anew':
      return anew(deps, claim, row)
    case 'erased':
      return forget(deps, claim.partition, row)
    default:
      return row satisfies never
  }
}

type Keeping = Pick<WorkDeps, 'store' | 'now'>

/** Whatever else knew an erased Contact forgets it: what was parked, its Address. May be repeated. */
export const forget = async (deps: Keeping, partition: string, row: Erased): Promise<void> => {
  await listErasure(deps.store, { contact: partition, address: row.address, at: row.at }, deps.now())
  await forgetParked(deps.store, row.contact)
  await forgetTasks(deps.store, spaceOf(partition), row.contact)
  await changeBoth(deps, row.address, (address) => erased(address, row))
}

const append = async (deps: WorkDeps, partition: string, row: InRow, mark: string): Promise<void> => {
  const { id } = row.activity
  const until = deps.now() + markMs
  const once = { mark, until }
  await deps.store.commit(partition, {
    enqueue: [{ queue: queues.inbox, id, at: deps.now(), value: row, once }],
    mark: [{ mark: id, until }],
  })
}

/** The Address points to nobody, or still to the erased Contact: a fresh one takes over. */
const anew = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  row: Extract<RelayRow, { type: 'anew' }>,
): Promise<void> => {
  const { alias, contact: current } = (await readAddress(deps.store, row.address)).address
  const erased = contactOf(claim.partition)
  const isThere = current !== null && current !== erased
  const contact = isThere ? current : deps.setting().chance.id(22)
  const point = (address: Address): Address | null =>
    address.contact === null || address.contact === erased ? { ...address, contact } : null
  if (!isThere && alias !== null) await changeAddress(deps, twinOf(row.address, alias), point)
  if (!isThere) await changeAddress(deps, row.address, point)
  const now = (await readAddress(deps.store, row.address)).address.contact ?? contact
  // Nobody was here before: where its own mark stands, a repeated delivery brought it already.
  await append(deps, contactPartition(spaceOf(claim.partition), now), row.row, row.row.activity.id)
}

type Point = Extract<RelayRow, { type: 'point' }>
type Erased = Extract<RelayRow, { type: 'erased' }>

/** Done already, or overtaken by a later change: left alone. */
const pointed = (deps: WorkDeps, address: Address, row: Point): Address | null => {
  if (address.contact !== row.from) return null
  const previous = address.previous.filter(({ until }) => until > deps.now())
  const others = address.sealed.filter(({ contact }) => contact !== row.to && contact !== row.from)
  return {
    ...address,
    contact: row.to,
    sealed: row.seal ? [...others, sealedContact(row.from, row.seal.word)] : others,
    previous: [...previous, { contact: row.from, until: deps.now() + markMs }],
    tries: addTries(address.tries, row.tries),
  }
}

/** The tombstone is a moment alone; a hidden Contact that ran out is forgotten by its Address. */
const erased = (address: Address, row: Erased): Address | null => {
  const sealed = address.sealed.filter(({ contact }) => contact !== row.contact)
  const isCurrent = address.contact === row.contact
  if (!isCurrent && sealed.length === address.sealed.length) return null
  return isCurrent
    ? {
        ...address,
        contact: row.next,
        alias: row.next === null ? null : address.alias,
        sealed,
        tombstone: row.at,
        tries: addTries(address.tries, row.tries),
      }
    : { ...address, sealed }
}

/** A person under two ids has two Addresses: the other one goes first, for this one knows of it. */
const changeBoth = async (
  deps: Keeping,
  partition: string,
  change: (address: Address) => Address | null,
): Promise<void> => {
  const { alias } = (await readAddress(deps.store, partition)).address
  if (alias !== null) await changeAddress(deps, twinOf(partition, alias), change)
  await changeAddress(deps, partition, change)
}

const changeAddress = async (
  deps: Keeping,
  partition: string,
  change: (address: Address) => Address | null,
): Promise<void> => {
  for (let tries = 0; tries < 5; tries++) {
    const { address, version } = await readAddress(deps.store, partition)
    const next = change(address)
    if (next === null) return
    const isOver = next.contact === null && next.sealed.length === 0
    if (await saveAddress(deps.store, partition, next, version, isOver ? deps.now() + markMs : undefined))
      return
  }
  throw new StoreGone('An address changed under our hands five times. The change is tried again.')
}
