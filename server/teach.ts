import { outside, topicGrams, topicReading } from '../bot/ask.ts'
import { buildDangerIndex, type DangerIndex, risks } from '../bot/danger-index.ts'
import { dangerGrams, dangerReading } from '../bot/danger-reading.ts'
import { type LearnOptions, type Lesson, learn } from '../bot/learn.ts'
import { type Model, scoresOf, sharesOf, vectorOf } from '../bot/linear.ts'
import { buildSenseIndex } from '../bot/sense.ts'
import { examplesOf } from './example-file.ts'
import { calm, type Examples } from './examples.ts'
import type { Layer } from './layer.ts'
import { topicSensesOf } from './topic-sense.ts'
import { askLines } from './topics.ts'

/** A lesson with what is known about it: its language, and to which part of a cross-validation it belongs. */
export interface Taught extends Lesson {
  readonly locale: string
  readonly text: string
  /** -1: always learnt from, never asked. */
  readonly fold: number
}

const folds = 5

/** A word of another script, a short word, a long one: what is learnt for danger. */
export const dangerOptions: LearnOptions = {
  ...dangerGrams,
  classes: [calm, ...risks],
  rounds: 10,
  rate: 0.4,
  least: 0.04,
  learnt: 1e-6,
  drop: 0,
}

/** Topics whose questions may themselves tell of danger: no calm texts. */
const notCalm = new Set([
  'child-alone',
  'detention-rights',
  'mental-health',
  'opt-trafficking',
  'opt-violence',
  'trafficking-help',
  'violence-help',
])
/** Questions are many and far from danger: each counts less. */
const questionWeight = 0.3
/** Every so many of the keywords. */
const keywordStep = 3

interface CalmLine {
  readonly text: string
  readonly locale: string
  readonly fold: number
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
  const asked = calmLines(layer, examples).map(({ text, locale, fold }) =>
    made(text, locale, calm, questionWeight, fold),
  )
  return [...told, ...asked]
}

const calmLines = (layer: Layer, { questions, outside: none }: Examples): CalmLine[] => [
  ...askLines(layer.topicTexts)
    .filter(({ topic, kind }, at) => !notCalm.has(topic) && (kind === 'example' || at % keywordStep === 0))
    .map(({ text, locale }) => ({ text, locale, fold: -1 })),
  ...[...questions].flatMap(([locale, file]) =>
    examplesOf(file).flatMap(({ heading, text }, at) =>
      notCalm.has(heading) ? [] : [{ text, locale, fold: at % folds }],
    ),
  ),
  ...examplesOf(none).map(({ heading: locale, text }, at) => ({ text, locale, fold: at % folds })),
  ...Object.entries(layer.smalltalk).flatMap(([locale, texts]) =>
    texts.map((text) => ({ text, locale, fold: -1 })),
  ),
]

export const lexiconOf = (layer: Layer): DangerIndex =>
  buildDangerIndex(
    new Map(
      (layer.locales ?? []).flatMap(({ tag }) => (layer.danger[tag] ? [[tag, layer.danger[tag]]] : [])),
    ),
    layer.senses,
    null,
  )

/** A lesson and what a learner that never saw it made of it. */
export interface Asked {
  readonly lesson: Taught
  readonly shares: Float64Array
}

/** Each lesson that has a fold, asked of a learner that was given all other folds. */
export const crossValidated = (lessons: readonly Taught[], options: LearnOptions): Asked[] =>
  Array.from({ length: folds }, (_, fold) => {
    const model = learn(
      lessons.filter((lesson) => lesson.fold !== fold),
      options,
    )
    return lessons
      .filter((lesson) => lesson.fold === fold)
      .map((lesson) => ({ lesson, shares: sharesOf(scoresOf(vectorOf(lesson.reading, model), model)) }))
  }).flat()

/** The shares of calm examples, and of questions on a topic, that must stay quiet in cross-validation. */
const quietCalm = 0.91
const quietQuestions = 0.98
/** Of fewer no limit is made. */
const least = 100

/** For each language the danger above which its calm texts are quiet often enough. */
export const limitsOf = (asked: readonly Asked[], tags: readonly string[]): Record<string, number> => {
  const calms = (isExample: boolean, locale: string | null): number[] =>
    asked
      .filter(
        ({ lesson }) =>
          lesson.owner === 0 &&
          (lesson.weight === 1) === isExample &&
          (locale === null || lesson.locale === locale),
      )
      .map(({ shares }) => 1 - (shares[0] ?? 0))
      .toSorted((a, b) => a - b)
  const limit = (locale: string | null): number => {
    const examples = calms(true, locale)
    if (locale !== null && examples.length < least) return limit(null)
    const questions = calms(false, locale)
    const least1 = above(examples, quietCalm)
    return questions.length < least ? least1 : Math.max(least1, above(questions, quietQuestions))
  }
  return Object.fromEntries(tags.map((tag) => [tag, limit(tag)]))
}

const above = (sorted: readonly number[], quiet: number): number =>
  Math.round(1000 * (sorted[Math.ceil(quiet * sorted.length) - 1] ?? 0.5)) / 1000

export const learnDanger = (lessons: readonly Taught[]): Model => learn(lessons, dangerOptions)
export const askDanger = (lessons: readonly Taught[]): Asked[] => crossValidated(lessons, dangerOptions)

const topicOptions = (topics: readonly string[]): LearnOptions => ({
  ...topicGrams,
  classes: [...topics, outside],
  rounds: 12,
  rate: 1.2,
  least: 0.35,
  learnt: 1e-6,
  drop: 0.7,
})

export const topicLessons = (layer: Layer, { questions, outside: none }: Examples): Taught[] => {
  const classes = topicOptions(Object.keys(layer.topics)).classes
  const index = buildSenseIndex(topicSensesOf(layer))
  const made = (text: string, locale: string, topic: string, weight: number, fold: number): Taught => ({
    reading: topicReading(text, index, locale),
    owner: classes.indexOf(topic),
    ...{ text, locale, weight, fold },
  })
  return [
    ...askLines(layer.topicTexts).map(({ text, locale, topic }) => made(text, locale, topic, 1, -1)),
    ...[...questions].flatMap(([tag, file]) =>
      examplesOf(file).map(({ heading, text }, at) => made(text, tag, heading, 1, at % folds)),
    ),
    ...examplesOf(none).map(({ heading, text }, at) => made(text, heading, outside, 1, at % folds)),
  ]
}

export const learnTopics = (lessons: readonly Taught[], topics: readonly string[]): Model =>
  learn(lessons, topicOptions(topics))
export const askTopics = (lessons: readonly Taught[], topics: readonly string[]): Asked[] =>
  crossValidated(lessons, topicOptions(topics))
