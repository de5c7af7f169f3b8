import { type InRow, markMs, queues, RelayRow } from './rows.ts'
import { type Address, readAddress, saveAddress } from './store/addresses.ts'
import { contactPartition, spaceOf } from './store/state.ts'
import { type Claim, type Json, StoreGone } from './store/store.ts'
import type { WorkDeps } from './work.ts'

/** Carries work over to other partitions. Each piece may be applied again without harm. */
export const workRelay = async (deps: WorkDeps, claim: Claim<Json>): Promise<void> => {
  for (const { id, value } of claim.rows) {
    await applyRelay(deps, claim, RelayRow.parse(value))
    await deps.store.commit(claim.partition, { lease: claim, dequeue: [{ queue: queues.relay, id }] })
  }
}

const applyRelay = async (deps: WorkDeps, claim: Claim<Json>, row: RelayRow): Promise<void> => {
  switch (row.type) {
    case 'pass':
      return append(deps, contactPartition(spaceOf(claim.partition), row.contact), row.row)
    case 'point':
      return changeAddress(deps, row.address, (address) => pointed(deps, address, row))
    case 'erased':
      return changeAddress(deps, row.address, (address) => erased(address, row))
    default:
      return row satisfies never
  }
}

const append = async (deps: WorkDeps, partition: string, row: InRow): Promise<void> => {
  const { id } = row.activity
  const once = { mark: id, until: deps.now() + markMs }
  await deps.store.commit(partition, {
    enqueue: [{ queue: queues.inbox, id, at: deps.now(), value: row, once }],
  })
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
    sealed: row.seal ? [...others, { contact: row.from, word: row.seal.word }] : others,
    previous: [...previous, { contact: row.from, until: deps.now() + markMs }],
  }
}

/** The tombstone is a moment alone; a hidden Contact that ran out is forgotten by its Address. */
const erased = (address: Address, row: Erased): Address => {
  const sealed = address.sealed.filter(({ contact }) => contact !== row.contact)
  return address.contact === row.contact
    ? { ...address, contact: null, alias: null, sealed, tombstone: row.at }
    : { ...address, sealed }
}

const changeAddress = async (
  deps: WorkDeps,
  partition: string,
  change: (address: Address) => Address | null,
): Promise<void> => {
  for (let tries = 0; tries < 5; tries++) {
    const { address, version } = await readAddress(deps.store, partition)
    const next = change(address)
    if (next === null) return
    const expireAt = next.contact === null && next.sealed.length === 0 ? deps.now() + markMs : undefined
    if (await saveAddress(deps.store, partition, next, version, expireAt)) return
  }
  throw new StoreGone('An address changed under our hands five times. The change is tried again.')
}
