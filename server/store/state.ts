import type { Contact } from '../../bot/contact.ts'
import { ContactRecord } from '../../bot/contact.ts'
import { type Conversation, ConversationRecord } from '../../bot/conversation.ts'
import { type Person, PersonRecord } from '../../bot/person.ts'
import type { RecordKind } from '../../bot/record.ts'
import type { SpaceName } from '../channel.ts'
import type { Batch, Claim, Json, Store } from './store.ts'

export const contactPartition = (space: SpaceName, contact: string): string => `${space}/c/${contact}`
export const contactOf = (partition: string): string => partition.split('/')[2] ?? ''
export const spaceOf = (partition: string): SpaceName => (partition.startsWith('demo/') ? 'demo' : 'main')

/** Written by a newer release: whoever meets it leaves the Contact to that release. */
export class NewerRecord extends Error {
  override name = 'NewerRecord'
}

/** What a Contact's partition holds of the conversation, with the versions as read. */
export interface ContactState {
  readonly contact: Contact | null
  readonly conversations: ReadonlyMap<string, Conversation>
  readonly persons: readonly Person[]
  /** Keyed hash of the own word. */
  readonly word: string | null
  /** Until when a provider asked us to send nothing there (real clock, ms). */
  readonly wait: number | null
  readonly versions: ReadonlyMap<string, number>
}

/** Whether a stored row was written by a newer release than one that knows version `known`. */
export const isNewer = (value: Json, known: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'v' in value &&
  typeof value.v === 'number' &&
  value.v > known

const known = <T>(kind: RecordKind<T>, value: Json): T => {
  const parsed = kind.parse(value)
  if (parsed.type === 'newer')
    throw new NewerRecord(`A ${kind.name} has version ${parsed.version}; this release knows ${kind.version}.`)
  return parsed.value
}

export const keys = {
  contact: 's/contact',
  conversation: (channel: string): string => `s/conversation/${channel}`,
  person: (id: string): string => `s/person/${id}`,
  word: 's/word',
  wait: 's/wait',
} as const

/** Reads a Contact's state in one round trip. @throws NewerRecord */
export const readState = async (store: Store, partition: string): Promise<ContactState> =>
  stateOf(await store.scan(partition, 's/'))

/** A Contact's state, as it came along with a claim or else as it stands now. @throws NewerRecord */
export const claimedState = async (store: Store, { partition, view }: Claim<Json>): Promise<ContactState> =>
  view ? stateOf(view.records('s/')) : readState(store, partition)

/** After a commit what came along with the claim is out of date: it is read anew. */
export const withoutView = ({ view: _view, ...claim }: Claim<Json>): Claim<Json> => claim

const stateOf = (records: Awaited<ReturnType<Store['scan']>>): ContactState => {
  const conversations = new Map<string, Conversation>()
  const persons: Person[] = []
  let contact: Contact | null = null
  let word: string | null = null
  let wait: number | null = null
  for (const { key, found } of records) {
    if (key === keys.contact) contact = known(ContactRecord, found.value)
    else if (key === keys.word) word = typeof found.value === 'string' ? found.value : null
    else if (key === keys.wait) wait = typeof found.value === 'number' ? found.value : null
    else if (key.startsWith('s/conversation/'))
      conversations.set(key.slice(15), known(ConversationRecord, found.value))
    else if (key.startsWith('s/person/')) persons.push(known(PersonRecord, found.value))
  }
  return {
    contact,
    conversations,
    persons,
    word,
    wait,
    versions: new Map(records.map(({ key, found }) => [key, found.version])),
  }
}

export interface Changed {
  readonly contact: Contact
  readonly conversation: Conversation
  readonly persons: readonly Person[]
  readonly word: string | null
}

/** The checks and sets that write what changed, and nothing else. */
export const stateBatch = (before: ContactState, after: Changed): Pick<Batch<Json>, 'check' | 'set'> => {
  const writes: [string, Json, Json | undefined][] = [
    [keys.contact, after.contact, before.contact ?? undefined],
    [
      keys.conversation(after.conversation.channel),
      after.conversation,
      before.conversations.get(after.conversation.channel),
    ],
    ...after.persons.map((person): [string, Json, Json | undefined] => [
      keys.person(person.id),
      person,
      before.persons.find(({ id }) => id === person.id),
    ]),
    ...(after.word === null
      ? []
      : [[keys.word, after.word, before.word ?? undefined] as [string, Json, Json | undefined]]),
  ]
  const changed = writes.filter(([, now, then]) => JSON.stringify(now) !== JSON.stringify(then))
  return {
    check: [...changed.map(([key]) => key), keys.wait].map((key) => ({
      key,
      version: before.versions.get(key) ?? 0,
    })),
    set: changed.map(([key, value]) => ({ key, value })),
  }
}

/** The state after a commit, without reading it again. */
export const afterCommit = (before: ContactState, after: Changed): ContactState => {
  const versions = new Map(before.versions)
  for (const { key } of stateBatch(before, after).set ?? []) versions.set(key, (versions.get(key) ?? 0) + 1)
  return {
    contact: after.contact,
    conversations: new Map(before.conversations).set(after.conversation.channel, after.conversation),
    persons: after.persons,
    word: after.word,
    wait: before.wait,
    versions,
  }
}
