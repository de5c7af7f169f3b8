import type { Asking, Place } from './conversation.ts'
import { type Draft, endBubble, withConversation, withEvent, withSlot, withText } from './draft.ts'
import { apply } from './effect.ts'
import type { Flows, Next, Step } from './flow.ts'
import { ask, saysOf } from './question.ts'
import { holds } from './rule.ts'
import { type AskStep, samePlace, stepAt } from './step.ts'
import { home, leaveFlow, stepBack, withoutTrail, withTrail } from './trail.ts'
import { wantAsked, wantWays, withWant } from './want.ts'

/** How many steps one Turn may walk; more means that two steps lead to each other. */
export const stepLimit = 30

export const menu: Place = { flow: 'menu', step: 'open' }

interface Walked {
  readonly draft: Draft
  readonly next: Place | null
}

/** Enters a place and walks on until a question is asked or the flow ends. */
export const enter = (draft: Draft, place: Place, flows: Flows): Draft => {
  let now = draft
  let next: Place | null = place
  for (let count = 0; next !== null; count++) {
    // A circle of steps must not leave a person without an answer: the first screen asks and ends the walk.
    if (count >= stepLimit) return enter(stuck(now, next).draft, home, flows)
    const went = pass(now, next, flows)
    now = went.draft
    next = went.next
  }
  return now
}

/** One step of the walk; a flow that is closed to this Person leads elsewhere. */
const pass = (draft: Draft, place: Place, flows: Flows): Walked => {
  const found = stepAt(flows, place)
  if (!found) return stuck(draft, place)
  const elsewhere = closedAt(draft, place, flows)
  if (elsewhere) return { draft, next: elsewhere }
  return walk(withEvent(draft, { type: 'step.entered', ...found.place }), found.place, found.step, flows)
}

const closedAt = (draft: Draft, place: Place, flows: Flows): Place | null => {
  const closed = flows[place.flow]?.closed
  return closed && holds(closed.when, draft) ? placeOf(closed.to, place.flow) : null
}

const placeOf = (to: string, flow: string): Place => {
  const [first = '', second] = to.split('/')
  return second === undefined ? { flow, step: first } : { flow: first, step: second }
}

const stuck = (draft: Draft, { flow, step }: Place): Walked => ({
  draft: withEvent(draft, { type: 'flow.stuck', flow, step }),
  next: home,
})

const walk = (draft: Draft, place: Place, step: Step, flows: Flows): Walked => {
  switch (step.type) {
    case 'act':
      return onward(apply(step.effect, draft), place, step.next, flows)
    case 'say': {
      const said = withText(draft, ...saysOf(step.say, draft))
      return step.next.length > 0
        ? onward(said, place, step.next, flows)
        : { draft: endBubble(said), next: null }
    }
    case 'ask':
      return { draft: ask(withConversation(draft, { at: place, page: 0 }), step), next: null }
    default:
      return step satisfies never
  }
}

const fitting = (draft: Draft, nexts: readonly Next[], chosen: string | null): Next | undefined =>
  nexts.find((one) => (one.on === undefined || one.on === chosen) && (!one.when || holds(one.when, draft)))

const onward = (draft: Draft, from: Place, nexts: readonly Next[], flows: Flows): Walked => {
  const next = fitting(draft, nexts, null)
  return next ? go(draft, from, next.to, flows) : stuck(draft, from)
}

const go = (draft: Draft, from: Place, to: string, flows: Flows): Walked => {
  switch (to) {
    case '@home':
      return { draft: withoutTrail(draft), next: home }
    case '@menu':
      return { draft, next: menu }
    case '@stay':
      return { draft: again(draft, flows), next: null }
    case '@want':
      return wanted(draft)
    case '@back': {
      const left = leaveFlow(draft, from.flow)
      return { draft: left.draft, next: left.to }
    }
    default:
      return { draft, next: placeOf(to, from.flow) }
  }
}

const wanted = (draft: Draft): Walked => {
  const want = wantAsked(draft)
  if (want === null) return { draft, next: home }
  const { flow, step } = wantWays[want]
  return { draft: withWant(draft, want), next: { flow, step } }
}

/** Leaves for another place and keeps the way back. */
export const leaveFor = (draft: Draft, place: Place, flows: Flows): Draft =>
  enter(samePlace(draft.conversation.at, place) ? draft : withTrail(draft, flows), place, flows)

export const back = (draft: Draft, flows: Flows): Draft => {
  const went = stepBack(draft, flows)
  return enter(went.draft, went.to, flows)
}

/** Asks the current question once more, on the page that was shown. */
export const again = (draft: Draft, flows: Flows, page = draft.conversation.page): Draft => {
  const { at } = draft.conversation
  const found = stepAt(flows, at)
  if (found?.step.type !== 'ask' || closedAt(draft, at, flows))
    return enter(draft, found?.place ?? home, flows)
  return ask(withConversation(draft, { at: found.place, page }), found.step)
}

/** The chosen id is kept and routed on. */
export const answer = (draft: Draft, step: AskStep, choice: string, flows: Flows): Draft => {
  const { at } = draft.conversation
  const fitted = withConversation(draft, { misses: 0 })
  const kept =
    step.keep && !choice.startsWith('@')
      ? withEvent(withSlot(fitted, step.keep, choice), {
          type: 'slot.filled',
          slot: step.keep,
          value: choice,
        })
      : fitted
  const next = fitting(kept, step.next, choice)
  // The way back keeps what was seen before the answer changed it.
  const trail = withTrail(draft, flows).conversation.trail
  const left = next?.to === '@stay' ? kept : withConversation(kept, { trail })
  const went = next ? go(left, at, next.to, flows) : stuck(left, at)
  return went.next === null ? went.draft : enter(went.draft, went.next, flows)
}

/** The question that is open now: the last asking of a step, if it belongs to where the Conversation stands. */
export const openAsking = (draft: Draft): Asking | null => {
  const last = draft.conversation.askings.findLast((asking) => asking.kind === 'step')
  return last && samePlace(last.at, draft.conversation.at) ? last : null
}
