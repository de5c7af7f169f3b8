import { dangerTopics } from '../bot/ask.ts'
import { buildDangerIndex, type DangerIndex, risks } from '../bot/danger-index.ts'
import { dangerGrams, dangerReading, leaning, sentencesIn } from '../bot/danger-reading.ts'
import { type LearnOptions, learn } from '../bot/learn.ts'
import type { Model } from '../bot/linear.ts'
import { examplesOf } from './example-file.ts'
import { calm, type Examples } from './examples.ts'
import type { Layer } from './layer.ts'
import { type Asked, crossValidated, folds, sharesIn, type Taught } from './teach.ts'
import { askLines } from './topics.ts'

/** A word of another script, a short word, a long one: what is learnt for danger. */
export const dangerOptions: LearnOptions = {
  ...dangerGrams,
  classes: [calm, ...risks],
  rounds: 12,
  rate: 0.4,
  least: 0.04,
  learnt: 1e-6,
  drop: 0.5,
  averaged: 1,
}

/** Wants that are no danger by themselves: who has no bed is answered on the bed. Who asks for a human being may tell more. */
const calmWants = ['bed', 'dates', 'directory', 'letter', 'papers', 'stage'] as const
/** Questions are many and far from danger: each counts less. */
const questionWeight = 0.3
/** Every so many of the keywords. */
const keywordStep = 3

interface CalmLine {
  readonly text: string
  readonly locale: string
}

export const dangerLessons = (layer: Layer, examples: Examples): Taught[] => {
  const index = lexiconOf(layer)
  const made = (text: string, locale: string, heading: string, weight: number, fold: number): Taught => ({
    reading: dangerReading(text, index, locale),
    owner: dangerOptions.classes.indexOf(heading),
    ...{ text, locale, weight, fold },
  })
  const told = [...examples.danger].flatMap(([tag, file]) =>
    examplesOf(file).map(({ heading, text }, at) => made(text, tag, heading, 1, at % folds)),
  )
  const asked = calmLines(layer, examples).map(({ text, locale }) =>
    made(text, locale, calm, questionWeight, -1),
  )
  return [...told, ...asked]
}

const calmLines = (layer: Layer, { questions, outside: none, wants }: Examples): CalmLine[] => [
  ...askLines(layer.topicTexts)
    .filter(
      ({ topic, kind }, at) => !dangerTopics.has(topic) && (kind === 'example' || at % keywordStep === 0),
    )
    .map(({ text, locale }) => ({ text, locale })),
  ...[...questions].flatMap(([locale, file]) =>
    examplesOf(file).flatMap(({ heading, text }) => (dangerTopics.has(heading) ? [] : [{ text, locale }])),
  ),
  ...calmWants.flatMap((want) =>
    examplesOf(wants[want]).map(({ heading: locale, text }) => ({ text, locale })),
  ),
  ...examplesOf(none).map(({ heading: locale, text }) => ({ text, locale })),
  ...Object.entries(layer.smalltalk).flatMap(([locale, texts]) => texts.map((text) => ({ text, locale }))),
]

export const lexiconOf = (layer: Layer): DangerIndex =>
  buildDangerIndex(
    new Map(
      (layer.locales ?? []).flatMap(({ tag }) => (layer.danger[tag] ? [[tag, layer.danger[tag]]] : [])),
    ),
    layer.senses,
    null,
  )

/** The share of calm examples that must stay quiet in cross-validation; what strangers write is less hard than they are. */
const quietCalm = 0.875
/** Of fewer no limit is made. */
const least = 100

/** How far a lesson leans to danger, and what danger it is taken for. */
export interface Leant {
  readonly leans: number
  /** The place in `classes`. */
  readonly risk: number
}

/**
 * For each language how far a text may lean to danger. Half way between what its own calm examples ask for and the mean of
 * all languages: a language's own line is drawn by a few hundred sentences of one or two authors.
 */
export const limitsOf = (asked: readonly Asked<Leant>[], tags: readonly string[]): Record<string, number> => {
  const own = new Map(
    tags.flatMap((tag) => {
      const calms = asked.filter(({ lesson }) => lesson.locale === tag && isCalmExample(lesson))
      return calms.length < least ? [] : [[tag, above(calms.map(({ judged }) => judged.leans))] as const]
    }),
  )
  const mean = [...own.values()].reduce((sum, limit) => sum + limit, 0) / (own.size || 1)
  return Object.fromEntries(tags.map((tag) => [tag, rounded(((own.get(tag) ?? mean) + mean) / 2)]))
}

export const isCalmExample = ({ owner, weight }: Taught): boolean => owner === 0 && weight === 1

const above = (leans: readonly number[]): number =>
  leans.toSorted((a, b) => a - b)[Math.ceil(quietCalm * leans.length) - 1] ?? 0

const rounded = (limit: number): number => Math.round(1000 * limit) / 1000

export const learnDanger = (lessons: readonly Taught[]): Model => learn(lessons, dangerOptions)
/** As a conversation judges: the text, and each of its sentences. `outside` is what the learner of topics says. */
export const askDanger = (
  lessons: readonly Taught[],
  index: DangerIndex,
  outside: (text: string, locale: string) => number,
): Asked<Leant>[] =>
  crossValidated(lessons, dangerOptions, ({ reading, text, locale }, model) =>
    [
      { reading, text },
      ...sentencesIn(text).map((one) => ({ reading: dangerReading(one, index, locale), text: one })),
    ]
      .map((one) => leantOf(sharesIn(one.reading, model), outside(one.text, locale)))
      .reduce((most, one) => (one.leans > most.leans ? one : most)),
  )

const leantOf = (shares: Float64Array, outside: number): Leant => ({
  leans: leaning(1 - (shares[0] ?? 0), outside),
  risk: shares.indexOf(Math.max(...shares.subarray(1)), 1),
})
