import type { i18n } from 'i18next'
import type { Catalog, Locale, Said } from '../bot/catalog.ts'
import { isDeadlineSection, isSafetyTopic } from './editions.ts'
import { factCells } from './fact-words.ts'
import { type Layer, textHash } from './layer.ts'
import { cellOf, isDeadlineText, isStale, isWithdrawn, reviewDay, textsOf } from './staleness.ts'
import { factsIn } from './substance.ts'

interface Options {
  readonly goLive: boolean
  readonly withdrawn?: readonly string[]
}

/** Finds a section's words in a locale, with how sure and how fresh they are. */
export const sectionFinder =
  (layer: Layer, i18n: i18n, locales: ReadonlyMap<string, Locale>, options: Options): Catalog['section'] =>
  (tag, id, section) => {
    const locale = locales.get(tag)
    const raw = textsOf(layer, id)[tag]?.texts[section]
    if (!locale || raw === undefined) return null
    const cell = cellOf(layer, id, section)
    // What a translation asserts may be more than its stage lists now: a number is never left out of a sentence.
    const facts = factCells([...new Set([...(cell?.facts ?? []), ...factsIn(raw)])], layer.facts, locale)
    const words = String(i18n.t(`pack:${id}/${section}`, { lng: tag, ...facts }))
    const kept = isSafetyTopic(layer, id) || isDeadlineSection(layer, cell?.facts ?? [])
    return {
      words,
      hash: textHash(raw),
      guarded: null,
      state: stateOf(layer, options, { tag, id, section, raw }),
      status: cell?.status ?? null,
      kept,
      figures: kept ? factsIn(raw) : [],
      source: sourceOf(layer, cell),
      hasFigures: factsIn(raw).length > 0,
      reviewBy: reviewDay(layer, id, section),
    }
  }

/** The page's own source; where nobody has read one, that of a figure it shows. */
const sourceOf = (layer: Layer, cell: ReturnType<typeof cellOf>): Said['source'] => {
  const refs = cell ? [cell.source, ...cell.facts.flatMap((id) => layer.facts[id]?.source ?? [])] : []
  const found = refs.flatMap(({ id, at }) => {
    const source = layer.sources[id]
    return source ? [{ ...source, at }] : []
  })
  return found.find(({ url }) => url !== null) ?? found[0] ?? null
}

interface Place {
  readonly tag: string
  readonly id: string
  readonly section: string
  readonly raw: string
}

/** P9: what is withdrawn, and a stale text on a deadline, gives way to the fixed text. */
const stateOf = (
  layer: Layer,
  { goLive, withdrawn }: Options,
  { tag, id, section, raw }: Place,
): Said['state'] => {
  if (isWithdrawn(layer, id, section) || withdrawn?.includes(`${id}/${section}`)) return 'changing'
  const isGone = factsIn(raw).some((fact) => !layer.facts[fact])
  if (isGone || (goLive && cellOf(layer, id, section)?.status === 'unverified')) return 'withheld'
  if (!isStale(layer, tag, id, section)) return 'current'
  return isDeadlineText(layer, id, section) ? 'changing' : 'stale'
}
