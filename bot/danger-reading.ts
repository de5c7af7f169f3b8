import type { DangerIndex } from './danger-index.ts'
import { type Lexical, lexicalOf } from './danger-match.ts'
import { gramsOf } from './gram.ts'
import type { Reading } from './linear.ts'
import { heard } from './normal.ts'
import { senseGrams, sensesIn } from './sense.ts'

/** How much it counts whether a text is a question on a topic. */
const outsideWeight = 0.5
const leastShare = 0.001

const within = (share: number): number => Math.min(1 - leastShare, Math.max(leastShare, share))

/**
 * How far a text leans to danger: the log-odds of what the learner of danger says (0 to 1), less so the surer the learner
 * of topics is that it asks a question that danger is far from (`outside`, 0 to 1: that it asks none). A word of danger
 * stands in many questions on the procedure, and a cry for help is seldom one.
 */
export const leaning = (danger: number, outside: number): number =>
  Math.log(within(danger) / (1 - within(danger))) + outsideWeight * Math.log(outside + leastShare)

/** The size of the table that danger is learnt in. */
export const dangerGrams = { bits: 20, longest: 5 } as const

/** Senses count more than letters: they are few, and every language teaches them. */
const senseShare = 1.2
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

/** Sentences of a text that are judged by themselves, and words of one. */
const mostSentences = 12
const leastWords = 3

/** One sentence may be a cry for help among others that are not; a text of one sentence has no pieces. */
export const sentencesIn = (text: string): string[] => {
  const sentences = partsOf(text, /[.!?؟۔።\n]+/u).filter(isLongEnough)
  return sentences.length < 2 ? [] : someOf(sentences)
}

/** What stands between commas: a cry for help behind a question is often parted by no more. */
export const clausesIn = (text: string): string[] => {
  const clauses = partsOf(text, /[,;:،؛፡-፧.!?؟۔።…–—\n]+/u)
  return clauses.length < 2 ? [] : someOf(clauses.filter(isLongEnough))
}

const partsOf = (text: string, ends: RegExp): string[] =>
  text
    .slice(0, 4096)
    .split(ends)
    .map((part) => part.trim())
    .filter((part) => part !== '')

const isLongEnough = (part: string): boolean => part.split(/\s+/).length >= leastWords

const someOf = (parts: readonly string[]): string[] => [
  ...parts.slice(0, mostSentences / 2),
  ...parts.slice(mostSentences / 2).slice(-mostSentences / 2),
]
