import { type LearnOptions, type Lesson, learn } from '../bot/learn.ts'
import { type Model, type Reading, scoresOf, sharesOf, vectorOf } from '../bot/linear.ts'

/** A lesson with what is known about it: its language, and to which part of a cross-validation it belongs. */
export interface Taught extends Lesson {
  readonly locale: string
  readonly text: string
  /** -1: always learnt from, never asked. */
  readonly fold: number
}

export const folds = 5

/** A lesson and what a learner that never saw it made of it. */
export interface Asked<T = Float64Array> {
  readonly lesson: Taught
  readonly judged: T
}

export const sharesIn = (reading: Reading, model: Model): Float64Array =>
  sharesOf(scoresOf(vectorOf(reading, model), model))

/** Each lesson that has a fold, asked of a learner that was given all other folds. */
export const crossValidated = <T>(
  lessons: readonly Taught[],
  options: LearnOptions,
  judgedBy: (lesson: Taught, model: Model) => T,
): Asked<T>[] =>
  Array.from({ length: folds }, (_, fold) => {
    const model = learn(
      lessons.filter((lesson) => lesson.fold !== fold),
      options,
    )
    return lessons
      .filter((lesson) => lesson.fold === fold)
      .map((lesson) => ({ lesson, judged: judgedBy(lesson, model) }))
  }).flat()
