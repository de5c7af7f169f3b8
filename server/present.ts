import type { Conversation } from '../bot/conversation.ts'
import { localeOf, type Outgoing } from '../bot/draft.ts'
import type { GuardedClass } from '../bot/message.ts'
import { speak } from '../bot/text.ts'
import type { Turn } from '../bot/turn.ts'
import type { World } from '../bot/world.ts'
import type { Render } from './channel.ts'
import type { Json } from './store/store.ts'

/** One bubble within its channel's limits, ready for the outbox. */
export interface Bubble {
  readonly payloads: readonly Json[]
  readonly body: string
  readonly asking: string | null
  readonly guarded: GuardedClass | null
  readonly prompt: boolean
  readonly danger: boolean
  /** Deadline and safety texts by id and hash, for P14; empty for all others. */
  readonly texts: readonly { readonly id: string; readonly hash: string; readonly edition: number }[]
}

type Done = Extract<Turn, { type: 'done' }>

/**
 * Puts a Turn into words and payloads, before commit: a render fault is a turn fault. The Conversation comes back with
 * what was really shown (pages, numbers).
 */
export const present = (
  turn: Done,
  render: Render,
  world: World,
): { conversation: Conversation; bubbles: readonly Bubble[] } => {
  const shown = new Map<string, readonly string[]>()
  const bubbles = turn.out.map((outgoing) => bubbleOf(outgoing, turn.conversation, render, world, shown))
  const askings = turn.conversation.askings.map((asking) => ({
    ...asking,
    shown: [...(shown.get(asking.id) ?? asking.shown)],
  }))
  return { conversation: { ...turn.conversation, askings }, bubbles }
}

/** One bubble that asks nothing, outside of a Turn. */
export const presentOne = (
  outgoing: Outgoing,
  conversation: Conversation,
  render: Render,
  world: World,
): Bubble => bubbleOf(outgoing, conversation, render, world, new Map())

const bubbleOf = (
  outgoing: Outgoing,
  conversation: Conversation,
  render: Render,
  world: World,
  shown: Map<string, readonly string[]>,
): Bubble => {
  const { message, asking } = outgoing
  const speech = speak(outgoing, { locale: localeOf(conversation), fallback: conversation.fallback }, world)
  if (speech.type === 'missing')
    throw new Error(`A text is missing in ${localeOf(conversation)}: ${JSON.stringify(speech.text)}.`)
  const rendered = render(speech.spoken)
  if (asking) shown.set(asking.id, rendered.shown)
  const kept = speech.used.filter(({ said }) => said.kept).map(({ id, said }) => ({ id, hash: said.hash }))
  const corrects = (message.corrects ?? []).map((id) => ({ id, hash: '' }))
  return {
    payloads: rendered.payloads,
    body: speech.spoken.body,
    asking: asking?.id ?? null,
    guarded: message.guarded,
    prompt: message.prompt,
    danger: message.danger,
    texts: [...kept, ...corrects].map((text) => ({ ...text, edition: world.catalog.editionOf(text.id) })),
  }
}
