import { Temporal } from 'temporal-polyfill'
import type { Catalog } from '../../bot/catalog.ts'
import type { Outgoing } from '../../bot/draft.ts'
import type { Event } from '../../bot/event.ts'
import type { Bubble } from '../present.ts'
import type { Setting } from '../world.ts'
import type { Doing, Played } from './play.ts'
import { comesFirst, type Held } from './play-first.ts'
import { keptAt, type Memory } from './play-memory.ts'
import type { Shown } from './shown.ts'

/** The texts as they are once this one has changed in substance. */
export const changedCatalog = (catalog: Catalog, id: string): Catalog => ({
  ...catalog,
  edition: catalog.edition + 1,
  editionOf: (other) => catalog.editionOf(other) + (other === id ? 1 : 0),
})

/** Texts that changed in substance since this Contact was given them (P14). */
export const changedFor = ({ given }: Memory, id: string, { editionOf }: Catalog): string[] =>
  [...(given.get(id) ?? [])].filter(([text, edition]) => edition < editionOf(text)).map(([text]) => text)

/** Time passes, and what comes by itself comes. */
export const wait = (setting: Setting, memory: Memory, duration: Temporal.Duration): Played => {
  const until = memory.now.toZonedDateTimeISO('UTC').add(duration).toInstant()
  const bubbles: Shown[] = []
  const events: Event[] = []
  for (;;) {
    const id = memory.current
    const state = keptAt(memory, id)
    const changed = changedFor(memory, id, setting.catalog)
    const waiting = state && { state, held: memory.held.get(id) ?? [], changed }
    const came = waiting && comesFirst(setting, waiting, memory.now, until.epochMilliseconds)
    if (!came) break
    memory.now = Temporal.Instant.fromEpochMilliseconds(came.at)
    memory.contacts.set(id, JSON.stringify(came.waiting.state))
    memory.held.set(id, came.waiting.held)
    bubbles.push(...came.bubbles)
    events.push(...came.events)
  }
  memory.now = until
  return { bubbles, events, out: [] }
}

/** What was held goes before the answer: by [Read] all of it, by any message what the closed window held. */
export const release = ({ held }: Memory, id: string, events: readonly Event[], doing: Doing): Outgoing[] => {
  const all = held.get(id) ?? []
  if (events.some(({ type }) => type === 'contact.sealed' || type === 'contact.erased')) held.delete(id)
  else {
    const isRead = events.some(({ type }) => type === 'held.released')
    const goes = ({ why }: Held): boolean => isRead || (why === 'window' && doing.type !== 'found')
    held.set(
      id,
      all.filter((one) => !goes(one)),
    )
    return all.filter(goes).map(({ outgoing }) => outgoing)
  }
  return []
}

export const noteGiven = ({ given }: Memory, id: string, bubbles: readonly Bubble[]): void => {
  const texts = given.get(id) ?? new Map<string, number>()
  for (const { id: text, edition } of bubbles.flatMap((bubble) => bubble.texts))
    texts.set(text, Math.max(edition, texts.get(text) ?? 0))
  given.set(id, texts)
}
