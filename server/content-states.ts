import { everywhere } from './catalog-check.ts'
import type { Layer } from './content.ts'
import { mostCharacters, sectionWords, wordCount } from './content-lengths.ts'
import { isStale } from './sections.ts'

type Locales = NonNullable<Layer['locales']>

/** How the texts of one stage, or of one file of locales, stand in one locale. `overdue`: a review date has passed. */
export interface State {
  readonly current: number
  readonly stale: number
  readonly missing: number
  readonly overdue: number
}

const none: State = { current: 0, stale: 0, missing: 0, overdue: 0 }

export const add = (one: State, two: State): State => ({
  current: one.current + two.current,
  stale: one.stale + two.stale,
  missing: one.missing + two.missing,
  overdue: one.overdue + two.overdue,
})

export interface Row {
  readonly text: string
  /** By locale, in the picker's order. */
  readonly states: readonly State[]
}

/** Stages first, then the files of locales. `today` is an ISO date. */
export const stateRows = (layer: Layer, locales: Locales, today: string): Row[] => [
  ...Object.keys(layer.stages).map((stage) => ({
    text: stage,
    states: locales.map(({ tag }) => stageState(layer, stage, tag, today)),
  })),
  ...Object.keys(layer.documents).map((list) => ({
    text: list,
    states: locales.map(({ tag }) => listState(layer, list, tag, today)),
  })),
  ...[...everywhere, 'where', 'documents', 'directory'].map((flow) => ({
    text: `${flow}.json`,
    states: locales.map(({ tag }) => fileState(layer, flow, tag)),
  })),
]

const stageState = (layer: Layer, stage: string, tag: string, today: string): State => {
  const source = layer.pack?.sourceLocale ?? 'nl'
  const sections = Object.keys(layer.stages[stage]?.sections ?? {})
  const texts = layer.stageTexts[stage]?.[tag]?.texts
  if (!texts) return { ...none, missing: sections.length }
  return sections
    .map((section) => {
      const isHere = texts[section] !== undefined
      const stale = isHere && isStale(layer, source, tag, stage, section)
      return {
        current: isHere && !stale ? 1 : 0,
        stale: stale ? 1 : 0,
        missing: isHere ? 0 : 1,
        overdue: isHere && isOverdue(layer, stage, section, today) ? 1 : 0,
      }
    })
    .reduce(add, none)
}

/** A list of papers counts once: its items are read together. */
const listState = (layer: Layer, id: string, tag: string, today: string): State => {
  const list = layer.documents[id]
  if (!list || !layer.documentTexts[id]?.[tag]) return { ...none, missing: 1 }
  const stale = isStale(layer, layer.pack?.sourceLocale ?? 'nl', tag, id, 'title')
  return {
    current: stale ? 0 : 1,
    stale: stale ? 1 : 0,
    missing: 0,
    overdue: list.reviewBy < today ? 1 : 0,
  }
}

/** ISO dates compare as words do. */
const isOverdue = (layer: Layer, stage: string, section: string, today: string): boolean => {
  const facts = layer.stages[stage]?.sections[section]?.facts ?? []
  const dates = [layer.stages[stage]?.reviewBy, ...facts.map((id) => layer.facts[id]?.reviewBy)]
  return dates.some((date) => date !== undefined && date < today)
}

const fileState = (layer: Layer, flow: string, tag: string): State =>
  layer.texts[tag]?.[flow] ? { ...none, current: 1 } : { ...none, missing: 1 }

export interface Longest {
  readonly words: number
  readonly characters: number
  readonly where: string
}

/** The section that comes nearest to the limit of characters. */
export const longest = (layer: Layer, locale: Locales[number]): Longest | null =>
  Object.entries(layer.stages)
    .flatMap(([stage, { sections }]) =>
      Object.keys(sections).map((section) => {
        const words = sectionWords(layer, locale, stage, section)
        return { words: wordCount(words), characters: words.length, where: `${stage}, ${section}` }
      }),
    )
    .filter(({ characters }) => characters > 0)
    .toSorted((one, two) => nearness(two) - nearness(one))[0] ?? null

const nearness = ({ words, characters }: Longest): number => Math.max(words / 60, characters / mostCharacters)

/** Sections by status, each counted once; with a go-live record the unverified ones are withheld. */
export const statusCounts = (
  layer: Layer,
): Readonly<Record<'verified' | 'secondary' | 'unverified', number>> => {
  const counts = { verified: 0, secondary: 0, unverified: 0 }
  for (const { sections } of Object.values(layer.stages))
    for (const { status } of Object.values(sections)) counts[status]++
  return counts
}
