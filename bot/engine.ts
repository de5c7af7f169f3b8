import type { Asking, Place } from './conversation.ts'
import { type Draft, withConversation, withEvent, withMessage, withSlot, withText } from './draft.ts'
import { apply } from './effect.ts'
import type { ChoiceSpec, Flows, Next, Say, Step } from './flow.ts'
import type { Choice, Text } from './message.ts'
import { holds } from './rule.ts'
import { choiceLists, shows } from './show.ts'

/** How many steps one Turn may walk; more means that two steps lead to each other. */
export const stepLimit = 30
const trailLimit = 20

export const samePlace = (a: Place, b: Place): boolean => a.flow === b.flow && a.step === b.step

/** The step at a place; a renamed step is followed, a retired or unknown one starts its flow anew. */
export const stepAt = (flows: Flows, place: Place): { place: Place; step: Step } | null => {
  const flow = flows[place.flow]
  if (!flow) return null
  const name = flow.renamed[place.step] ?? place.step
  const known = flow.steps[name] ? name : Object.keys(flow.steps)[0]
  const step = known === undefined ? undefined : flow.steps[known]
  return step && known !== undefined ? { place: { flow: flow.id, step: known }, step } : null
}

/** Enters a place and walks on until a question is asked or the flow ends. */
export const enter = (draft: Draft, place: Place, flows: Flows): Draft => {
  let now = draft
  let next: Place | null = place
  for (let count = 0; next !== null; count++) {
    if (count >= stepLimit) return withEvent(now, { type: 'flow.stuck', flow: next.flow, step: next.step })
    const found = stepAt(flows, next)
    if (!found)
      return enter(withEvent(now, { type: 'flow.stuck', flow: next.flow, step: next.step }), home, flows)
    const went = walk(
      withEvent(now, { type: 'step.entered', ...found.place }),
      found.place,
      found.step,
      flows,
    )
    now = went.draft
    next = went.next
  }
  return now
}

export const home: Place = { flow: 'home', step: 'first' }
export const menu: Place = { flow: 'menu', step: 'open' }

interface Walked {
  readonly draft: Draft
  readonly next: Place | null
}

const walk = (draft: Draft, place: Place, step: Step, flows: Flows): Walked => {
  switch (step.type) {
    case 'act':
      return route(apply(step.effect, draft), place, step.next, null, flows)
    case 'say': {
      const said = withText(draft, ...saysOf(step.say, draft))
      return step.next.length > 0
        ? route(said, place, step.next, null, flows)
        : { draft: close(said), next: null }
    }
    case 'ask':
      return { draft: ask(withConversation(draft, { at: place, page: 0 }), step), next: null }
    default:
      return step satisfies never
  }
}

/** Puts what waits into a last bubble that asks nothing. */
const close = (draft: Draft): Draft => {
  if (draft.texts.length === 0) return draft
  const message = {
    texts: draft.texts,
    choices: [],
    guarded: null,
    prompt: false,
    danger: false,
    locale: null,
  }
  return { ...withMessage(draft, message, 'step'), texts: [] }
}

type AskStep = Extract<Step, { type: 'ask' }>

/** Says the step's question, with what waited before it. */
export const ask = (draft: Draft, step: AskStep): Draft => {
  const { texts, choices } = withLanguage(
    draft,
    [...draft.texts, ...saysOf(step.say, draft)],
    choicesOf(step.choices, draft),
  )
  const message = {
    texts,
    choices,
    guarded: step.guarded ?? null,
    prompt: step.prompt === true && draft.texts.length === 0,
    danger: step.danger === true,
    locale: null,
  }
  return { ...withMessage(draft, message, 'step'), texts: [] }
}

const saysOf = (says: readonly Say[], draft: Draft): Text[] =>
  says.flatMap((say): Text[] => (typeof say === 'string' ? [{ key: say }] : shows[say.show](draft)))

export const choicesOf = (specs: readonly ChoiceSpec[], draft: Draft): Choice[] =>
  specs.flatMap((spec): Choice[] => {
    if ('from' in spec) return choiceLists[spec.from](draft)
    if (spec.when && !holds(spec.when, draft)) return []
    return [{ id: spec.id, label: { key: spec.label } }]
  })

const buttons = 3
const listRows = 10

/** 🌐 stands on every screen until the menu was reached (P3): a button where one is free, else the last line. */
const withLanguage = (
  draft: Draft,
  texts: readonly Text[],
  choices: readonly Choice[],
): { texts: readonly Text[]; choices: readonly Choice[] } => {
  const { menuReached, at } = draft.conversation
  if (menuReached || at.flow === 'language') return { texts, choices }
  if (choices.length === buttons || choices.length >= listRows)
    return { texts: [...texts, { key: 'frame:language-line' }], choices }
  return { texts, choices: [...choices, { id: '@language', label: { plain: '🌐' } }] }
}

const route = (
  draft: Draft,
  from: Place,
  nexts: readonly Next[],
  chosen: string | null,
  flows: Flows,
): Walked => {
  const next = nexts.find(
    (one) => (one.on === undefined || one.on === chosen) && (!one.when || holds(one.when, draft)),
  )
  if (!next) return { draft: withEvent(draft, { type: 'flow.stuck', ...from }), next: home }
  return go(draft, from, next.to, flows)
}

const go = (draft: Draft, from: Place, to: string, flows: Flows): Walked => {
  switch (to) {
    case '@home':
      return { draft, next: home }
    case '@menu':
      return { draft, next: menu }
    case '@stay':
      return { draft: again(draft, flows), next: null }
    case '@back':
      return backFrom(draft)
    default: {
      const [flow, step] = to.includes('/') ? to.split('/') : [from.flow, to]
      return { draft, next: { flow: flow ?? from.flow, step: step ?? '' } }
    }
  }
}

const backFrom = (draft: Draft): Walked => {
  const { trail } = draft.conversation
  return { draft: withConversation(draft, { trail: trail.slice(0, -1) }), next: trail.at(-1) ?? home }
}

/** Leaves for another place and keeps the way back. */
export const leaveFor = (draft: Draft, place: Place, flows: Flows): Draft => {
  const { at } = draft.conversation
  const left = samePlace(at, place) ? draft : withTrail(draft)
  return enter(left, place, flows)
}

const withTrail = (draft: Draft): Draft => {
  const { at, trail } = draft.conversation
  const last = trail.at(-1)
  return last && samePlace(last, at)
    ? draft
    : withConversation(draft, { trail: [...trail, at].slice(-trailLimit) })
}

export const back = (draft: Draft, flows: Flows): Draft => {
  const went = backFrom(draft)
  return enter(went.draft, went.next ?? home, flows)
}

/** Asks the current question once more, on the page that was shown. */
export const again = (draft: Draft, flows: Flows, page = draft.conversation.page): Draft => {
  const found = stepAt(flows, draft.conversation.at)
  if (found?.step.type !== 'ask') return enter(draft, found?.place ?? home, flows)
  return ask(withConversation(draft, { at: found.place, page }), found.step)
}

/** The chosen id is kept and routed on. */
export const answer = (draft: Draft, step: AskStep, choice: string, flows: Flows): Draft => {
  const { at } = draft.conversation
  const kept = step.keep
    ? withEvent(withSlot(draft, step.keep, choice), { type: 'slot.filled', slot: step.keep, value: choice })
    : draft
  const went = route(withConversation(kept, { misses: 0 }), at, step.next, choice, flows)
  const isBack = step.next.find((one) => one.on === undefined || one.on === choice)?.to === '@back'
  const moved = isBack || went.next === null ? went.draft : withTrail(went.draft)
  return went.next === null ? moved : enter(moved, went.next, flows)
}

/** The question that is open now: the last asking of a step, if it belongs to where the Conversation stands. */
export const openAsking = (draft: Draft): Asking | null => {
  const last = draft.conversation.askings.findLast((asking) => asking.kind === 'step')
  return last && samePlace(last.at, draft.conversation.at) ? last : null
}
