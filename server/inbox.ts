import type { Activity } from '../bot/activity.ts'
import type { Incoming, SpaceName } from './channel.ts'
import { contactFor, move } from './contact-for.ts'
import { type InRow, markMs, type OutRow, outboxId, queues } from './rows.ts'
import { type StatusReport, settleStatus } from './status.ts'
import { type Address, addressPartition, readAddress } from './store/addresses.ts'
import type { LookupKey } from './store/lookup-key.ts'
import { contactPartition } from './store/state.ts'
import { type Json, type NewRow, type Store, StoreGone } from './store/store.ts'
import type { Chance } from './world.ts'

export interface InboxDeps {
  readonly store: Store
  readonly lookup: LookupKey
  readonly chance: Chance
  readonly spaceOf: (account: string) => SpaceName
  /** Real clock, ms. */
  readonly now: () => number
  readonly count: (name: string, labels?: Readonly<Record<string, string>>) => void
}

type OfActivity = Extract<Incoming, { type: 'activity' }>

/**
 * Takes what a channel parsed into the store: one commit a Contact, unique on channel and provider's id. When it
 * resolves, all of it is kept for good; repeating it is harmless.
 * @throws StoreGone when the store is away: the caller answers 503 and the provider comes back.
 */
export const accept = async (deps: InboxDeps, incoming: readonly Incoming[]): Promise<void> => {
  const byPerson = new Map<string, OfActivity[]>()
  for (const one of incoming) {
    if (one.type === 'activity') {
      const key = `${one.reach.account}\n${one.reach.id}`
      byPerson.set(key, [...(byPerson.get(key) ?? []), one])
    } else if (one.type === 'moved') await move(deps, one)
    else if (one.type === 'status') await takeStatus(deps, one)
    else if (one.type === 'call') await takeCall(deps, one.providerId, one.payload)
    else deps.count('updates', { outcome: one.type })
  }
  await Promise.all([...byPerson.values()].map((ones) => acceptPerson(deps, ones)))
}

const acceptPerson = async (deps: InboxDeps, ones: readonly OfActivity[]): Promise<void> => {
  const reach = ones[0]?.reach
  if (!reach) return
  const { contact, address, partition } = await contactFor(deps, reach)
  const fresh: OfActivity[] = []
  for (const one of ones) {
    if (isTooOld(deps, one)) deps.count('updates', { outcome: 'too-old' })
    else if (isBeforeErasure(one, address) || (await wasTaken(deps, one, address)))
      deps.count('updates', { outcome: 'repeated' })
    else fresh.push(one)
  }
  if (fresh.length === 0) return
  const done = await deps.store.commit(contactPartition(deps.spaceOf(reach.account), contact), {
    enqueue: fresh.flatMap((one, place) => rowsFor(deps, one, partition, place)),
  })
  if (done.type !== 'done')
    throw new StoreGone('An update could not be stored. The provider will bring it again.')
  deps.count('updates', { outcome: 'accepted' })
}

const markOf = (deps: InboxDeps, one: OfActivity): string =>
  deps.lookup.hash('update', one.reach.account, one.reach.id, one.providerId)

/** Older than any mark is kept: a delivery that somebody caught once must not work again when its mark is gone. */
const isTooOld = (deps: InboxDeps, one: OfActivity): boolean =>
  deps.now() - Date.parse(one.activity.sentAt) > markMs

/** Telegram brings a tap for no longer than this: a later one was made after the erasure, on whatever old button. */
const tapLivesMs = 150_000

/** Whatever was sent before everything was deleted is not worked again; a tap counts by the message it was on. */
const isBeforeErasure = ({ askedAt, activity }: OfActivity, { tombstone }: Address): boolean => {
  if (tombstone === null) return false
  const erasedAt = Date.parse(tombstone)
  if (askedAt === null) return Date.parse(activity.sentAt) <= erasedAt
  return Date.parse(askedAt) <= erasedAt && Date.parse(activity.sentAt) <= erasedAt + tapLivesMs
}

const wasTaken = async (deps: InboxDeps, one: OfActivity, address: Address): Promise<boolean> => {
  const space = deps.spaceOf(one.reach.account)
  for (const { contact, until } of address.previous)
    if (until > deps.now() && (await deps.store.marked(contactPartition(space, contact), markOf(deps, one))))
      return true
  return false
}

const rowsFor = (deps: InboxDeps, one: OfActivity, address: string, place: number): NewRow<Json>[] => {
  const mark = markOf(deps, one)
  const now = deps.now()
  const activity: Activity = { ...one.activity, id: mark }
  const row: InRow = {
    v: 1,
    activity: cut(activity),
    account: one.reach.account,
    to: one.reach.id,
    address,
    messageId: one.messageId,
    askedAt: one.askedAt,
    place,
    hops: 0,
    tries: 0,
  }
  const until = now + markMs
  const inbox = { queue: queues.inbox, id: mark, at: now, value: row, once: { mark, until } }
  if (one.ack === null) return [inbox]
  const ack = callRow(one, { type: 'ack', payload: one.ack }, now + 120_000)
  return [
    inbox,
    {
      queue: queues.outbox,
      id: outboxId(now, deps.chance.id(6)),
      at: now,
      value: ack,
      once: { mark: `ack:${mark}`, until },
    },
  ]
}

const callRow = (one: OfActivity, call: OutRow['call'], dropAfter: number): OutRow => ({
  v: 1,
  account: one.reach.account,
  channel: one.activity.channel,
  to: one.reach.id,
  call,
  asking: null,
  prompt: false,
  danger: false,
  texts: [],
  catalog: '',
  answers: one.activity.sentAt,
  discreetAfter: null,
  opener: null,
  knock: null,
  held: null,
  tries: 0,
  dropAfter,
})

/** The longest text either platform carries; more is no message of a person. */
const longestText = 4096
const cut = (activity: Activity): Activity =>
  activity.type === 'text' ? { ...activity, text: activity.text.slice(0, longestText) } : activity

const takeStatus = async (deps: InboxDeps, one: StatusReport): Promise<void> => {
  deps.count('statuses', { state: one.state, code: one.code ?? 'none' })
  if (one.reach === null) return
  const space = deps.spaceOf(one.reach.account)
  const partition = addressPartition(space, deps.lookup, one.reach.account, one.reach.id)
  const { address } = await readAddress(deps.store, partition)
  // A report may be on what a Contact sent that is hidden by now.
  const contacts = [address.contact, ...address.previous.map(({ contact }) => contact)]
  for (const contact of new Set(contacts))
    if (contact !== null) await settleStatus(deps.store, contactPartition(space, contact), one)
}

/** A call that belongs to nobody (leaving a group) has a partition of its own. */
const takeCall = async (deps: InboxDeps, providerId: string, payload: Json): Promise<void> => {
  const mark = deps.lookup.hash('call', providerId)
  const now = deps.now()
  const row: OutRow = {
    v: 1,
    account: 'telegram',
    channel: 'telegram',
    to: '',
    call: { type: 'call', payload },
    asking: null,
    prompt: false,
    danger: false,
    texts: [],
    catalog: '',
    answers: new Date(now).toISOString(),
    discreetAfter: null,
    opener: null,
    knock: null,
    held: null,
    tries: 0,
    dropAfter: now + 600_000,
  }
  await deps.store.commit('main/calls/telegram', {
    enqueue: [
      {
        queue: queues.outbox,
        id: outboxId(now, deps.chance.id(6)),
        at: now,
        value: row,
        once: { mark, until: now + markMs },
      },
    ],
  })
}
