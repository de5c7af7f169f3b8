import type { i18n } from 'i18next'
import type { Catalog, Locale } from '../bot/catalog.ts'
import { wholeList } from './documents.ts'
import { isDeadlineSection, isSafetyTopic } from './editions.ts'
import { factCells } from './fact-words.ts'
import { type Layer, textHash } from './layer.ts'

type Cell = Layer['stages'][string]['sections'][string]

/** Source, status and facts of one section: of a stage, or of a topic (`text`, `more`). */
const cellOf = (layer: Layer, id: string, section: string): Cell | undefined => {
  const topic = layer.topics[id]
  const list = layer.documents[id]
  if (list) return { source: list.source, status: list.status, facts: [] }
  if (section === 'text') return topic?.text
  if (section === 'more') return topic?.more
  return layer.stages[id]?.sections[section]
}

const textsOf = (
  layer: Layer,
  id: string,
): Readonly<Record<string, { texts: Record<string, string>; from: Record<string, string> }>> =>
  layer.stageTexts[id] ?? layer.topicTexts[id] ?? layer.documentTexts[id] ?? {}

/** Finds a section's words in a locale, with how sure and how fresh they are. */
export const sectionFinder = (
  layer: Layer,
  i18n: i18n,
  locales: ReadonlyMap<string, Locale>,
  options: { readonly goLive: boolean },
): Catalog['section'] => {
  const source = layer.pack?.sourceLocale ?? 'nl'
  return (tag, id, section) => {
    const locale = locales.get(tag)
    const raw = textsOf(layer, id)[tag]?.texts[section]
    if (!locale || raw === undefined) return null
    const cell = cellOf(layer, id, section)
    const facts = factCells(cell?.facts ?? [], layer.facts, locale)
    const words = String(i18n.t(`pack:${id}/${section}`, { lng: tag, ...facts }))
    const found = cell ? layer.sources[cell.source.id] : undefined
    const isWithheld = cell?.status === 'unverified' && options.goLive
    const state = isWithheld ? 'withheld' : isStale(layer, source, tag, id, section) ? 'stale' : 'current'
    return {
      words,
      hash: textHash(raw),
      guarded: null,
      state,
      status: cell?.status ?? null,
      source: found && cell ? { ...found, at: cell.source.at } : null,
      kept: isSafetyTopic(layer, id) || isDeadlineSection(layer, cell?.facts ?? []),
    }
  }
}

/** A translation is stale when the source text it names has other words now. */
export const isStale = (layer: Layer, source: string, tag: string, id: string, named: string): boolean => {
  if (tag === source) return false
  const texts = textsOf(layer, id)
  const section = layer.documents[id] ? wholeList : named
  const original = texts[source]?.texts[section]
  return original !== undefined && texts[tag]?.from[section] !== textHash(original)
}
