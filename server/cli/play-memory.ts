import type { Temporal } from 'temporal-polyfill'
import { ContactRecord } from '../../bot/contact.ts'
import { ConversationRecord } from '../../bot/conversation.ts'
import { PersonRecord } from '../../bot/person.ts'
import type { RecordKind } from '../../bot/record.ts'
import type { TurnState } from '../../bot/turn.ts'
import type { Held } from './play-first.ts'

/** What lies in memory between two turns. */
export interface Memory {
  /** Contacts by id, each as the JSON that a store would keep. */
  readonly contacts: Map<string, string>
  /** Own words, each with the Contact it finds. */
  readonly words: Map<string, string>
  current: string
  now: Temporal.Instant
  count: number
  /** Of each Contact: what was said first and waits, and which editions of texts it was given. */
  readonly held: Map<string, readonly Held[]>
  readonly given: Map<string, Map<string, number>>
}

export const keptAt = ({ contacts }: Memory, id: string): TurnState | null => {
  const json = contacts.get(id)
  return json === undefined ? null : thaw(json)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** State goes through JSON and its records between two turns, as it does in the store. */
const thaw = (json: string): TurnState => {
  const stored: unknown = JSON.parse(json)
  if (!isObject(stored) || !Array.isArray(stored.persons))
    throw new Error('The state kept in memory is no state.')
  return {
    contact: known(ContactRecord, stored.contact),
    conversation: known(ConversationRecord, stored.conversation),
    persons: stored.persons.map((person: unknown) => known(PersonRecord, person)),
  }
}

const known = <T>(kind: RecordKind<T>, stored: unknown): T => {
  const parsed = kind.parse(stored)
  if (parsed.type === 'known') return parsed.value
  throw new Error(`A ${kind.name} of version ${parsed.version} lies in memory. This program wrote none.`)
}
