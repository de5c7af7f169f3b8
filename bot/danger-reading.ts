import type { DangerIndex } from './danger-index.ts'
import { type Lexical, lexicalOf } from './danger-match.ts'
import { gramsOf } from './gram.ts'
import type { Reading } from './linear.ts'
import { heard } from './normal.ts'
import { senseGrams, sensesIn } from './sense.ts'

/** The size of the table that danger is learnt in. */
export const dangerGrams = { bits: 17, longest: 4 } as const

/** Senses count more than letters: they are few, and every language teaches them. */
const senseShare = 1.5
const pairs = { count: 0.7, reach: 6 } as const

export interface DangerReading extends Reading {
  readonly lexical: Lexical
  /** The language it seems to be in. */
  readonly locale: string
}

/** What a text is made of, for learning danger from examples and for judging. */
export const dangerReading = (
  text: string,
  index: DangerIndex,
  own: string,
  lexical: Lexical = lexicalOf(text, index),
): DangerReading => {
  const { locale, senses } = sensesIn(text, index.senses, own)
  return {
    parts: [
      { grams: gramsOf(heard(text), dangerGrams), share: 1 },
      { grams: senseGrams(senses, pairs, dangerGrams), share: senseShare },
    ],
    signs: lexical.signs,
    lexical,
    locale,
  }
}
