import type { Layer } from './layer.ts'

const marks = (hashes: string): number => hashes.split(' ').filter((hash) => hash !== '').length

/** A figure, beside the ids of texts: whoever read it, or a day counted with it, relied on it. */
export const figureId = (fact: string): string => `fact/${fact}`

/**
 * How often each text changed in substance, by its id: `stage/section` from `major` in the source text's front matter,
 * `flow:key` from `major.json` of the source locale, `fact/id` from a fact cell. Only the marks count, so that what was
 * built first does not matter.
 */
export const editionsOf = (layer: Layer): ReadonlyMap<string, number> => {
  const source = layer.pack?.sourceLocale ?? 'nl'
  const editions = new Map<string, number>()
  for (const [id, texts] of [...Object.entries(layer.stageTexts), ...Object.entries(layer.topicTexts)])
    for (const [section, hashes] of Object.entries(texts[source]?.major ?? {}))
      editions.set(`${id}/${section}`, marks(hashes))
  for (const [id, { major = [] }] of Object.entries(layer.facts))
    if (major.length > 0) editions.set(figureId(id), major.length)
  for (const [key, hashes] of Object.entries(layer.texts[source]?.major ?? {}))
    if (typeof hashes === 'string') editions.set(key, marks(hashes))
  return editions
}

export const sumOf = (editions: ReadonlyMap<string, number>): number =>
  [...editions.values()].reduce((sum, count) => sum + count, 0)

/** Marks on texts that do not exist: nobody would ever be told. */
export const editionFaults = (layer: Layer): string[] => {
  const source = layer.pack?.sourceLocale ?? 'nl'
  return [...editionsOf(layer).keys()]
    .filter((id) => !exists(layer, source, id))
    .map((id) =>
      id.includes('/')
        ? `${source}.md of "${id.split('/')[0]}": major names the section "${id.split('/')[1]}", which it does not have.`
        : `locales/${source}/major.json names "${id}", which is no text of that locale.`,
    )
}

const exists = (layer: Layer, source: string, id: string): boolean => {
  const [stage = '', section] = id.split('/')
  if (stage === 'fact') return layer.facts[section ?? ''] !== undefined
  if (section !== undefined)
    return (layer.stageTexts[stage] ?? layer.topicTexts[stage])?.[source]?.texts[section] !== undefined
  const [flow = '', key = ''] = id.split(':')
  let found: unknown = layer.texts[source]?.[flow]
  for (const part of key.split('.'))
    found =
      typeof found === 'object' && found !== null
        ? Object.entries(found).find(([name]) => name === part)?.[1]
        : undefined
  return typeof found === 'string'
}

/** Texts on deadlines: a section that names a term of law, and the lines that say by when to act (P14). */
export const isDeadlineKey = (key: string): boolean =>
  /^dates:(act-by|running|late|vovo|what\.|how-|ask-once-more)/.test(key)

export const isDeadlineSection = (layer: Layer, facts: readonly string[]): boolean =>
  facts.some((id) => layer.facts[id]?.unit !== undefined)

/** Texts that say what to do in danger. */
export const isSafetyTopic = (layer: Layer, id: string): boolean =>
  layer.topics[id]?.group === 'safety' || id === 'trafficking'
