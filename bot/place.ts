import { choiceIn } from './answer.ts'
import { commandOfChoice, runCommand } from './control.ts'
import { type Draft, withConversation } from './draft.ts'
import { answer } from './engine.ts'
import type { Flows } from './flow.ts'
import { normal } from './normal.ts'
import { choiceLists } from './show.ts'
import { stepAt } from './step.ts'
import { withTrail } from './trail.ts'

/** Questions whose answers name a place and not a fact: they may be answered long after, and from anywhere. */
const places = [
  { flow: 'menu', step: 'rows' },
  { flow: 'language', step: 'pick' },
] as const
type AnyPlace = (typeof places)[number]

const isOpen = (draft: Draft, place: AnyPlace): boolean =>
  place.flow === 'language' || (draft.conversation.locale !== null && draft.contact.remember !== 'unasked')

/** A row of an earlier menu or picker that was tapped; null when the old question asked for something else. */
export const placeTapped = (
  draft: Draft,
  at: { readonly flow: string; readonly step: string },
  choice: string,
  flows: Flows,
): Draft | null => {
  const place = places.find(({ flow, step }) => flow === at.flow && step === at.step)
  if (!place || !isOpen(draft, place)) return null
  const known = place.flow === 'menu' ? choiceLists.menu(draft) : choiceLists.locales(draft)
  return known.some(({ id }) => id === choice) ? goTo(draft, place, choice, flows) : null
}

/** A menu row or the name of a language that was typed anywhere. */
export const placeNamed = (draft: Draft, text: string, flows: Flows): Draft | null => {
  if (text.length > longestName) return null
  const tag = languageNamed(draft, text)
  if (tag) return goTo(draft, places[1], tag, flows)
  if (!isOpen(draft, places[0])) return null
  const row = choiceIn(text, choiceLists.menu(draft), [], draft)
  if (row === null) return null
  const command = commandOfChoice(row)
  return command ? runCommand(draft, { command, locale: null }, flows) : goTo(draft, places[0], row, flows)
}

const longestName = 100

/** The language that a whole text names; null when it names none. */
export const languageNamed = (draft: Draft, text: string): string | null =>
  draft.world.catalog.named(normal(text))

const goTo = (draft: Draft, place: AnyPlace, choice: string, flows: Flows): Draft | null => {
  const found = stepAt(flows, place)
  if (found?.step.type !== 'ask') return null
  return answer(withConversation(withTrail(draft, flows), { at: place }), found.step, choice, flows)
}
