import type { Command } from './catalog.ts'
import { type Draft, withContact, withConversation, withEvent, withMessage, withText } from './draft.ts'
import { again, answer, back, enter, leaveFor, menu } from './engine.ts'
import { type Flows, typedStop } from './flow.ts'
import { stopAll } from './follow.ts'
import { hasDateTexts } from './letter.ts'
import type { Text } from './message.ts'
import { datesNamed } from './my-dates.ts'
import { stepAt } from './step.ts'
import { withoutTrail } from './trail.ts'

/** Carries out a word that works at any step; `locale` is the language it was said in, where that is known. */
export const runCommand = (
  given: Draft,
  { command, locale }: { readonly command: Command; readonly locale: string | null },
  flows: Flows,
): Draft => {
  const heard = withEvent(guessed(given, locale), { type: 'command.given', command })
  const draft = withConversation(heard, { misses: 0 })
  switch (command) {
    case 'hide':
      return hide(draft)
    case 'stop':
      return stop(draft, flows)
    case 'help':
      return leaveFor(draft, { flow: 'help', step: 'ask' }, flows)
    case 'person':
      return leaveFor(draft, { flow: 'person', step: 'contact' }, flows)
    case 'language':
      return leaveFor(draft, { flow: 'language', step: 'pick' }, flows)
    case 'menu':
      return welcomed(draft, flows) ?? leaveFor(draft, menu, flows)
    case 'back':
      return draft.conversation.trail.length > 0
        ? back(draft, flows)
        : (welcomed(draft, flows) ?? back(draft, flows))
    default:
      return command satisfies never
  }
}

/** The command that a button is, by its id; null for an answer. */
export const commandOfChoice = (choice: string): Command | null => {
  switch (choice) {
    case '@menu':
    case '@back':
    case '@language':
    case '@person':
    case '@hide':
    case '@help':
      return byChoice[choice]
    default:
      return null
  }
}
const byChoice = {
  '@menu': 'menu',
  '@back': 'back',
  '@language': 'language',
  '@person': 'person',
  '@hide': 'hide',
  '@help': 'help',
} as const

/**
 * A command in some language is the best guess at the person's own, until one is chosen. English is no sign: many who
 * speak little of it know its word for help, and it is shown beside the guess.
 */
const guessed = (draft: Draft, locale: string | null): Draft =>
  draft.conversation.locale === null && locale !== null && locale !== 'en'
    ? withConversation(draft, { guess: locale })
    : draft

/** Until the screen of P1 is answered, the way to the menu leads through it. */
const welcomed = (draft: Draft, flows: Flows): Draft | null => {
  if (draft.conversation.locale === null)
    return enter(withoutTrail(draft), { flow: 'language', step: 'pick' }, flows)
  if (draft.contact.remember === 'unasked')
    return enter(withoutTrail(draft), { flow: 'welcome', step: 'intro' }, flows)
  return null
}

/** One harmless bubble, then nothing: the Address gets a fresh Contact, this one is found by the own word alone (P15). */
export const hide = (draft: Draft): Draft => {
  const { fresh, now } = draft.world
  const sealed = withContact(draft, { sealed: { at: now.toString(), by: 'hide', fresh: fresh.contact } })
  const told = withEvent(sealed, { type: 'contact.sealed', by: 'hide', fresh: fresh.contact })
  const ok = {
    texts: [{ key: 'hide:done' }],
    choices: [],
    guarded: 'hide',
    prompt: false,
    danger: false,
    locale: null,
  } as const
  return withMessage({ ...told, texts: [], out: [] }, ok, 'step')
}

/** What will now not be reminded of (P13), in words that the locale has. */
const stoppedTexts = (draft: Draft): Text[] => {
  const [dates] = datesNamed(draft)
  if (!dates) return [{ key: 'data:stopped' }]
  return hasDateTexts(draft) ? [{ key: 'dates:stopped', args: { dates } }] : [{ key: 'hide:done' }, dates]
}

const stop = (draft: Draft, flows: Flows): Draft => {
  const stopped = withEvent(stopAll(draft), { type: 'contact.stopped' })
  const told = withText(stopped, ...stoppedTexts(stopped))
  if (draft.conversation.locale === null) return enter(told, { flow: 'language', step: 'pick' }, flows)
  const step = stepAt(flows, draft.conversation.at)?.step
  return step?.type === 'ask' && step.next.some(({ on }) => on === typedStop)
    ? answer(told, step, typedStop, flows)
    : again(told, flows)
}
