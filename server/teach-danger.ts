import { buildDangerIndex, type DangerIndex, risks } from '../bot/danger-index.ts'
import { dangerGrams, dangerReading, sentencesIn } from '../bot/danger-reading.ts'
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

/** The shares of calm examples, and of questions on a topic, that must stay quiet in cross-validation. */
const quietCalm = 0.86
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
/** As a conversation judges: the text, and each of its sentences. */
export const askDanger = (lessons: readonly Taught[], index: DangerIndex): Asked[] =>
  crossValidated(lessons, dangerOptions, ({ reading, text, locale }, model) =>
    [reading, ...sentencesIn(text).map((one) => dangerReading(one, index, locale))]
      .map((one) => sharesIn(one, model))
      .reduce((top, one) => ((one[0] ?? 0) < (top[0] ?? 0) ? one : top)),
  )
