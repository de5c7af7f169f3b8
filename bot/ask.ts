import { gramsOf } from './gram.ts'
import { type Model, type Reading, scoresOf, sharesOf, vectorOf } from './linear.ts'
import { normal } from './normal.ts'
import { type SenseIndex, senseGrams, sensesIn } from './sense.ts'

/** One line an editor gave for a topic: a title, an example question, or a keyword. */
export interface AskLine {
  readonly topic: string
  readonly locale: string
  readonly text: string
  readonly kind: 'example' | 'keyword'
}

export interface Match {
  readonly topic: string
  /** How sure it is: from 0 to 1, all topics and “none of them” together 1. */
  readonly score: number
}

/** The class of questions that no topic answers. */
export const outside = 'outside'
/**
 * Classes that are no topic: texts that ask for a human being; for what this chat itself keeps or hides, or to delete it; for
 * the dates that it keeps; for a bed tonight; who can help; the papers to bring; the stage one is in; a letter that came.
 */
export const wants = [
  'person',
  'own',
  'dates',
  'bed',
  'directory',
  'papers',
  'erase',
  'stage',
  'letter',
] as const
export type Want = (typeof wants)[number]
export const wantOf = (name: string): Want | null => wants.find((want) => want === name) ?? null

export const topicGrams = { bits: 20, longest: 6 } as const

/** Meanings count as letters do, or more: every language teaches them to the others. */
const senseShare = 1.3
const pairs = { count: 0.8, reach: 8 } as const

const noSigns: ReadonlySet<string> = new Set()

/** What a question is made of. */
export const topicReading = (text: string, index: SenseIndex, locale: string): Reading => ({
  parts: [
    { grams: gramsOf(normal(text), topicGrams), share: 1 },
    { grams: senseGrams(sensesIn(text, index, locale).senses, pairs, topicGrams), share: senseShare },
  ],
  signs: noSigns,
})

/** What a question is judged by. */
export interface Asked {
  readonly model: Model
  readonly senses: SenseIndex
  /** The language of the conversation. */
  readonly locale: string
}

const letters = /\p{L}/u

const sharesIn = (question: string, { model, senses, locale }: Asked): Float64Array =>
  sharesOf(scoresOf(vectorOf(topicReading(question, senses, locale), model), model))

/** Topics whose questions may themselves tell of danger. */
export const dangerTopics: ReadonlySet<string> = new Set([
  'child-alone',
  'detention-rights',
  'mental-health',
  'opt-trafficking',
  'opt-violence',
  'trafficking-help',
  'violence-help',
])

/** How sure the learner is, from 0 to 1, that a text is neither a want nor a question on a topic that danger is far from. */
export const outsideShare = (text: string, asked: Asked): number => {
  const shares = sharesIn(text, asked)
  return asked.model.classes.reduce(
    (sum, name, at) => (isFarFromDanger(name) ? sum : sum + (shares[at] ?? 0)),
    0,
  )
}

const isFarFromDanger = (name: string): boolean => name !== outside && !dangerTopics.has(name)

/** Topics and `wants` by how sure the learner is of them, best first, at most `limit`. A code, a number or a sign asks nothing. */
export const topicsFor = (
  question: string,
  asked: Asked,
  isKnown: (topic: string) => boolean,
  limit = 3 + wants.length,
): Match[] => {
  if (!letters.test(question)) return []
  const shares = sharesIn(question, asked)
  return asked.model.classes
    .map((topic, at) => ({ topic, score: shares[at] ?? 0 }))
    .filter(({ topic }) => wantOf(topic) !== null || isKnown(topic))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
}
