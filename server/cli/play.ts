import type { Temporal } from 'temporal-polyfill'
import type { Activity, Channel } from '../../bot/activity.ts'
import { newContact } from '../../bot/contact.ts'
import { newConversation } from '../../bot/conversation.ts'
import type { Outgoing } from '../../bot/draft.ts'
import type { Event } from '../../bot/event.ts'
import type { Flows } from '../../bot/flow.ts'
import { guessLocale } from '../../bot/guess.ts'
import { runTurn, type Turn, type TurnState } from '../../bot/turn.ts'
import type { World } from '../../bot/world.ts'
import type { Render } from '../channel.ts'
import { present } from '../present.ts'
import { type Setting, worldOf } from '../world.ts'
import { keptAt, type Memory } from './play-memory.ts'
import { changedCatalog, changedFor, noteGiven, release, wait } from './play-wait.ts'
import { type Shown, shownOf } from './shown.ts'

export interface Stage {
  readonly setting: Setting
  readonly flows: Flows
  readonly channel: Channel
  readonly render: Render
  readonly now: Temporal.Instant
  /** The language of the person's app: a hint for the picker, nothing more. */
  readonly hint: string | null
}

export interface Played {
  readonly bubbles: readonly Shown[]
  readonly events: readonly Event[]
  /** The same bubbles before they became words. */
  readonly out: readonly Outgoing[]
}

type Done = Extract<Turn, { type: 'done' }>
/** What a person does; the rest of an Activity is filled in. */
export type Doing =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tap'; readonly asking: string; readonly choice: string }
  | { readonly type: 'media'; readonly kind: 'voice' | 'photo' }
  | { readonly type: 'start'; readonly entry: null }
  | { readonly type: 'found' }

/** One Address and its Contacts in memory: what the server does over the store, for a terminal and for transcripts. */
export interface Play {
  give(doing: Doing): Played
  /** What comes by itself meanwhile: reminders, corrections, tasks. */
  wait(duration: Temporal.Duration): Played
  /** From now on this text has changed in substance. */
  change(id: string): void
  now(): Temporal.Instant
  /** The state as it lies between two turns; null before the first and after erasure. */
  state(): TurnState | null
}

const maxNeeds = 5

export const createPlay = (stage: Stage): Play => {
  const memory: Memory = {
    contacts: new Map(),
    words: new Map(),
    current: stage.setting.chance.id(22),
    now: stage.now,
    count: 0,
    held: new Map(),
    given: new Map(),
  }
  let { setting } = stage
  return {
    give: (doing) => give({ ...stage, setting }, memory, doing),
    wait: (duration) => wait(setting, memory, duration),
    change: (id) => {
      setting = { ...setting, catalog: changedCatalog(setting.catalog, id) }
    },
    now: () => memory.now,
    state: () => keptAt(memory, memory.current),
  }
}

const give = (stage: Stage, memory: Memory, doing: Doing): Played => {
  const id = memory.current
  memory.count++
  const { turn, world } = settle(stage, memory, stateOf(stage, memory, doing), doing)
  const released = release(memory, id, turn.events, doing)
  const out = [...released, ...turn.out]
  const presented = present({ ...turn, out }, stage.render, world)
  noteGiven(memory, id, presented.bubbles)
  keep(stage, memory, id, { ...turn, conversation: presented.conversation })
  const played = {
    bubbles: shownOf({ ...turn, out }, presented.conversation, world),
    events: turn.events,
    out,
  }
  const then = follow(turn, doing)
  if (!then) return played
  const more = give(stage, memory, then)
  return {
    bubbles: [...played.bubbles, ...more.bubbles],
    events: [...played.events, ...more.events],
    out: [...played.out, ...more.out],
  }
}

const stateOf = ({ setting, channel, hint }: Stage, memory: Memory, doing: Doing): TurnState => {
  const { now, current } = memory
  const kept = keptAt(memory, current)
  if (kept && !isOver(kept, now, setting.operator.retentionDays)) return kept
  const guess = guessLocale(doing.type === 'text' ? doing.text : '', hint, setting.catalog)
  const at = now.toString()
  const conversation = newConversation({ channel, account: channel, to: 'here', guess }, at)
  const contact = { ...newContact(current, at), edition: setting.catalog.edition }
  return { contact, conversation, persons: [] }
}

const settle = (
  stage: Stage,
  memory: Memory,
  state: TurnState,
  doing: Doing,
): { turn: Done; world: World } => {
  const activity = activityOf(doing, stage, memory)
  const { catalog } = stage.setting
  const corrected =
    state.contact.edition < catalog.edition ? changedFor(memory, state.contact.id, catalog) : []
  let world: World = { ...worldOf(stage.setting, stage.channel, memory.now), corrected }
  for (let run = 0; run <= maxNeeds; run++) {
    const turn = runTurn(state, activity, world, stage.flows)
    if (turn.type === 'done') return { turn, world }
    const want = turn.wants.find(({ type }) => type === 'word')
    world = { ...world, reads: { ...world.reads, word: want ? sealedBy(memory, want.text) : null } }
  }
  throw new Error(`A turn wanted something more than ${maxNeeds} times. One of its wants is never satisfied.`)
}

/** The hidden Contact that a word belongs to; a word brings nobody back who is not hidden. */
const sealedBy = (memory: Memory, word: string): string | null => {
  const id = memory.words.get(word)
  return id !== undefined && keptAt(memory, id)?.contact.sealed ? id : null
}

/** A new word takes the place of the old one. */
const setWord = ({ words }: Memory, word: string, id: string): void => {
  for (const [old, owner] of words) if (owner === id) words.delete(old)
  words.set(word, id)
}

const keep = (stage: Stage, memory: Memory, id: string, turn: Done): void => {
  const { contact, conversation, persons } = turn
  memory.contacts.set(id, JSON.stringify({ contact, conversation, persons }))
  for (const event of turn.events) {
    if (event.type === 'word.set') setWord(memory, event.word, id)
    if (event.type === 'contact.sealed') memory.current = event.fresh
    if (event.type === 'contact.found') memory.current = event.contact
    if (event.type === 'contact.erased') {
      memory.contacts.delete(id)
      memory.current = stage.setting.chance.id(22)
    }
  }
}

/** Work that a Turn leaves to another Contact: passed on, or the own word was typed. */
const follow = (turn: Done, doing: Doing): Doing | null =>
  turn.passOn !== null
    ? doing
    : turn.events.some(({ type }) => type === 'contact.found')
      ? { type: 'found' }
      : null

const activityOf = (doing: Doing, { channel, hint }: Stage, { now, count }: Memory): Activity => {
  const at = now.toString()
  return { id: String(count), channel, sentAt: at, receivedAt: at, order: count, hint, ...doing }
}

/** Retention as the server keeps it: 24 hours where nothing is to be remembered. */
const isOver = ({ contact }: TurnState, now: Temporal.Instant, days: number): boolean => {
  const hours = contact.remember === 'yes' ? days * 24 : 24
  return now.epochMilliseconds - Date.parse(contact.lastAt) > hours * 60 * 60 * 1000
}
