import { type Draft, withConversation, withSlot } from './draft.ts'
import { letterOf, newLetter } from './letter.ts'

/** What a permit letter asks for by its day: A the family, B the appeal for A (P22). */
const whatOf = { a: 'family', b: 'appeal-a' } as const

export const permitOf = ({ conversation }: Draft): 'a' | 'b' | null => {
  const { permit } = conversation.slots
  return permit === 'a' || permit === 'b' ? permit : null
}

/** A or B by the letter that is spoken about; null for any other letter. */
export const permitOfLetter = (draft: Draft): 'a' | 'b' | null => {
  const what = letterOf(draft)?.what
  return what === whatOf.a ? 'a' : what === whatOf.b ? 'b' : null
}

export const takePermit = (draft: Draft): Draft => withSlot(draft, 'permit', permitOfLetter(draft) ?? '')

/** The day of this permit is counted as that of its letter; the home comes after the day is saved. */
export const openPermitLetter = (draft: Draft): Draft => {
  const permit = permitOf(draft)
  const letter = permit && draft.world.law.letters.find(({ what }) => what === whatOf[permit])
  const { slots } = draft.conversation
  const chosen = newLetter(withConversation(draft, { slots: { ...slots, letter: letter?.id ?? '' } }))
  return withSlot(chosen, 'after-date', 'housing')
}
