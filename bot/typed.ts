import { choiceIn } from './answer.ts'
import { wantOf } from './ask.ts'
import { commandIn } from './command.ts'
import { runCommand } from './control.ts'
import type { Asking } from './conversation.ts'
import { callsForHelp, riskIn } from './danger.ts'
import { type Draft, localeOf, withConversation, withEvent, withText } from './draft.ts'
import { apply, hasWordLength } from './effect.ts'
import { again, answer, enter, leaveFor, openAsking } from './engine.ts'
import { type Flows, typedDay } from './flow.ts'
import { warn } from './guard.ts'
import type { Text } from './message.ts'
import { normal, wholeNumber } from './normal.ts'
import { placeNamed } from './place.ts'
import { answerSmalltalk, isSmalltalk } from './smalltalk.ts'
import { type AskStep, stepAt } from './step.ts'
import { askStepOf, offeredBy, tapped } from './tap.ts'
import { openTopic, topicBeside, understand, withFound } from './topic.ts'
import { isDay } from './typed-date.ts'
import { wantWays, withWant } from './want.ts'

/** A text goes to safety first, then to commands, then to the question asked; what fits nothing is told so. */
export const textGiven = (draft: Draft, text: string, flows: Flows): Draft | 'needs word' => {
  // Where nothing typed is kept, people are told not to write their story, and some do (P18).
  const risk = riskIn(text, draft.world.catalog, localeOf(draft.conversation), isPrivate(draft, flows))
  if (risk) return warn(draft, risk, topicBeside(draft, text, risk.risk))
  const command = commandIn(text, draft.world.catalog)
  if (command && (!isLate(draft) || command.command === 'hide' || command.command === 'stop'))
    return runCommand(draft, command, flows)
  if (isLate(draft))
    return again(withText(withEvent(draft, { type: 'text.late' }), { key: 'frame:late-text' }), flows)
  return (
    answered(draft, text, flows) ??
    placeNamed(draft, text, flows) ??
    helpCalled(draft, text, flows) ??
    unmatched(draft, text, flows)
  )
}

/** "Please help me" in more words than the command: Help now, in the language of the call until one is chosen. */
const helpCalled = (draft: Draft, text: string, flows: Flows): Draft | null => {
  const locale = callsForHelp(text, draft.world.catalog)
  if (locale === null || isQuestion(draft, text)) return null
  return runCommand(draft, { command: 'help', locale }, flows)
}

/** "Can UNHCR help me" is surely about something, and is answered with it. */
const isQuestion = (draft: Draft, text: string): boolean =>
  draft.contact.remember !== 'unasked' && understand(draft, text).type === 'topic'

/** A text sent more than a minute before the last one worked answers no question: it was meant for an earlier one. */
const isLate = ({ activity, conversation }: Draft): boolean =>
  conversation.lastSentAt !== null &&
  Date.parse(conversation.lastSentAt) - Date.parse(activity.sentAt) > 60_000

/** Words answer what was shown last or the question that is still open; a number means what was shown last alone. */
const answered = (draft: Draft, text: string, flows: Flows): Draft | null => {
  const last = draft.conversation.askings.findLast(({ kind }) => kind !== 'opener')
  const open = openAsking(draft)
  const aside = last && last.kind !== 'step' ? meant(draft, last, text, flows) : null
  if (last && aside !== null) return tapped(draft, { asking: last.id, choice: aside }, flows)
  if (!open || (last !== open && wholeNumber(text) !== null)) return null
  const choice = meant(draft, open, text, flows)
  if (choice !== null) return tapped(draft, { asking: open.id, choice }, flows)
  const step = askStepOf(open, flows)
  if (step?.typed) return answer(apply(step.typed, draft), step, '', flows)
  return step ? dayAnswered(draft, step, text, flows) : null
}

/** A day where none was asked yet, or another one than the one to confirm: no question about topics. */
const dayAnswered = (draft: Draft, step: AskStep, text: string, flows: Flows): Draft | null => {
  const next = step.next.find(({ on }) => on === typedDay)
  if (!next || !isDay(draft, text)) return null
  const told = next.to === '@stay' ? withText(draft, { key: 'dates:first-this' }) : draft
  return answer(told, step, typedDay, flows)
}

/** The choice of this asking that the text means; where only exact words count, a number chooses nothing but a way out. */
const meant = (draft: Draft, asking: Asking, text: string, flows: Flows): string | null => {
  const isExact = asking.kind === 'step' && askStepOf(asking, flows)?.exact === true
  const numbered = isExact ? asking.shown.map((id) => (id.startsWith('@') ? id : '')) : asking.shown
  return choiceIn(text, offeredBy(draft, asking, flows), numbered, draft) || null
}

const triesADay = 30

/** No answer and no command: it may be the own word of a hidden Contact; else it is a miss. */
const unmatched = (draft: Draft, text: string, flows: Flows): Draft | 'needs word' => {
  const word = normal(text)
  const tries = triesToday(draft)
  if (hasWordLength(word) && tries < triesADay) {
    if (draft.world.reads.word === undefined) return 'needs word'
    if (draft.world.reads.word === draft.contact.id)
      return again(withText(withEvent(draft, { type: 'word.tried' }), { key: 'data:word-known' }), flows)
    if (draft.world.reads.word !== null)
      return withEvent(draft, { type: 'contact.found', contact: draft.world.reads.word })
  }
  const counted = withConversation(draft, {
    wordTries: {
      since: tries === 0 ? draft.world.now.toString() : draft.conversation.wordTries.since,
      count: tries + 1,
    },
  })
  if (draft.conversation.locale === null) return firstText(counted, text, flows)
  if (isSmalltalk(text, draft.world.catalog)) return answerSmalltalk(counted, flows)
  return asked(counted, text, flows) ?? unasked(counted, text, flows) ?? missed(counted, flows)
}

/** A question in own words, once the screen of P1 is answered: one topic, or the choice between near ones; a person at any time. */
const asked = (draft: Draft, text: string, flows: Flows): Draft | null => {
  const understood = understand(draft, text)
  if (understood.type === 'person') return runCommand(draft, { command: 'person', locale: null }, flows)
  const want = wantOf(understood.type)
  if (want && (wantWays[want].early || draft.contact.remember !== 'unasked'))
    return leaveFor(withWant(draft, want), wantWays[want], flows)
  if (draft.contact.remember === 'unasked') return null
  if (understood.type === 'unknown') return null
  const found = withFound(draft, understood.topics)
  return understood.type === 'topic'
    ? leaveFor(openTopic(found, understood.topics[0]), { flow: 'topic', step: 'page' }, flows)
    : leaveFor(found, { flow: 'topic', step: 'which' }, flows)
}

const day = 24 * 60 * 60 * 1000

const triesToday = ({ conversation, world }: Draft): number =>
  world.now.epochMilliseconds - Date.parse(conversation.wordTries.since) > day
    ? 0
    : conversation.wordTries.count

/** Fewer letters than this are a greeting, not a question. */
const shortestQuestion = 12

/** Before a language is chosen: a first message that asks something is kept and answered after P1 (P2). */
const firstText = (draft: Draft, text: string, flows: Flows): Draft => {
  const asks = isQuestionLong(text) && draft.conversation.kept === null
  return enter(asks ? withKept(draft, text) : draft, { flow: 'language', step: 'pick' }, flows)
}

/** A question before the screen of P1 is answered waits for that (P2); of the screen only the question is said again. */
const unasked = (draft: Draft, text: string, flows: Flows): Draft | null =>
  draft.contact.remember === 'unasked' && draft.conversation.at?.flow === 'welcome' && isQuestionLong(text)
    ? enter(withKept(draft, text), { flow: 'welcome', step: 'again' }, flows)
    : null

const isQuestionLong = (text: string): boolean => [...normal(text)].length >= shortestQuestion

const withKept = (draft: Draft, text: string): Draft =>
  withConversation(draft, { kept: { text: text.slice(0, 1000), at: draft.world.now.toString() } })

/** After two that do not fit a person is offered. */
const missed = (draft: Draft, flows: Flows): Draft => {
  const misses = draft.conversation.misses + 1
  const counted = withEvent(withConversation(draft, { misses }), { type: 'answer.missed', times: misses })
  const key = misses >= 2 ? 'frame:not-understood-again' : 'frame:not-understood'
  const kept: Text[] = isPrivate(draft, flows) ? [{ key: 'where:walk.nothing-kept' }] : []
  const told = withText(counted, { key }, ...kept, { key: 'frame:danger-line' })
  // Topics that were offered for another question are no answer to this one.
  return isOffer(draft) ? leaveFor(told, { flow: 'menu', step: 'open' }, flows) : again(told, flows)
}

const isOffer = ({ conversation: { at } }: Draft): boolean => at?.flow === 'topic' && at.step === 'which'

/** Where nothing that is typed may be kept (P18): whoever keeps questions asks this first. */
export const isPrivate = ({ conversation }: Draft, flows: Flows): boolean => {
  const step = stepAt(flows, conversation.at)?.step
  return step?.type === 'ask' && step.isPrivate === true
}
