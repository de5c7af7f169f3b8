import { wholeList } from './documents.ts'
import { type Layer, textHash } from './layer.ts'
import { factsIn, isSame } from './substance.ts'

/** The files of locales are written from the English ones; the pack's texts from its own source locale. */
export const frameSource = 'en'

export const packSource = (layer: Layer): string => layer.pack?.sourceLocale ?? 'nl'

type Cell = Layer['stages'][string]['sections'][string]

/** Source, status and facts of one section: of a stage, or of a topic (`text`, `more`). */
export const cellOf = (layer: Layer, id: string, section: string): Cell | undefined => {
  const topic = layer.topics[id]
  const list = layer.documents[id]
  if (list) return { source: list.source, status: list.status, facts: [] }
  if (section === 'text') return topic?.text
  if (section === 'more') return topic?.more
  return layer.stages[id]?.sections[section]
}

/** Stages, topics and lists of papers by id: whatever is written in the pack and translated. */
export const packTexts = (layer: Layer): Layer['stageTexts'] => ({
  ...layer.stageTexts,
  ...layer.topicTexts,
  ...layer.documentTexts,
})

/** A list of papers is read as a whole. */
const partOf = (layer: Layer, id: string, section: string): string =>
  layer.documents[id] ? wholeList : section

export const textsOf = (layer: Layer, id: string): Layer['stageTexts'][string] =>
  layer.stageTexts[id] ?? layer.topicTexts[id] ?? layer.documentTexts[id] ?? {}

/** The first day on which a section or a fact that it asserts is to be looked at again. */
export const reviewDay = (layer: Layer, id: string, section: string): string | null => {
  const facts = cellOf(layer, id, section)?.facts ?? []
  const own = (layer.stages[id] ?? layer.topics[id] ?? layer.documents[id])?.reviewBy
  const days = [own, ...facts.map((fact) => layer.facts[fact]?.reviewBy)]
  return days.filter((day) => day !== undefined).toSorted()[0] ?? null
}

/** A translation is stale when its source text changed in substance since, or asserts other facts (P9: a state, no fault). */
export const isStale = (layer: Layer, tag: string, id: string, named: string): boolean => {
  const section = partOf(layer, id, named)
  const source = packSource(layer)
  if (tag === source) return false
  const texts = textsOf(layer, id)
  const original = texts[source]?.texts[section]
  if (original === undefined) return false
  const here = texts[tag]
  return (
    !isSame(textHash(original), here?.from[section], texts[source]?.same?.[section]) ||
    factsIn(original).join() !== factsIn(here?.texts[section] ?? '').join()
  )
}

/** The translation says that it was made from the very words that stand there now; the source itself always does. */
export const namesSource = (layer: Layer, tag: string, id: string, section: string): boolean => {
  const texts = textsOf(layer, id)
  const source = packSource(layer)
  return tag === source || texts[tag]?.from[section] === textHash(texts[source]?.texts[section] ?? '')
}

/** An editor took it back at once; nothing of it is shown, in no locale. */
export const isWithdrawn = (layer: Layer, id: string, section: string): boolean =>
  textsOf(layer, id)[packSource(layer)]?.withdrawn?.includes(section) ?? false

/** A text on a deadline asserts a fact cell that says so (P9). */
export const isDeadlineText = (layer: Layer, id: string, section: string): boolean =>
  factsIn(textsOf(layer, id)[packSource(layer)]?.texts[section] ?? '').some(
    (fact) => layer.facts[fact]?.deadline,
  )

type Tree = Layer['texts'][string][string]

/** The leaves of a tree of texts, `a.b` for nested ones; the plural forms of one key are one text. */
export const foldedLeaves = (tree: Tree | undefined, prefix = ''): Map<string, string> => {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree ?? {})) {
    const name = `${prefix}${key.replace(/_(zero|one|two|few|many|other)$/, '')}`
    if (typeof value === 'string') found.set(name, found.has(name) ? `${found.get(name)} | ${value}` : value)
    else for (const [inner, text] of foldedLeaves(value, `${prefix}${key}.`)) found.set(inner, text)
  }
  return found
}

/** `unnamed`: nothing says from which English text it was made. */
export type KeyState = 'current' | 'unnamed' | 'stale' | 'missing'

/** How every text of one file of a locale stands, by key. */
export const keyStates = (layer: Layer, tag: string, flow: string): Map<string, KeyState> => {
  const own = foldedLeaves(layer.texts[tag]?.[flow])
  const states = new Map<string, KeyState>()
  for (const [key, words] of foldedLeaves(layer.texts[frameSource]?.[flow])) {
    const named = layer.from[tag]?.[flow]?.[key]
    const same = layer.same[flow]?.[key]
    if (!own.has(key)) states.set(key, 'missing')
    else if (tag === frameSource || isSame(textHash(words), named, same)) states.set(key, 'current')
    else states.set(key, named === undefined ? 'unnamed' : 'stale')
  }
  return states
}

/** Sentences on deadlines: withheld where they are stale (P9). What stands on a button is no such sentence. */
export const withheldFlows: readonly string[] = ['dates']

/** The stale texts of a locale as `flow:key`. */
export const staleKeys = (layer: Layer, tag: string): Set<string> => {
  const stale = new Set<string>()
  for (const flow of Object.keys(layer.from[tag] ?? {}))
    for (const [key, state] of keyStates(layer, tag, flow)) if (state === 'stale') stale.add(`${flow}:${key}`)
  return stale
}
