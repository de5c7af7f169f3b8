import { asideChoices } from './aside.ts'
import { commandOfChoice, runCommand } from './control.ts'
import type { Asking } from './conversation.ts'
import { type Draft, withConversation, withEvent, withText } from './draft.ts'
import { again, answer, enter, leaveFor, openAsking } from './engine.ts'
import type { Flows } from './flow.ts'
import { type Choice, pageBack, pageNext } from './message.ts'
import { placeTapped } from './place.ts'
import { offered } from './question.ts'
import { type AskStep, followed, samePlace, stepAt } from './step.ts'
import { openTopic } from './topic.ts'

export interface Tap {
  readonly asking: string
  readonly choice: string
}

/**
 * A tap is judged by its asking alone: on an earlier question it is explained and answers nothing. Buttons that are
 * commands (ids that start with @) name a place, not an answer, and work for as long as they can be seen.
 */
export const tapped = (given: Draft, tap: Tap, flows: Flows): Draft => {
  const asking = given.conversation.askings.find((one) => one.id === tap.asking)
  if (asking && isDoubled(given, asking, tap.choice)) return withEvent(given, { type: 'tap.doubled' })
  const draft = asking ? noted(given, asking, tap.choice) : given
  if (tap.choice === '@back') return backTapped(draft, asking, flows)
  const command = commandOfChoice(tap.choice)
  if (command) return runCommand(draft, { command, locale: null }, flows)
  if (asking) return chosen(draft, asking, tap.choice, flows)
  return tap.choice === 'read' ? wordAsked(draft, flows) : stale(draft, flows)
}

/** [Read] of somebody who was silent for 30 days, or of a new owner of the number: only the own word leads back (P17). */
const wordAsked = (draft: Draft, flows: Flows): Draft => {
  const { locale, guess } = draft.conversation
  if (locale !== null) return stale(draft, flows)
  const asks = [...new Set([guess, 'en'])].map((tongue) => ({ key: 'hide:word-read', locale: tongue }))
  return enter(
    withText(withEvent(draft, { type: 'tap.stale' }), ...asks),
    { flow: 'language', step: 'pick' },
    flows,
  )
}

const doubledMs = 3_000

const isDoubled = ({ activity }: Draft, { kind, tapped: last }: Asking, choice: string): boolean =>
  activity.type === 'tap' &&
  kind !== 'opener' &&
  last?.choice === choice &&
  Math.abs(Date.parse(activity.sentAt) - Date.parse(last.at)) < doubledMs

const noted = (draft: Draft, asking: Asking, choice: string): Draft => {
  if (draft.activity.type !== 'tap' || !asking.shown.includes(choice)) return draft
  const tapped = { choice, at: draft.activity.sentAt }
  const askings = draft.conversation.askings.map((one) => (one.id === asking.id ? { ...one, tapped } : one))
  return withConversation(draft, { askings })
}

/** *Back* depends on where one stands: under a danger text it leads to the question that was left open. */
const backTapped = (draft: Draft, asking: Asking | undefined, flows: Flows): Draft => {
  if (asking?.kind === 'guard') return again(draft, flows)
  return asking && openAsking(draft)?.id === asking.id
    ? runCommand(draft, { command: 'back', locale: null }, flows)
    : stale(draft, flows)
}

const chosen = (draft: Draft, asking: Asking, choice: string, flows: Flows): Draft => {
  switch (asking.kind) {
    case 'opener':
      return withEvent(draft, { type: 'held.released' })
    case 'media':
      return choice === 'letter'
        ? leaveFor(draft, { flow: 'letter', step: 'today' }, flows)
        : stale(draft, flows)
    case 'fallback':
      return fallbackChosen(draft, asking, choice, flows)
    case 'guard':
      return besideChosen(draft, asking, choice, flows) ?? stepChosen(draft, asking, choice, flows)
    case 'step':
      return stepChosen(draft, asking, choice, flows)
    default:
      return asking.kind satisfies never
  }
}

/** What the text asked besides the danger that was answered first. */
const besideChosen = (draft: Draft, asking: Asking, choice: string, flows: Flows): Draft | null => {
  const opened = asking.shown.includes(choice) ? openTopic(draft, choice) : draft
  return opened === draft ? null : leaveFor(opened, { flow: 'topic', step: 'page' }, flows)
}

const stepChosen = (draft: Draft, asking: Asking, choice: string, flows: Flows): Draft =>
  openAsking(draft)?.id === asking.id
    ? stepAnswered(draft, asking, choice, flows)
    : (placeTapped(draft, asking.at, choice, flows) ?? stale(draft, flows))

const stepAnswered = (draft: Draft, asking: Asking, choice: string, flows: Flows): Draft => {
  const step = askStepOf(asking, flows)
  if (!step) return stale(draft, flows)
  if (choice === pageNext) return again(draft, flows, asking.page + 1)
  if (choice === pageBack) return again(draft, flows, Math.max(0, asking.page - 1))
  return offered(draft, step).some(({ id }) => id === choice)
    ? answer(draft, step, choice, flows)
    : stale(draft, flows)
}

/** The step that asked, under its name of today; null when it is retired: its buttons answer nothing any more. */
export const askStepOf = (asking: Asking, flows: Flows): AskStep | null => {
  const found = stepAt(flows, asking.at)
  return found?.step.type === 'ask' && samePlace(found.place, followed(flows, asking.at)) ? found.step : null
}

/** What a question offered, the rows that turn pages included: for typed words. */
export const offeredBy = (draft: Draft, asking: Asking, flows: Flows): readonly Choice[] => {
  if (asking.kind !== 'step') return asideChoices(asking, draft)
  const step = askStepOf(asking, flows)
  return step ? [...offered(draft, step), ...turns.filter(({ id }) => asking.shown.includes(id))] : []
}

const turns: readonly Choice[] = [
  { id: pageNext, label: { key: 'frame:page-next' } },
  { id: pageBack, label: { key: 'frame:page-back' } },
]

/** Old button: explained; then where the Conversation stands is asked again. */
const stale = (draft: Draft, flows: Flows): Draft => {
  const told = withEvent(draft, { type: 'tap.stale' })
  if (draft.conversation.locale === null && openAsking(draft) === null)
    return enter(told, { flow: 'language', step: 'pick' }, flows)
  return again(withText(told, { key: 'frame:old-button' }), flows)
}

/** The language for texts that the own one lacks; then what was wanted is shown. */
const fallbackChosen = (draft: Draft, asking: Asking, choice: string, flows: Flows): Draft =>
  asking.shown.includes(choice)
    ? again(withConversation(draft, { fallback: choice }), flows, asking.page)
    : stale(draft, flows)
