import type { Activity } from '../bot/activity.ts'
import type { Incoming, Reach } from './channel.ts'
import type { InboxDeps } from './inbox.ts'
import { sealFor } from './owner.ts'
import { type InRow, markMs, queues } from './rows.ts'
import {
  type Address,
  addressPartition,
  aliasHash,
  emptyAddress,
  hashOf,
  mergeSealed,
  readAddress,
  saveAddress,
  twinOf,
} from './store/addresses.ts'
import { contactPartition } from './store/state.ts'
import { StoreGone } from './store/store.ts'

export interface Resolved {
  readonly address: Address
  readonly partition: string
  readonly contact: string
}

type Move = Extract<Incoming, { type: 'moved' }>

const raced = (): StoreGone =>
  new StoreGone('An address changed under our hands. The provider will bring the update again.')

/** Finds or makes Address and Contact. Two processes that make one at once agree on the first. */
export const contactFor = async (deps: InboxDeps, reach: Reach): Promise<Resolved> => {
  const space = deps.spaceOf(reach.account)
  const partition = addressPartition(space, deps.lookup, reach.account, reach.id)
  const alias = aliasHash(deps.lookup, reach)
  for (let tries = 0; tries < 5; tries++) {
    const { address, version } = await readAddress(deps.store, partition)
    const { contact } = address
    if (contact !== null && (alias === null || address.alias === alias))
      return { address, partition, contact }
    const isNewOwner = contact !== null && address.alias !== null && alias !== null
    if (isNewOwner) await sealOld(deps, partition, address)
    const next = isNewOwner
      ? { ...address, alias, contact: deps.chance.id(22), previous: previousOf(deps, address), sealed: [] }
      : await addressFor(deps, partition, address, alias)
    if (!(await saveAddress(deps.store, partition, next, version))) continue
    if (alias !== null) await linkTwin(deps, partition, next)
    return { address: next, partition, contact: next.contact ?? '' }
  }
  throw raced()
}

/** The Address as it is to be: new, or of somebody known by the second id. */
const addressFor = async (
  deps: InboxDeps,
  partition: string,
  address: Address,
  alias: string | null,
): Promise<Address> => {
  if (alias === null) return { ...address, contact: address.contact ?? deps.chance.id(22) }
  if (address.contact !== null) return { ...address, alias }
  const twin = await readAddress(deps.store, twinOf(partition, alias))
  const known = twin.address.contact
  if (known === null) return { ...address, contact: deps.chance.id(22), alias }
  // Known by the scoped id, so this number is a new one: the number before leads nowhere any more (P17).
  const before = twin.address.alias
  if (before !== null) await unlink(deps, twinOf(partition, before), known)
  return { ...address, contact: known, alias, sealed: mergeSealed(address.sealed, twin.address.sealed) }
}

/** The second id leads to the same Contact, and each of the two knows the other. */
const linkTwin = async (deps: InboxDeps, partition: string, address: Address): Promise<void> => {
  if (address.alias === null) return
  const other = twinOf(partition, address.alias)
  const twin = await readAddress(deps.store, other)
  const { contact, sealed } = address
  const same = twin.address.contact === contact && twin.address.alias === hashOf(partition)
  if (same) return
  const previous = previousOf(deps, twin.address)
  const next = { ...twin.address, contact, sealed, previous, alias: hashOf(partition) }
  if (!(await saveAddress(deps.store, other, next, twin.version))) throw raced()
}

/** A new owner of this number: the Contact before is sealed, unless it has another number by now. */
const sealOld = async (deps: InboxDeps, partition: string, address: Address): Promise<void> => {
  if (address.contact === null || address.alias === null) return
  const twin = await readAddress(deps.store, twinOf(partition, address.alias))
  const hasMoved = twin.address.contact === address.contact && twin.address.alias !== hashOf(partition)
  if (hasMoved && twin.address.alias !== null) return
  const old = contactPartition(partition.startsWith('demo/') ? 'demo' : 'main', address.contact)
  // What still comes for the old owner goes to a Contact of its own, never to that of the new one.
  await sealFor(deps.store, old, deps.chance.id(22), new Date(deps.now()).toISOString())
}

/** An id that leads to this Contact leads nowhere from now on; repeats of what it brought are still known. */
const unlink = async (deps: InboxDeps, partition: string, contact: string): Promise<void> => {
  const found = await readAddress(deps.store, partition)
  if (found.address.contact !== contact) return
  const next = { ...emptyAddress, previous: previousOf(deps, found.address) }
  if (!(await saveAddress(deps.store, partition, next, found.version, deps.now() + markMs))) throw raced()
}

const previousOf = (deps: InboxDeps, address: Address): Address['previous'] => [
  ...address.previous.filter(({ until, contact }) => until > deps.now() && contact !== address.contact),
  ...(address.contact === null ? [] : [{ contact: address.contact, until: deps.now() + markMs }]),
]

/** The same person under a new id (P17): the new Address points to the Contact, the old one to nobody, at once. */
export const move = async (deps: InboxDeps, one: Move): Promise<void> => {
  const space = deps.spaceOf(one.from.account)
  const old = addressPartition(space, deps.lookup, one.from.account, one.from.id)
  const next = addressPartition(space, deps.lookup, one.to.account, one.to.id)
  const found = await readAddress(deps.store, old)
  const { contact } = found.address
  if (contact === null) return
  const target = old === next ? found : await readAddress(deps.store, next)
  const moved = movedAddress(deps, found.address, target.address, aliasHash(deps.lookup, one.to))
  if (!(await saveAddress(deps.store, next, moved, target.version))) throw raced()
  await linkTwin(deps, next, moved)
  await deps.store.commit(contactPartition(space, contact), { enqueue: [movedRow(deps, one, next)] })
  for (const hash of [hashOf(old), aliasHash(deps.lookup, one.from) ?? found.address.alias])
    if (hash !== null && hash !== hashOf(next) && hash !== moved.alias)
      await unlink(deps, twinOf(next, hash), contact)
}

const movedAddress = (deps: InboxDeps, from: Address, to: Address, alias: string | null): Address => ({
  ...to,
  contact: from.contact,
  alias,
  sealed: mergeSealed(to.sealed, from.sealed),
  previous: to.contact === from.contact ? to.previous : previousOf(deps, to),
  tries: from.tries,
})

const movedRow = (deps: InboxDeps, one: Move, address: string) => {
  const id = deps.lookup.hash('moved', one.from.account, one.providerId)
  const receivedAt = new Date(deps.now()).toISOString()
  const activity: Activity = {
    type: 'moved',
    id,
    channel: 'whatsapp',
    sentAt: one.sentAt,
    receivedAt,
    order: null,
    hint: null,
    to: one.to.id,
  }
  const { account, id: to } = one.to
  const value: InRow = {
    v: 1,
    activity,
    account,
    to,
    address,
    messageId: null,
    askedAt: null,
    place: 0,
    hops: 0,
    tries: 0,
  }
  const once = { mark: id, until: deps.now() + markMs }
  return { queue: queues.inbox, id, at: deps.now(), value, once }
}
