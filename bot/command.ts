import { firstEmoji } from './answer.ts'
import type { Catalog, Command } from './catalog.ts'
import { normal } from './normal.ts'

/** Signs that stand on our buttons are commands too: for whoever cannot write. */
const signs: Readonly<Record<string, Command>> = {
  '🌐': 'language',
  '🆘': 'help',
  '☰': 'menu',
  '👤': 'person',
  '🙈': 'hide',
}

/** The command that a whole message is, in any locale, with that locale; null when it is none. */
export const commandIn = (
  text: string,
  catalog: Catalog,
): { command: Command; locale: string | null } | null => {
  const typed = normal(text)
  if (typed !== '') return catalog.command(typed)
  const sign = signs[firstEmoji(text) ?? '']
  return sign ? { command: sign, locale: null } : null
}
