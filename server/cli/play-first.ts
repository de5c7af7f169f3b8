import { Temporal } from 'temporal-polyfill'
import { correctionOf } from '../../bot/correction.ts'
import { localeOf, type Outgoing } from '../../bot/draft.ts'
import type { Event, TaskKind } from '../../bot/event.ts'
import { mayRemind, reminderOf } from '../../bot/reminder.ts'
import type { TurnState } from '../../bot/turn.ts'
import { nextLook, nextMorning } from '../morning.ts'
import { openerAsking, withOpener } from '../opener.ts'
import { momentsOf } from '../reminders.ts'
import { openDate } from '../watch.ts'
import { type Setting, worldOf } from '../world.ts'
import type { Shown } from './shown.ts'

/** What was said first and is not read yet: behind an opener, or held because the window was closed. */
export interface Held {
  readonly outgoing: Outgoing
  readonly why: 'read' | 'window'
  readonly kind: TaskKind
  readonly due: string
  /** When it is looked at whether it arrived; null once that was done. */
  readonly look: number | null
}

/** What lies in memory of one Contact, for what comes by itself. */
export interface Waiting {
  readonly state: TurnState
  readonly held: readonly Held[]
  /** Deadline and safety texts that changed in substance since they were given. */
  readonly changed: readonly string[]
}

export interface Came {
  readonly at: number
  readonly waiting: Waiting
  readonly bubbles: readonly Shown[]
  readonly events: readonly Event[]
}

type Coming = Pick<Came, 'at'> & { readonly happen: () => Came }

/**
 * The next thing that comes by itself until then, as reminders.ts, watch.ts and missed.ts bring it about over a store.
 * Nobody knows here what a phone got: a template that was sent has arrived.
 */
export const comesFirst = (
  setting: Setting,
  waiting: Waiting,
  now: Temporal.Instant,
  until: number,
): Came | null => {
  const { contact } = waiting.state
  if (contact.remember !== 'yes' || contact.sealed) return null
  const all = [...reminders(setting, waiting), ...looks(waiting), ...corrections(setting, waiting, now)]
  const [next] = all
    .filter(({ at }) => at > now.epochMilliseconds && at <= until)
    .toSorted((a, b) => a.at - b.at)
  return next?.happen() ?? null
}

const reminders = (setting: Setting, waiting: Waiting): Coming[] =>
  waiting.state.persons.flatMap((person) =>
    person.dates.flatMap((date) =>
      momentsOf(date, setting.zone).map((at) => ({
        at,
        happen: () =>
          knock(
            setting,
            waiting,
            at,
            'reminder',
            { kind: 'reminder-undelivered', due: date.day },
            (state, world) => reminderOf(date, person, state.conversation, world),
          ),
      })),
    ),
  )

const looks = (waiting: Waiting): Coming[] =>
  waiting.held.flatMap((one) =>
    one.look === null ? [] : [{ at: one.look, happen: () => looked(waiting, one) }],
  )

const looked = (waiting: Waiting, one: Held): Came => {
  const isMissed = one.why === 'window' || one.kind === 'correction-unread'
  const isTask = isMissed && waiting.state.contact.follow.tell === 'yes'
  const held = waiting.held.map((other) => (other === one ? { ...one, look: null } : other))
  const event: Event = { type: 'task.opened', kind: one.kind, due: one.due }
  return { at: one.look ?? 0, waiting: { ...waiting, held }, bubbles: [], events: isTask ? [event] : [] }
}

const corrections = (setting: Setting, waiting: Waiting, now: Temporal.Instant): Coming[] => {
  const { contact, persons } = waiting.state
  const due = openDate(persons, now.toZonedDateTimeISO(setting.zone).toPlainDate().toString())
  const { edition } = setting.catalog
  if (due === null || waiting.changed.length === 0 || contact.edition >= edition) return []
  const told = { ...waiting, state: { ...waiting.state, contact: { ...contact, edition } } }
  const at = nextLook(now, setting.zone, contact.id)
  const happen = (): Came =>
    knock(setting, told, at, 'correction', { kind: 'correction-unread', due }, (state, world) =>
      correctionOf(waiting.changed, state.conversation, world),
    )
  return [{ at, happen }]
}

const windowMs = 24 * 60 * 60 * 1000

/** It waits behind an opener, or behind a template that was agreed to; without one until the next message. */
const knock = (
  setting: Setting,
  waiting: Waiting,
  at: number,
  template: string,
  { kind, due }: Pick<Held, 'kind' | 'due'>,
  wordsOf: (state: TurnState, world: ReturnType<typeof worldOf>) => Outgoing,
): Came => {
  const { contact } = waiting.state
  if (!mayRemind(waiting.state)) return { at, waiting, bubbles: [], events: [] }
  const sent = Date.parse(waiting.state.conversation.lastSentAt ?? contact.lastAt)
  const now = Temporal.Instant.fromEpochMilliseconds(at)
  const world = worldOf(setting, waiting.state.conversation.channel, now)
  const conversation = withOpener(waiting.state.conversation, world.fresh.asking)
  const state = { ...waiting.state, conversation }
  const isClosed = conversation.channel === 'whatsapp' && at > sent + windowMs
  const words = isClosed ? templateWords(state, setting, template) : openerWords(state, setting)
  const look = nextMorning(now, setting.zone)
  const one: Held = { outgoing: wordsOf(state, world), why: words ? 'read' : 'window', kind, due, look }
  const asking = openerAsking(conversation)?.id ?? null
  const bubbles = words ? [{ body: words.body, asking, choices: [{ id: 'read', label: words.read }] }] : []
  return { at, waiting: { ...waiting, state, held: [...waiting.held, one] }, bubbles, events: [] }
}

interface Words {
  readonly body: string
  readonly read: string
}

const openerWords = ({ conversation }: TurnState, { catalog }: Setting): Words | null => {
  const said = (key: string) => catalog.key(localeOf(conversation), key, {})?.words ?? ''
  return { body: said('frame:opener'), read: said('frame:button.read') }
}

const templateWords = (
  { contact, conversation }: TurnState,
  { catalog }: Setting,
  template: string,
): Words | null => {
  if (contact.follow.write !== 'yes') return null
  for (const tag of [localeOf(conversation), contact.follow.locale]) {
    const body = tag === null ? null : catalog.key(tag, `templates:${template}`, {})
    if (tag !== null && body)
      return { body: body.words, read: catalog.key(tag, 'templates:read', {})?.words ?? '' }
  }
  return null
}
