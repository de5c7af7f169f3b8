import type { Draft } from './draft.ts'
import type { Text } from './message.ts'
import type { lodgedAnswers } from './person.ts'

/** An answer to "when was it signed?", with the day on which the rules changed as Dutch letters write it. */
export const lodgedText = (draft: Draft, answer: (typeof lodgedAnswers)[number]): Text => ({
  key: `where:lodged-${answer}`,
  args: { date: draft.world.catalog.regimeStart.split('-').reverse().join('-') },
})
