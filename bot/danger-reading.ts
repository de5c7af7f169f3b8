import type { DangerIndex } from './danger-index.ts'
import { type Lexical, lexicalOf } from './danger-match.ts'
import { type Grams, gramsOf, placeOf } from './gram.ts'
import type { Reading } from './linear.ts'
import { heard } from './normal.ts'
import { sensesIn } from './sense.ts'

/** The size of the table that danger is learnt in. */
export const dangerGrams = { bits: 17, longest: 4 } as const

/** Senses count more than letters: they are few, and every language teaches them. */
const senseShare = 1.5
const pairCount = 0.7
/** Two senses this near each other are one sign. */
const pairReach = 6

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
      { grams: senseGrams(senses), share: senseShare },
    ],
    signs: lexical.signs,
    lexical,
    locale,
  }
}

/** Each sense, and each two near each other in any order: languages put them differently. */
const senseGrams = (senses: readonly (readonly string[])[]): Grams => {
  const grams = new Map<number, number>()
  const add = (sign: string, count: number): void => {
    grams.set(placeOf(sign, dangerGrams.bits), count)
  }
  for (const [at, here] of senses.entries())
    for (const one of here) {
      add(`c:${one}`, 1)
      for (const there of senses.slice(at + 1, at + 1 + pairReach))
        for (const other of there)
          if (one !== other) add(one < other ? `p:${one}+${other}` : `p:${other}+${one}`, pairCount)
    }
  return grams
}
