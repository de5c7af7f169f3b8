import { createHash } from 'node:crypto'
import type { Want } from '../bot/ask.ts'
import { risks } from '../bot/danger-index.ts'
import { type ExampleFile, parseExamples } from './example-file.ts'
import type { Files } from './files.ts'
import type { Layer } from './layer.ts'
import { topicSensesOf } from './topic-sense.ts'

/** What the learners are given beside lexicons and topics, by locale. */
export interface Examples {
  readonly danger: ReadonlyMap<string, ExampleFile>
  readonly questions: ReadonlyMap<string, ExampleFile>
  /** What no topic answers; its headings are locales. */
  readonly outside: ExampleFile
  /** What asks for no topic; their headings are locales. */
  readonly wants: Readonly<Record<Want, ExampleFile>>
}

export const calm = 'calm'
const outsideFile = 'outside.md'
const questionsFolder = (pack: string): string => `content/${pack}/questions`

/** Reads `locales/<tag>/risk-examples.md` and `content/<pack>/questions/<tag>.md`, where they are. */
export const readExamples = (files: Files, layer: Layer): Examples => {
  const tags = (layer.locales ?? []).map(({ tag }) => tag)
  const pack = layer.pack?.id ?? 'nl'
  const has = (folder: string, name: string): boolean =>
    files.has(folder) && files.names(folder, name).includes(name)
  const read = (path: string, headings: readonly string[]): ExampleFile =>
    parseExamples(path, files.text(path), headings)
  const byLocale = (name: string): ExampleFile =>
    has(questionsFolder(pack), name)
      ? read(`${questionsFolder(pack)}/${name}`, tags)
      : { examples: [], faults: [] }
  return {
    danger: new Map(
      tags
        .filter((tag) => has(`locales/${tag}`, 'risk-examples.md'))
        .map((tag) => [tag, read(`locales/${tag}/risk-examples.md`, [...risks, calm])]),
    ),
    questions: new Map(
      tags
        .filter((tag) => has(questionsFolder(pack), `${tag}.md`))
        .map((tag) => [tag, read(`${questionsFolder(pack)}/${tag}.md`, Object.keys(layer.topics))]),
    ),
    outside: byLocale(outsideFile),
    wants: {
      person: byLocale('person.md'),
      own: byLocale('own.md'),
      dates: byLocale('dates.md'),
      bed: byLocale('bed.md'),
      directory: byLocale('directory.md'),
      papers: byLocale('papers.md'),
      erase: byLocale('erase.md'),
      stage: byLocale('stage.md'),
      letter: byLocale('letter.md'),
    },
  }
}

export const exampleFaults = ({ danger, questions, outside, wants }: Examples): string[] =>
  [...danger.values(), ...questions.values(), outside, ...Object.values(wants)].flatMap(
    ({ faults }) => faults,
  )

/** A change of how examples are read or learnt makes a model stale, as a change of the examples does. */
const learner = 2

const hashOf = (...parts: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify([learner, ...parts]))
    .digest('hex')
    .slice(0, 16)

const plain = (files: ReadonlyMap<string, ExampleFile>): unknown =>
  [...files].map(([tag, { examples }]) => [tag, examples.map(({ heading, text }) => [heading, text])])

/** What the model of danger is made of: lexicons, senses, examples, questions as calm texts, and the model of topics. */
export const dangerSources = (layer: Layer, examples: Examples): string =>
  hashOf(layer.danger, layer.senses, plain(examples.danger), topicSources(layer, examples))

export const topicSources = (layer: Layer, examples: Examples): string =>
  hashOf(
    topicSensesOf(layer),
    topicWords(layer),
    plain(examples.questions),
    examples.outside.examples,
    // A want without examples teaches nothing.
    Object.values(examples.wants).flatMap(({ examples: lines }) => (lines.length > 0 ? [lines] : [])),
  )

const topicWords = ({ topicTexts }: Layer): unknown =>
  Object.entries(topicTexts).map(([topic, byTag]) => [
    topic,
    Object.entries(byTag).map(([tag, { texts, keywords, examples }]) => [
      tag,
      texts.title,
      keywords,
      examples,
    ]),
  ])
