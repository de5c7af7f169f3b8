import { outside, topicGrams, topicReading, wants } from '../bot/ask.ts'
import { type LearnOptions, learn } from '../bot/learn.ts'
import type { Model } from '../bot/linear.ts'
import { buildSenseIndex } from '../bot/sense.ts'
import { examplesOf } from './example-file.ts'
import type { Examples } from './examples.ts'
import type { Layer } from './layer.ts'
import { type Asked, crossValidated, folds, sharesIn, type Taught } from './teach.ts'
import { topicSensesOf } from './topic-sense.ts'
import { askLines } from './topics.ts'

const topicOptions = (topics: readonly string[]): LearnOptions => ({
  ...topicGrams,
  classes: [...topics, outside, ...wants],
  rounds: 20,
  rate: 1.2,
  least: 0.2,
  learnt: 1e-6,
  drop: 0.9,
  averaged: 12,
})

export const topicLessons = (layer: Layer, examples: Examples): Taught[] => {
  const classes = topicOptions(Object.keys(layer.topics)).classes
  const index = buildSenseIndex(topicSensesOf(layer))
  const made = (text: string, locale: string, topic: string, weight: number, fold: number): Taught => ({
    reading: topicReading(text, index, locale),
    owner: classes.indexOf(topic),
    ...{ text, locale, weight, fold },
  })
  return [
    ...askLines(layer.topicTexts).map(({ text, locale, topic }) => made(text, locale, topic, 1, -1)),
    ...[...examples.questions].flatMap(([tag, file]) =>
      examplesOf(file).map(({ heading, text }, at) => made(text, tag, heading, 1, at % folds)),
    ),
    ...examplesOf(examples.outside).map(({ heading, text }, at) =>
      made(text, heading, outside, 1, at % folds),
    ),
    ...wants.flatMap((want) =>
      examplesOf(examples.wants[want]).map(({ heading, text }, at) =>
        made(text, heading, want, wantWeight, at % folds),
      ),
    ),
    ...pageLines(layer).map(({ text, locale, topic }) => made(text, locale, topic, pageWeight, -1)),
  ]
}

/** They are few beside the questions of near topics, and it is worse to miss one. */
const wantWeight = 3

/** A sentence of the page itself brings words that nobody asked with yet; it is no question, so it counts less. */
const pageWeight = 0.3
const leastPageWords = 3

const pageLines = (layer: Layer): { text: string; locale: string; topic: string }[] =>
  Object.entries(layer.topicTexts).flatMap(([topic, byTag]) =>
    Object.entries(byTag).flatMap(([locale, { texts }]) =>
      sentencesOf(`${texts.text ?? ''}\n${texts.more ?? ''}`).map((text) => ({ text, locale, topic })),
    ),
  )

const sentencesOf = (page: string): string[] =>
  page
    .replace(/\{\{[^}]*\}\}/g, ' ')
    .split(/[.!?؟።\n]+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.split(/\s+/).length >= leastPageWords)

export const learnTopics = (lessons: readonly Taught[], topics: readonly string[]): Model =>
  learn(lessons, topicOptions(topics))

export const askTopics = (lessons: readonly Taught[], topics: readonly string[]): Asked[] =>
  crossValidated(lessons, topicOptions(topics), ({ reading }, model) => sharesIn(reading, model))
