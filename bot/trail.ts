import type { Passed, Place } from './conversation.ts'
import { type Draft, withConversation } from './draft.ts'
import type { Flows } from './flow.ts'
import { stepAt } from './step.ts'

const trailLimit = 20

export const home: Place = { flow: 'home', step: 'first' }

/** Where one stands, with what decides what is seen there. */
const here = (draft: Draft, flows: Flows): Passed => {
  const { at, slots, person } = draft.conversation
  const step = stepAt(flows, at)?.step
  const names = step?.type === 'ask' ? (step.seen ?? []) : []
  const seen = Object.fromEntries(names.flatMap((name) => (slots[name] ? [[name, slots[name]]] : [])))
  return { ...at, slots: seen, person }
}

const isSame = (a: Passed, b: Passed): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Keeps where one stands as the place that *back* leads to. */
export const withTrail = (draft: Draft, flows: Flows): Draft => {
  const { trail } = draft.conversation
  const now = here(draft, flows)
  const last = trail.at(-1)
  return last && isSame(last, now)
    ? draft
    : withConversation(draft, { trail: [...trail, now].slice(-trailLimit) })
}

export const withoutTrail = (draft: Draft): Draft => withConversation(draft, { trail: [] })

interface Back {
  readonly draft: Draft
  readonly to: Place
}

/** One place back: never to the very page that is seen now. */
export const stepBack = (draft: Draft, flows: Flows): Back => {
  const now = here(draft, flows)
  return pop(draft, (place) => isSame(place, now))
}

/** Out of a whole flow, to where it was entered from. */
export const leaveFlow = (draft: Draft, flow: string): Back => pop(draft, (place) => place.flow === flow)

const pop = (draft: Draft, isPassedOver: (place: Passed) => boolean): Back => {
  const { trail, slots } = draft.conversation
  const index = trail.findLastIndex((place) => !isPassedOver(place))
  const place = trail[index]
  if (!place) return { draft: withoutTrail(draft), to: home }
  const change = { trail: trail.slice(0, index), slots: { ...slots, ...place.slots }, person: place.person }
  return { draft: withConversation(draft, change), to: { flow: place.flow, step: place.step } }
}
