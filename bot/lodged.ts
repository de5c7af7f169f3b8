import { currentPerson, type Draft } from './draft.ts'
import type { Text } from './message.ts'
import type { lodgedAnswers } from './person.ts'

/** An answer to "when was it signed?", with the day on which the rules changed as Dutch letters write it. */
export const lodgedText = (draft: Draft, answer: (typeof lodgedAnswers)[number]): Text => ({
  key: `where:lodged-${answer}`,
  args: { date: draft.world.catalog.regimeStart.split('-').reverse().join('-') },
})

/** Signed before the rules changed, or not sure: nothing is counted, and a page on the new rules says that it is one. */
export const isUnderOld = (draft: Draft): boolean =>
  ['before', 'not-sure'].includes(currentPerson(draft)?.lodged ?? '')
