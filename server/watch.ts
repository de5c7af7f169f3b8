import type { Contact } from '../bot/contact.ts'
import type { Conversation } from '../bot/conversation.ts'
import { correctionOf, newsOf, stageEdition } from '../bot/correction.ts'
import type { Person } from '../bot/person.ts'
import { mayRemind } from '../bot/reminder.ts'
import { sayFirst } from './first.ts'
import { changedTexts } from './given.ts'
import { missedRow } from './missed.ts'
import { nextLook } from './morning.ts'
import { isQuiet } from './out-rules.ts'
import { dueQueue } from './rows.ts'
import type { Ready } from './run-one.ts'
import { type ContactState, contactOf, keys, readState, spaceOf } from './store/state.ts'
import type { Claim, Json, NewRow } from './store/store.ts'
import type { WorkDeps } from './work.ts'

/** The nearest day (ISO) to act by of a date that has not passed. */
export const openDate = (persons: readonly Person[], today: string): string | null =>
  persons
    .flatMap(({ dates }) => dates.map(({ day }) => day))
    .filter((day) => day >= today)
    .toSorted()[0] ?? null

const todayIn = ({ now, zone }: Ready['world']): string =>
  now.toZonedDateTimeISO(zone).toPlainDate().toString()

/** Written anew with every turn of whoever has an open date, or wants news. */
export const watchRows = ({ adapter, turn, world }: Ready): NewRow<Json>[] => {
  const { contact, persons } = turn
  if (contact.remember !== 'yes') return []
  const hasDates = persons.some(({ dates }) => dates.length > 0)
  if (!contact.follow.news && !(hasDates && openDate(persons, todayIn(world)) !== null)) return []
  const at = nextLook(world.now, world.zone, contact.id)
  return [{ queue: dueQueue(adapter.space), id: 'watch', at, value: { v: 2, type: 'watch' } }]
}

interface Watched {
  readonly contact: Contact
  readonly conversation: Conversation
  readonly persons: readonly Person[]
  readonly open: string | null
}

/** Looks for what changed since it was read; whoever has an open date is told first, in waking hours, once a change. */
export const watch = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  due: { readonly queue: string; readonly id: string },
): Promise<void> => {
  const { zone } = deps.setting()
  const state = await readState(deps.store, claim.partition)
  const now = deps.clock.now(spaceOf(claim.partition))
  const watched = watchedIn(state, now.toZonedDateTimeISO(zone).toPlainDate().toString())
  if (!watched) {
    await deps.store.commit(claim.partition, { lease: claim, dequeue: [{ queue: due.queue, id: due.id }] })
    return
  }
  const at = nextLook(now, zone, contactOf(claim.partition))
  // A row that a stopped server left until the evening tells nobody at night (P11).
  const may = mayRemind(watched) && !isQuiet(now, zone)
  const told = may ? await tell(deps, claim, watched) : null
  const { channel } = watched.conversation
  const places = [keys.contact, keys.conversation(channel)] as const
  await deps.store.commit(claim.partition, {
    lease: claim,
    // A turn that commits meanwhile wins: it tells by itself, or it hid everything.
    check: places.map((key) => ({ key, version: state.versions.get(key) ?? 0 })),
    set: told
      ? places.map((key, place) => ({ key, value: place === 0 ? told.contact : told.conversation }))
      : [],
    enqueue: [...(told?.rows ?? []), { queue: due.queue, id: due.id, at, value: { v: 2, type: 'watch' } }],
  })
  if (told && told.kind !== 'nothing') deps.count('corrections', { kind: told.kind })
}

/** Null when nothing is watched any more. The Conversation is the one that was used last. */
const watchedIn = ({ contact, conversations, persons }: ContactState, today: string): Watched | null => {
  const [conversation] = [...conversations.values()].toSorted((a, b) =>
    (b.lastSentAt ?? '').localeCompare(a.lastSentAt ?? ''),
  )
  const open = openDate(persons, today)
  if (!contact || !conversation || contact.sealed) return null
  return open !== null || contact.follow.news ? { contact, conversation, persons, open } : null
}

interface Told {
  readonly kind: 'correction' | 'news' | 'nothing'
  readonly contact: Contact
  readonly conversation: Conversation
  readonly rows: readonly NewRow<Json>[]
}

/** What is said now, and the records as they are then; null when there was nothing to look for. */
const tell = async (deps: WorkDeps, claim: Claim<Json>, watched: Watched): Promise<Told | null> => {
  const { contact, conversation, persons, open } = watched
  const { catalog } = deps.setting()
  const adapter = deps.adapters.get(conversation.account)
  const seen = Math.max(contact.follow.seen, stageEdition(persons, { catalog }))
  const hasNews = contact.follow.news && seen > contact.follow.seen
  const isBehind = open !== null && contact.edition < catalog.edition
  if (!adapter || !(isBehind || hasNews)) return null
  const ids = isBehind ? await changedTexts(deps.store, claim.partition, catalog) : []
  const edition = isBehind ? catalog.edition : contact.edition
  const next = { ...contact, edition, follow: { ...contact.follow, seen } }
  if (open !== null && ids.length > 0) {
    const said = sayFirst(deps, adapter, watched, 'correction', (own, world) => correctionOf(ids, own, world))
    const rows = said.rows.map(({ id }) => id)
    const kind = 'correction-unread'
    const look = missedRow(deps, claim, { kind, channel: conversation.channel, rows, due: open, date: null })
    return { ...said, kind: 'correction', contact: next, rows: [...said.rows, look] }
  }
  if (!hasNews) return { kind: 'nothing', contact: next, conversation, rows: [] }
  const said = sayFirst(deps, adapter, watched, 'opener', (own, world) => newsOf(persons, own, world))
  return { ...said, kind: 'news', contact: next }
}
