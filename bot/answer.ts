import { type Draft, localeOf } from './draft.ts'
import type { Choice } from './message.ts'
import { normal, wholeNumber } from './normal.ts'
import { words } from './text.ts'

/**
 * The choice that typed words mean: a number in any digit script (as shown on this page), the label's words in the
 * person's language or any other, or the label's own emoji. Null when nothing fits.
 */
export const choiceIn = (
  text: string,
  choices: readonly Choice[],
  shown: readonly string[],
  draft: Draft,
): string | null => {
  const number = wholeNumber(text)
  const byLabel = () =>
    choices.find((choice) => labelsOf(choice, draft).some((label) => fits(text, label)))?.id ?? null
  if (number !== null) return byLabel() ?? shown[number - 1] ?? null
  return byLabel()
}

const fits = (text: string, label: string): boolean => {
  const typed = normal(text)
  return typed === ''
    ? firstEmoji(text) !== null && firstEmoji(text) === firstEmoji(label)
    : typed === normal(label)
}

const emoji = /^\p{Extended_Pictographic}/u

/** The emoji a text starts with, without its variation selector; null when it starts otherwise. */
export const firstEmoji = (text: string): string | null =>
  emoji.exec(text.trim())?.[0] ?? (text.trim().startsWith('☰') ? '☰' : null)

const labelsOf = (choice: Choice, draft: Draft): string[] => {
  const locales = [localeOf(draft.conversation), ...draft.world.catalog.locales.map(({ tag }) => tag)]
  return [...new Set(locales)].flatMap((locale) => {
    const said = words(choice.label, { locale, fallback: null }, draft.world)
    return said.type === 'words' ? [said.words] : []
  })
}
