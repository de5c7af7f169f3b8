import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Catalog } from '../../bot/catalog.ts'
import { type Judged, judge } from '../../bot/judged.ts'
import { eachLine } from './lines.ts'

const folderHere = fileURLToPath(new URL('../../test/questions', import.meta.url))

const Question = z.object({ topic: z.string().nullable(), text: z.string() })

interface Answered {
  readonly topic: string | null
  readonly judged: Judged
  readonly took: number
}

const head = [
  '',
  'asked',
  'first',
  'in 3',
  'shown',
  'shown wrong',
  'risk',
  'outside',
  '→ topic',
  '→ choice',
  'ms',
]
const foot = [
  'first, in 3: the right topic best, or among three, where safety did not answer first. shown: answered with one topic; wrong: with another one.',
  'risk: noticed as danger or a call for help instead. outside: asks nothing that a topic answers. ms: mean a question.',
]

/** One line a language: how many of its own unseen questions are understood. */
export const evaluate = (catalog: Catalog, folder: string = folderHere): string[] => {
  const rows = catalog.locales.flatMap(({ tag }) => {
    const file = `${tag}.jsonl`
    if (!readdirSync(folder).includes(file)) return []
    const questions = eachLine(Question, file, readFileSync(join(folder, file), 'utf8'))
    judge('warm', catalog, tag)
    return [
      row(
        tag,
        questions.map(({ topic, text }) => answered(topic, text, catalog, tag)),
      ),
    ]
  })
  if (rows.length === 0)
    throw new Error(`No questions in ${folder}. A file is named as its locale: en.jsonl.`)
  const table = [head, ...rows]
  const widths = head.map((_, place) => Math.max(...table.map((cells) => (cells[place] ?? '').length)))
  return [
    ...table.map((cells) => cells.map((cell, place) => cell.padStart(widths[place] ?? 0)).join('  ')),
    ...foot,
  ]
}

const answered = (topic: string | null, text: string, catalog: Catalog, locale: string): Answered => {
  const started = performance.now()
  const judged = judge(text, catalog, locale)
  return { topic, judged, took: performance.now() - started }
}

const row = (tag: string, all: readonly Answered[]): string[] => {
  const asked = all.filter(({ topic }) => topic !== null)
  const isSafety = ({ judged }: Answered) => judged.kind === 'risk' || judged.kind === 'person'
  const matched = asked.filter((one) => !isSafety(one))
  const outside = all.filter(({ topic }) => topic === null)
  const part = (of: readonly Answered[], fits: (one: Answered) => boolean): string =>
    of.length === 0 ? '–' : `${((100 * of.filter(fits).length) / of.length).toFixed(1)} %`
  const isFirst = ({ topic, judged }: Answered) => judged.topics[0] === topic
  const isShown = ({ judged }: Answered) => judged.kind === 'topic'
  const mean = all.reduce((sum, { took }) => sum + took, 0) / (all.length || 1)
  return [
    tag,
    String(asked.length),
    part(matched, isFirst),
    part(matched, ({ topic, judged }) => judged.topics.some((id) => id === topic)),
    part(asked, isShown),
    part(asked, (one) => isShown(one) && !isFirst(one)),
    part(asked, isSafety),
    String(outside.length),
    part(outside, isShown),
    part(outside, ({ judged }) => judged.kind === 'choice'),
    mean.toFixed(2),
  ]
}
