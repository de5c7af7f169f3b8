import type { Activity } from './activity.ts'
import type { Contact } from './contact.ts'
import type { Asking, Conversation } from './conversation.ts'
import type { Event } from './event.ts'
import type { Message, Text } from './message.ts'
import type { Person } from './person.ts'
import type { World } from './world.ts'

/** A Message on its way out, with the question it asks. */
export interface Outgoing {
  readonly message: Message
  readonly asking: Asking | null
}

/** A Turn in the making. A value: every change makes a new one. */
export interface Draft {
  readonly contact: Contact
  readonly conversation: Conversation
  readonly persons: readonly Person[]
  readonly world: World
  readonly activity: Activity
  /** Paragraphs that wait for the next bubble: one turn is one message wherever it fits. */
  readonly texts: readonly Text[]
  readonly out: readonly Outgoing[]
  readonly events: readonly Event[]
}

export const withEvent = (draft: Draft, ...events: readonly Event[]): Draft => ({
  ...draft,
  events: [...draft.events, ...events],
})

export const withConversation = (draft: Draft, change: Partial<Conversation>): Draft => ({
  ...draft,
  conversation: { ...draft.conversation, ...change },
})

export const withContact = (draft: Draft, change: Partial<Contact>): Draft => ({
  ...draft,
  contact: { ...draft.contact, ...change },
})

export const withSlot = (draft: Draft, slot: string, value: string): Draft =>
  withConversation(draft, { slots: { ...draft.conversation.slots, [slot]: value } })

export const withText = (draft: Draft, ...texts: readonly Text[]): Draft => ({
  ...draft,
  texts: [...draft.texts, ...texts],
})

/** The Person spoken about now; null before one is chosen. */
export const currentPerson = (draft: Draft): Person | null =>
  draft.persons.find((person) => person.id === draft.conversation.person) ?? null

export const withPerson = (draft: Draft, change: Partial<Person>): Draft => ({
  ...draft,
  persons: draft.persons.map((person) =>
    person.id === draft.conversation.person ? { ...person, ...change } : person,
  ),
})

/** The locale to speak: the chosen one, else the guess. */
export const localeOf = (conversation: Conversation): string => conversation.locale ?? conversation.guess

const keptAskings = 20

/** Adds a bubble; a bubble with choices becomes an Asking, of which the last 20 are kept. */
export const withMessage = (draft: Draft, message: Message, kind: Asking['kind']): Draft => {
  if (message.choices.length === 0) return { ...draft, out: [...draft.out, { message, asking: null }] }
  const count = draft.out.filter((outgoing) => outgoing.asking).length
  const asking: Asking = {
    id: askingId(draft.world.fresh.asking, count),
    kind,
    at: draft.conversation.at,
    shown: message.choices.map((choice) => choice.id),
    page: draft.conversation.page,
    tapped: null,
  }
  const askings = [...draft.conversation.askings, asking].slice(-keptAskings)
  return { ...withConversation(draft, { askings }), out: [...draft.out, { message, asking }] }
}

/** Puts what waits into a bubble of its own that asks nothing. */
export const endBubble = (draft: Draft): Draft => {
  const { texts } = draft
  if (texts.length === 0) return draft
  const message = { texts, choices: [], guarded: null, prompt: false, danger: false, locale: null }
  return { ...withMessage(draft, message, 'step'), texts: [] }
}

/** Further questions of one turn get ids of their own, of the same length. */
const askingId = (fresh: string, count: number): string =>
  count === 0
    ? fresh
    : `${fresh.slice(0, -1)}${String.fromCharCode(96 + Math.min(count, 26))}~`.slice(-fresh.length)
