import type { Temporal } from 'temporal-polyfill'
import { type Activity, isFromContact } from './activity.ts'
import { mediaSeen } from './aside.ts'
import type { Contact } from './contact.ts'
import type { Conversation } from './conversation.ts'
import { corrected } from './correction.ts'
import { type Draft, type Outgoing, withContact, withConversation, withEvent, withText } from './draft.ts'
import { again, enter, menu } from './engine.ts'
import type { Event } from './event.ts'
import { finish } from './finish.ts'
import type { Flows } from './flow.ts'
import { normal } from './normal.ts'
import type { Person } from './person.ts'
import { tapped } from './tap.ts'
import { textGiven } from './typed.ts'
import type { Want, World } from './world.ts'

export interface TurnState {
  readonly contact: Contact
  readonly conversation: Conversation
  readonly persons: readonly Person[]
}

export type Turn =
  /** The host reads what is wanted into World and runs the same turn anew. */
  | { readonly type: 'needs'; readonly wants: readonly Want[] }
  | ({
      readonly type: 'done'
      readonly out: readonly Outgoing[]
      readonly events: readonly Event[]
      /** The Address is to point to Contact `to`, which works this Activity anew (P17). */
      readonly passOn: string | null
    } & TurnState)

/** Silence after which nothing personal is shown until the own word (P17). */
const silenceDays = 30

/**
 * Takes one Activity to its end. Pure: the same state, Activity and World give the same Turn.
 * @returns what is kept, what is said and what happened; or what must be read first.
 */
export const runTurn = (state: TurnState, activity: Activity, world: World, flows: Flows): Turn => {
  const draft: Draft = { ...state, world, activity, texts: [], out: [], events: [] }
  const isStranger = isFromContact(activity) && activity.type !== 'found'
  if (isStranger && state.contact.sealed) return passedOn(draft, state.contact.sealed.fresh)
  if (isStranger && wentSilent(state, world.now)) return sealed(draft)
  const worked = activity.type === 'text' ? textGiven(draft, activity.text, flows) : happened(draft, flows)
  if (worked === 'needs word')
    return {
      type: 'needs',
      wants: [{ type: 'word', text: activity.type === 'text' ? normal(activity.text) : '' }],
    }
  return done(corrected(finish(seen(worked))))
}

const done = (draft: Draft): Extract<Turn, { type: 'done' }> => ({
  type: 'done',
  contact: draft.contact,
  conversation: draft.conversation,
  persons: draft.persons,
  out: draft.out,
  events: draft.events,
  passOn: null,
})

const wentSilent = ({ contact, conversation }: TurnState, now: Temporal.Instant): boolean =>
  conversation.locale !== null &&
  now.epochMilliseconds - Date.parse(contact.lastAt) > silenceDays * 24 * 60 * 60 * 1000

const sealed = (draft: Draft): Turn => {
  const { fresh } = draft.world
  const at = draft.world.now.toString()
  const hidden = withContact(draft, { sealed: { at, by: 'silence', fresh: fresh.contact } })
  const told = withEvent(hidden, { type: 'contact.sealed', by: 'silence', fresh: fresh.contact })
  return passedOn(told, fresh.contact)
}

/** Nothing is said or shown here: whoever writes now is worked as Contact `to`. */
const passedOn = (draft: Draft, to: string): Turn => ({ ...done(draft), passOn: to })

/** Marks the person's presence: retention and the reply window count from here. */
const seen = (draft: Draft): Draft => {
  if (!isFromContact(draft.activity)) return draft
  const { sentAt } = draft.activity
  const { lastSentAt } = draft.conversation
  const later = lastSentAt === null || Date.parse(sentAt) > Date.parse(lastSentAt) ? sentAt : lastSentAt
  return withConversation(withContact(draft, { lastAt: draft.world.now.toString() }), {
    lastSentAt: later,
    blocked: false,
  })
}

const happened = (draft: Draft, flows: Flows): Draft => {
  const { activity } = draft
  switch (activity.type) {
    case 'tap':
      return tapped(draft, activity, flows)
    case 'media':
      return mediaSeen(draft)
    case 'start':
      return started(draft, flows)
    case 'found':
      return found(draft, flows)
    case 'moved':
      return withConversation(draft, { to: activity.to })
    case 'blocked':
      return withConversation(draft, { blocked: true })
    // Nothing is said unasked (P11): whoever comes back writes or taps next.
    case 'returned':
      return withConversation(draft, { blocked: false })
    case 'text':
      return draft
    default:
      return activity satisfies never
  }
}

/** The own word brings one back to where one was; but a text on danger does not stand there by itself. */
const found = (draft: Draft, flows: Flows): Draft => {
  const told = withText(withContact(draft, { sealed: null }), { key: 'data:found' })
  return draft.conversation.at.flow === 'help' ? enter(told, menu, flows) : again(told, flows)
}

/** /start: whoever is new chooses a language; whoever is known is asked again where they stand. */
const started = (draft: Draft, flows: Flows): Draft =>
  draft.conversation.locale === null
    ? enter(draft, { flow: 'language', step: 'pick' }, flows)
    : again(draft, flows)
