import { runCommand } from './control.ts'
import type { Asking } from './conversation.ts'
import { type Draft, withConversation, withEvent, withMessage, withText } from './draft.ts'
import { again, answer, enter, leaveFor, openAsking, stepAt } from './engine.ts'
import type { Flows } from './flow.ts'
import { type Choice, pageBack, pageNext } from './message.ts'

interface Tap {
  readonly asking: string
  readonly choice: string
}

/**
 * A tap is judged by its asking alone: on an earlier question it is explained and answers nothing. Buttons that are
 * commands (ids that start with @) name a place, not an answer, and work for as long as they can be seen.
 */
export const tapped = (draft: Draft, tap: Tap, flows: Flows): Draft => {
  const command = commandOf(tap.choice)
  if (command) return runCommand(draft, { command, locale: null }, flows)
  const asking = draft.conversation.askings.find((one) => one.id === tap.asking)
  if (!asking) return stale(draft, flows)
  switch (asking.kind) {
    case 'opener':
      return read(draft)
    case 'media':
      return mediaAnswered(draft, tap.choice, flows)
    case 'fallback':
      return fallbackChosen(draft, asking, tap.choice, flows)
    case 'step':
    case 'guard':
      return openAsking(draft)?.id === asking.id
        ? stepAnswered(draft, asking, tap.choice, flows)
        : stale(draft, flows)
    default:
      return asking.kind satisfies never
  }
}

const commandOf = (choice: string): 'menu' | 'back' | 'language' | 'person' | 'hide' | 'help' | null => {
  switch (choice) {
    case '@menu':
    case '@back':
    case '@language':
    case '@person':
    case '@hide':
    case '@help':
      return COMMANDS[choice]
    default:
      return null
  }
}
const COMMANDS = {
  '@menu': 'menu',
  '@back': 'back',
  '@language': 'language',
  '@person': 'person',
  '@hide': 'hide',
  '@help': 'help',
} as const

const stepAnswered = (draft: Draft, asking: Asking, choice: string, flows: Flows): Draft => {
  if (choice === pageNext) return again(draft, flows, asking.page + 1)
  if (choice === pageBack) return again(draft, flows, Math.max(0, asking.page - 1))
  const found = stepAt(flows, asking.at)
  if (found?.step.type !== 'ask' || !asking.shown.includes(choice)) return stale(draft, flows)
  return answer(draft, found.step, choice, flows)
}

/** Old button: explained; then where the Conversation stands is asked again. */
const stale = (draft: Draft, flows: Flows): Draft => {
  const told = withEvent(draft, { type: 'tap.stale' })
  if (draft.conversation.locale === null) return enter(told, { flow: 'language', step: 'pick' }, flows)
  return again(withText(told, { key: 'frame:old-button' }), flows)
}

/** [Read]: the host sends what was held back; where nothing waits it says so. */
const read = (draft: Draft): Draft => withEvent(draft, { type: 'held.released' })

const mediaChoices: readonly Choice[] = [
  { id: '@person', label: { key: 'frame:media-person' } },
  { id: 'letter', label: { key: 'frame:media-letter' } },
  { id: '@help', label: { key: 'frame:media-danger' } },
]

/** A voice note or picture: three buttons with emoji, at any step, before any language (P27). Nothing is downloaded. */
export const mediaSeen = (draft: Draft): Draft => {
  const language = draft.conversation.menuReached ? [] : [{ key: 'frame:language-line' }]
  const texts = [{ key: 'frame:media' }, ...language]
  return withMessage(
    draft,
    { texts, choices: mediaChoices, guarded: 'contact', prompt: true, danger: false, locale: null },
    'media',
  )
}

const mediaAnswered = (draft: Draft, choice: string, flows: Flows): Draft =>
  choice === 'letter' ? leaveFor(draft, { flow: 'letter', step: 'today' }, flows) : stale(draft, flows)

/** The language for texts that the own one lacks; then what was wanted is shown. */
const fallbackChosen = (draft: Draft, asking: Asking, choice: string, flows: Flows): Draft => {
  if (!asking.shown.includes(choice)) return stale(draft, flows)
  return again(withConversation(draft, { fallback: choice }), flows, asking.page)
}
