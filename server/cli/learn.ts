import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { outsideShare } from '../../bot/ask.ts'
import { buildSenseIndex } from '../../bot/sense.ts'
import { readWhole } from '../content.ts'
import { dangerSources, type Examples, exampleFaults, readExamples, topicSources } from '../examples.ts'
import { ContentFault, filesIn } from '../files.ts'
import type { Layer } from '../layer.ts'
import { dangerFile, encodeModel, readModel, topicFile } from '../learnt.ts'
import type { Asked } from '../teach.ts'
import {
  askDanger,
  dangerLessons,
  isCalmExample,
  type Leant,
  learnDanger,
  lexiconOf,
  limitsOf,
} from '../teach-danger.ts'
import { askTopics, learnTopics, topicLessons } from '../teach-topics.ts'
import { topicSensesOf } from '../topic-sense.ts'

type Print = (line: string) => void

const help = `npm run learn [-- --only danger|topics] [-- --measure]

Makes locales/danger.model of the examples in locales/<tag>/risk-examples.md, and content/nl/topics.model of the topics'
keywords and examples and of content/nl/questions/. Takes five to ten minutes. Commit both with what they were made of:
"npm run content" says when one is stale.

  --only      one of the two
  --measure   prints how well examples are understood by a learner that did not see them
  --help      this text`

const options = {
  only: { type: 'string' },
  measure: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const root = fileURLToPath(new URL('../..', import.meta.url))

export const main = (argv: readonly string[], print: Print): number => {
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false })
    if (values.help) {
      print(help)
      return 0
    }
    if (values.only !== undefined && values.only !== 'danger' && values.only !== 'topics')
      throw new Error(`--only wants danger or topics and got "${values.only}".`)
    const layer = readWhole()
    const examples = readExamples(filesIn(), layer)
    const faults = exampleFaults(examples)
    if (faults.length > 0) throw new ContentFault(faults.slice(0, 20).join('\n'))
    if (values.only !== 'danger') learnAllTopics(layer, examples, values.measure, print)
    if (values.only !== 'topics') learnAllDanger(layer, examples, values.measure, print)
    return 0
  } catch (error) {
    print(error instanceof Error ? error.message : 'It failed for an unknown reason.')
    return 1
  }
}

/** Danger is judged beside what topics say: those are learnt first. */
const learnAllDanger = (layer: Layer, examples: Examples, measure: boolean, print: Print): void => {
  const topics = readModel(filesIn(), topicFile)
  if (topics.sources !== topicSources(layer, examples))
    throw new ContentFault(
      `${topicFile} is stale, and danger is learnt beside it. Leave out "--only danger".`,
    )
  const senses = buildSenseIndex(topicSensesOf(layer))
  const lessons = dangerLessons(layer, examples)
  const asked = askDanger(lessons, lexiconOf(layer), (text, locale) =>
    outsideShare(text, { model: topics, senses, locale }),
  )
  const limits = limitsOf(
    asked,
    (layer.locales ?? []).map(({ tag }) => tag),
  )
  if (measure) for (const line of dangerTable(asked, limits)) print(line)
  write(dangerFile, encodeModel(learnDanger(lessons), dangerSources(layer, examples), limits), print)
}

const learnAllTopics = (layer: Layer, examples: Examples, measure: boolean, print: Print): void => {
  const topics = Object.keys(layer.topics)
  const lessons = topicLessons(layer, examples)
  if (measure) for (const line of topicTable(askTopics(lessons, topics))) print(line)
  write(topicFile, encodeModel(learnTopics(lessons, topics), topicSources(layer, examples), {}), print)
}

const write = (path: string, bytes: Buffer, print: Print): void => {
  writeFileSync(join(root, path), bytes)
  print(`${path}: ${Math.round(bytes.length / 1024)} KB`)
}

const part = <T>(of: readonly T[], fits: (one: T) => boolean): string =>
  of.length === 0 ? '–' : `${((100 * of.filter(fits).length) / of.length).toFixed(1)} %`

const byLocale = <T>(asked: readonly Asked<T>[]): [string, Asked<T>[]][] => [
  ...Map.groupBy(asked, ({ lesson }) => lesson.locale),
  ['all', [...asked]],
]

const dangerTable = (asked: readonly Asked<Leant>[], limits: Readonly<Record<string, number>>): string[] =>
  byLocale(asked).map(([tag, all]) => {
    const isSeen = ({ judged, lesson }: Asked<Leant>) => judged.leans > (limits[lesson.locale] ?? 0)
    const told = all.filter(({ lesson }) => lesson.owner > 0)
    const calm = all.filter(({ lesson }) => isCalmExample(lesson))
    const isRight = ({ judged, lesson }: Asked<Leant>) => judged.risk === lesson.owner
    return `${tag.padEnd(4)} ${told.length} of danger: seen ${part(told, isSeen)}, right ${part(told, isRight)}; ${calm.length} calm: quiet ${part(calm, (one) => !isSeen(one))}; limit ${limits[tag] ?? ''}`
  })

const topicTable = (asked: readonly Asked[]): string[] =>
  byLocale(asked).map(([tag, all]) => {
    const place = ({ judged: shares, lesson }: Asked): number => {
      const own = shares[lesson.owner] ?? 0
      return shares.reduce((above, share) => (share > own ? above + 1 : above), 0)
    }
    return `${tag.padEnd(4)} ${all.length} questions: first ${part(all, (one) => place(one) < 1)}, in three ${part(all, (one) => place(one) < 3)}`
  })

if (process.argv[1]?.endsWith('cli/learn.ts')) process.exitCode = main(process.argv.slice(2), console.log)
