import type { Layer } from './content.ts'
import { type Place, packPlaces, placesOf } from './content-places.ts'
import { wholeList } from './documents.ts'
import { cellOf, isStale, keyStates, reviewDay, textsOf } from './staleness.ts'

type Locales = NonNullable<Layer['locales']>

/** How the parts of one text stand in one locale. `overdue`: a review date has passed. */
export interface State {
  readonly current: number
  readonly stale: number
  readonly missing: number
  readonly overdue: number
}

export const none: State = { current: 0, stale: 0, missing: 0, overdue: 0 }

export const add = (one: State, two: State): State => ({
  current: one.current + two.current,
  stale: one.stale + two.stale,
  missing: one.missing + two.missing,
  overdue: one.overdue + two.overdue,
})

export interface Row {
  readonly group: string
  readonly text: string
  /** By locale, in the picker's order. */
  readonly states: readonly State[]
}

/** Stages, topics by group, then the files of locales. `today` is an ISO date. */
export const stateRows = (layer: Layer, locales: Locales, today: string): Row[] =>
  placesOf(layer).map((place) => ({
    group: groupOf(layer, place),
    text: place.group === 'locale' ? `${place.id}.json` : place.id,
    states: locales.map(({ tag }) =>
      place.group === 'locale' ? fileState(layer, place, tag) : packState(layer, place, tag, today),
    ),
  }))

const groupOf = (layer: Layer, { group, id }: Place): string => {
  if (group === 'topic') return `topics, ${layer.topics[id]?.group ?? ''}`
  if (group === 'list') return 'lists of papers'
  return group === 'stage' ? 'stages' : 'locales/*.json'
}

/** One row a group. */
export const groupRows = (rows: readonly Row[]): Row[] => {
  const groups = [...new Set(rows.map(({ group }) => group))]
  return groups.map((group) => {
    const own = rows.filter((row) => row.group === group)
    const states = own[0]?.states.map((_, at) => own.map((row) => row.states[at] ?? none).reduce(add, none))
    return { group, text: `${group} (${own.length})`, states: states ?? [] }
  })
}

/** The sections of a stage or topic that are shown, without its titles. */
export const sectionsOf = (layer: Layer, { id, group }: Place): string[] => {
  if (group === 'list') return [wholeList]
  if (group === 'topic') return layer.topics[id]?.more ? ['text', 'more'] : ['text']
  return Object.keys(layer.stages[id]?.sections ?? {})
}

const packState = (layer: Layer, place: Place, tag: string, today: string): State => {
  const texts = textsOf(layer, place.id)[tag]?.texts
  return sectionsOf(layer, place)
    .map((section) => {
      if (texts?.[section] === undefined) return { ...none, missing: 1 }
      const stale = isStale(layer, tag, place.id, section)
      const overdue = isOverdue(layer, place.id, section, today) ? 1 : 0
      return { current: stale ? 0 : 1, stale: stale ? 1 : 0, missing: 0, overdue }
    })
    .reduce(add, none)
}

/** ISO dates compare as words do. */
const isOverdue = (layer: Layer, id: string, section: string, today: string): boolean => {
  const reviewBy = reviewDay(layer, id, section)
  return reviewBy !== null && reviewBy < today
}

/** Files that a language may do without: Meta has no code for some, so that they have no templates (P13). */
const optional: readonly string[] = ['templates']

/** A text that names no English one counts as stale: nobody can say that it is not. */
const fileState = (layer: Layer, { id }: Place, tag: string): State =>
  optional.includes(id) && !layer.texts[tag]?.[id]
    ? none
    : [...keyStates(layer, tag, id).values()]
        .map((state) => ({
          ...none,
          current: state === 'current' ? 1 : 0,
          stale: state === 'stale' || state === 'unnamed' ? 1 : 0,
          missing: state === 'missing' ? 1 : 0,
        }))
        .reduce(add, none)

/** Sections by status, each counted once; with a go-live record the unverified ones are withheld. */
export const statusCounts = (
  layer: Layer,
): Readonly<Record<'verified' | 'secondary' | 'unverified', number>> => {
  const counts = { verified: 0, secondary: 0, unverified: 0 }
  for (const place of packPlaces(layer))
    for (const section of sectionsOf(layer, place)) {
      const status = cellOf(layer, place.id, section)?.status
      if (status) counts[status]++
    }
  return counts
}
