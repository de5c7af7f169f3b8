import { currentPerson, type Draft } from './draft.ts'
import type { Text } from './message.ts'

/** Signs a person may choose for someone else here: no name is ever kept. */
const signs = ['🌞', '🌙', '⭐', '🌳', '🐦', '🐟'] as const

export const freeSigns = (draft: Draft): readonly string[] =>
  signs.filter((sign) => !draft.persons.some((person) => person.label === sign))

/** Whom a question is about, where it is not the one who writes: the sign alone. */
export const signTexts = (draft: Draft): Text[] => {
  const label = currentPerson(draft)?.label ?? 'me'
  return label === 'me' ? [] : [{ plain: label }]
}
