import { type Draft, localeOf } from './draft.ts'
import type { Choice } from './message.ts'
import { normal, wholeNumber } from './normal.ts'
import { words } from './text.ts'

/**
 * The choice that typed words mean: the label's words in the person's language or any other, the label's own emoji,
 * or its number in any digit script (as shown on this page). Null when nothing fits.
 */
export const choiceIn = (
  text: string,
  choices: readonly Choice[],
  shown: readonly string[],
  draft: Draft,
): string | null => {
  // No label is longer, and folding a long text once for each would hold up everybody else.
  if (text.length > longestAnswer) return null
  const number = wholeNumber(text)
  return byLabel(text, choices, draft) ?? (number === null ? null : (shown[number - 1] ?? null))
}

const longestAnswer = 200

/** The own language decides before any other: two labels may be one word in two languages. */
const byLabel = (text: string, choices: readonly Choice[], draft: Draft): string | null => {
  const typed = { normal: normal(text), emoji: firstEmoji(text) }
  for (const locale of tongues(draft)) {
    const found = choices.find((choice) => {
      const said = words(choice.label, { locale, fallback: null }, draft.world)
      return said.type === 'words' && fits(typed, said.words)
    })
    if (found) return found.id
  }
  return null
}

const tongues = ({ conversation, world }: Draft): readonly string[] => {
  const own = [localeOf(conversation), ...(conversation.fallback ? [conversation.fallback] : [])]
  return [...new Set([...own, ...world.catalog.locales.map(({ tag }) => tag)])]
}

interface Typed {
  readonly normal: string
  readonly emoji: string | null
}

const fits = (typed: Typed, label: string): boolean =>
  typed.normal === ''
    ? typed.emoji !== null && typed.emoji === firstEmoji(label)
    : typed.normal === normal(label)

const emoji = /^\p{Extended_Pictographic}/u

/** The emoji a text starts with, without its variation selector; null when it starts otherwise. */
export const firstEmoji = (text: string): string | null => {
  const bare = text
    .slice(0, 200)
    .replace(/\p{Cf}/gu, '')
    .trim()
  return emoji.exec(bare)?.[0] ?? (bare.startsWith('☰') ? '☰' : null)
}
