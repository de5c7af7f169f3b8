import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Catalog } from '../../bot/catalog.ts'
import { type Judged, judge } from '../../bot/judged.ts'
import { eachLine } from './lines.ts'

const here = (folder: string): string => fileURLToPath(new URL(`../../test/${folder}`, import.meta.url))

const Question = z.object({ topic: z.string().nullable(), text: z.string() })
const Sentence = z.object({ risk: z.string().nullable(), text: z.string() })

interface Answered<T> {
  readonly asked: T
  readonly judged: Judged
  readonly took: number
}

interface Column<T> {
  readonly name: string
  readonly cell: (all: readonly Answered<T>[]) => string
}

/**
 * How many of the project's own unseen questions and sentences of danger are understood: a table a folder, a line a
 * language. Folders within the two are taken too, so that what others write later is measured without a change here.
 */
export const evaluate = (catalog: Catalog, questions?: string): string[] => {
  const tables = [
    ...setsIn(questions ?? here('questions')).flatMap((set) => table(set, Question, topicColumns, catalog)),
    ...(questions === undefined ? setsIn(here('danger')) : []).flatMap((set) =>
      table(set, Sentence, dangerColumns, catalog),
    ),
  ]
  if (tables.length === 0)
    throw new Error(`No questions in ${questions}. A file is named as its locale: en.jsonl.`)
  return [...tables, ...foot]
}

const foot = [
  'first, in 3: the right topic best, or among three, of all that were asked. shown: answered with one topic; wrong: with another one.',
  'alarm: noticed as danger or a call for help, which is answered first: a miss, unless [More] under it leads to the topic. outside: asks nothing that a topic answers. ms: mean a question.',
  'noticed: as some danger; right: as the right one. quiet: calm sentences that raise no alarm.',
]

interface TestSet {
  readonly name: string
  readonly folder: string
}

/** A folder and those within it, where they hold any lines. */
const setsIn = (folder: string, name = basename(folder)): TestSet[] => {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).toSorted()
  const inner = names.filter((one) => statSync(join(folder, one)).isDirectory())
  return [
    ...(names.some((one) => one.endsWith('.jsonl')) ? [{ name, folder }] : []),
    ...inner.flatMap((one) => setsIn(join(folder, one), `${name}/${one}`)),
  ]
}

const table = <T extends { readonly text: string }>(
  { name, folder }: TestSet,
  schema: z.ZodType<T>,
  columns: readonly Column<T>[],
  catalog: Catalog,
): string[] => {
  const rows = catalog.locales.flatMap(({ tag }) => {
    const file = join(folder, `${tag}.jsonl`)
    if (!existsSync(file)) return []
    judge('warm', catalog, tag)
    const all = eachLine(schema, file, readFileSync(file, 'utf8')).map((one) => answered(one, catalog, tag))
    return [[tag, ...columns.map(({ cell }) => cell(all))]]
  })
  return rows.length === 0 ? [] : [...aligned([[name, ...columns.map((one) => one.name)], ...rows]), '']
}

const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((cells) => (cells[at] ?? '').length)))
  return rows.map((cells) => cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  '))
}

const answered = <T extends { readonly text: string }>(
  asked: T,
  catalog: Catalog,
  locale: string,
): Answered<T> => {
  const started = performance.now()
  const judged = judge(asked.text, catalog, locale)
  return { asked, judged, took: performance.now() - started }
}

const part = <T>(of: readonly T[], fits: (one: T) => boolean): string =>
  of.length === 0 ? '–' : `${((100 * of.filter(fits).length) / of.length).toFixed(1)} %`

type Asked = Answered<z.infer<typeof Question>>
const onTopic = (all: readonly Asked[]) => all.filter(({ asked }) => asked.topic !== null)
const outside = (all: readonly Asked[]) => all.filter(({ asked }) => asked.topic === null)
const isFirst = ({ asked, judged }: Asked) => judged.topics[0] === asked.topic
const isShown = ({ judged }: Asked) => judged.kind === 'topic'
const isAlarm = ({ judged }: Asked) => judged.kind === 'risk' || judged.kind === 'person'
const mean = (all: readonly { readonly took: number }[]): string =>
  (all.reduce((sum, { took }) => sum + took, 0) / (all.length || 1)).toFixed(2)

const topicColumns: readonly Column<z.infer<typeof Question>>[] = [
  { name: 'asked', cell: (all) => String(onTopic(all).length) },
  { name: 'first', cell: (all) => part(onTopic(all), isFirst) },
  {
    name: 'in 3',
    cell: (all) => part(onTopic(all), ({ asked, judged }) => judged.topics.some((id) => id === asked.topic)),
  },
  { name: 'shown', cell: (all) => part(onTopic(all), isShown) },
  { name: 'wrong', cell: (all) => part(onTopic(all), (one) => isShown(one) && !isFirst(one)) },
  { name: 'alarm', cell: (all) => part(onTopic(all), isAlarm) },
  { name: 'outside', cell: (all) => String(outside(all).length) },
  { name: '→ topic', cell: (all) => part(outside(all), isShown) },
  { name: '→ choice', cell: (all) => part(outside(all), ({ judged }) => judged.kind === 'choice') },
  { name: 'ms', cell: mean },
]

type Told = Answered<z.infer<typeof Sentence>>
const danger = (all: readonly Told[]) => all.filter(({ asked }) => asked.risk !== null)
const calm = (all: readonly Told[]) => all.filter(({ asked }) => asked.risk === null)

const dangerColumns: readonly Column<z.infer<typeof Sentence>>[] = [
  { name: 'danger', cell: (all) => String(danger(all).length) },
  { name: 'noticed', cell: (all) => part(danger(all), ({ judged }) => judged.risk !== null) },
  { name: 'right', cell: (all) => part(danger(all), ({ asked, judged }) => judged.risk === asked.risk) },
  { name: 'calm', cell: (all) => String(calm(all).length) },
  { name: 'quiet', cell: (all) => part(calm(all), ({ judged }) => judged.risk === null) },
  { name: 'ms', cell: mean },
]
