import { createHash } from 'node:crypto'
import { createInstance, type i18n } from 'i18next'
import { type Asked, outsideShare, topicsFor } from '../bot/ask.ts'
import { type Catalog, type Command, commands, type Locale, type Stage } from '../bot/catalog.ts'
import { buildDangerIndex, type DangerIndex, risks } from '../bot/danger-index.ts'
import { heard, normal } from '../bot/normal.ts'
import { buildSenseIndex, type SenseIndex } from '../bot/sense.ts'
import { checkLayer } from './catalog-check.ts'
import { Layer } from './content.ts'
import { directoryOf } from './directory.ts'
import { editionsOf, sumOf } from './editions.ts'
import { keyFinder } from './key-finder.ts'
import { type Learnt, learntHere } from './learnt.ts'
import { sectionFinder } from './sections.ts'
import { packTexts } from './staleness.ts'
import { topicSensesOf } from './topic-sense.ts'

export interface CatalogOptions {
  /** With a go-live record unverified facts are withheld (P10). */
  readonly goLive: boolean
  /** Texts that an editor took back at once: `stage/section`, `flow:key`. */
  readonly withdrawn?: readonly string[]
}

/**
 * Builds an immutable Catalog from its layers, later ones over earlier ones.
 * @throws ContentFault for a fault of structure; staleness is a state, never a fault.
 */
export const buildCatalog = (
  layers: readonly Layer[],
  options: CatalogOptions,
  learnt: Learnt = learntHere,
): Catalog => {
  // From an empty one, so that the same texts give the same hash whatever they were laid over.
  const layer = layers.reduce(over, Layer.parse({}))
  const { locales, pack } = checkLayer(layer)
  const i18n = wordsOf(layer)
  const byTag = new Map(locales.map((locale) => [locale.tag, locale]))
  const commandMap = commandsOf(layer, locales)
  const sections = sectionFinder(layer, i18n, byTag, options)
  const editions = editionsOf(layer)
  return {
    edition: sumOf(editions),
    editionOf: (id) => editions.get(id) ?? 0,
    hash: createHash('sha256')
      .update(JSON.stringify([layer, options.goLive, options.withdrawn ?? []]))
      .digest('hex')
      .slice(0, 16),
    locales,
    named: namer(locales),
    phases: pack.phases,
    regimeStart: String(layer.facts[pack.regimeStart]?.value ?? ''),
    complete: locales.map(({ tag }) => tag).filter((tag) => isComplete(layer, tag)),
    stage: (id) => stageOf(layer, id),
    key: keyFinder(layer, i18n, byTag, new Set(options.withdrawn)),
    section: sections,
    command: (typed) => commandMap.get(typed) ?? null,
    danger: locales.flatMap(({ tag }) => dangerOf(layer, tag)),
    dangerIndex: dangerFinder(layer, locales, learnt),
    documents: Object.values(layer.documents),
    directory: directoryOf(layer),
    topics: Object.values(layer.topics),
    ...asker(layer, learnt),
    smalltalk: new Set(Object.values(layer.smalltalk).flat().map(heard)),
  }
}

/** Topics of this Catalog alone: what was learnt may know others. */
const asker = (layer: Layer, learnt: Learnt): Pick<Catalog, 'ask' | 'outside'> => {
  const { topics } = layer
  let senses: SenseIndex | null = null
  const askedIn = (locale: string): Asked | null => {
    const model = Object.keys(topics).length > 0 ? learnt.topics() : null
    if (!model) return null
    senses ??= buildSenseIndex(topicSensesOf(layer))
    return { model, senses, locale }
  }
  return {
    ask: (question, locale) => {
      const asked = askedIn(locale)
      return asked ? topicsFor(question, asked, (id) => topics[id] !== undefined) : []
    },
    outside: (text, locale) => {
      const asked = askedIn(locale)
      return asked ? outsideShare(text, asked) : 1
    },
  }
}

/** Merges two layers: texts key by key, everything else by id. */
export const over = (below: Layer, above: Layer): Layer => ({
  locales: above.locales ?? below.locales,
  pack: above.pack ?? below.pack,
  texts: deep(below.texts, above.texts),
  from: deep(below.from, above.from),
  same: deep(below.same, above.same),
  commands: deep(below.commands, above.commands),
  danger: deep(below.danger, above.danger),
  senses: { ...below.senses, ...above.senses },
  topicSenses: { ...below.topicSenses, ...above.topicSenses },
  smalltalk: { ...below.smalltalk, ...above.smalltalk },
  sources: { ...below.sources, ...above.sources },
  facts: { ...below.facts, ...above.facts },
  stages: { ...below.stages, ...above.stages },
  stageTexts: deep(below.stageTexts, above.stageTexts),
  documents: { ...below.documents, ...above.documents },
  documentTexts: deep(below.documentTexts, above.documentTexts),
  needs: { ...below.needs, ...above.needs },
  listings: { ...below.listings, ...above.listings },
  topics: { ...below.topics, ...above.topics },
  topicTexts: deep(below.topicTexts, above.topicTexts),
})

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const deep = <T extends Record<string, unknown>>(below: T, above: T): T => {
  const merged: Record<string, unknown> = { ...below }
  for (const [key, value] of Object.entries(above)) {
    const old = merged[key]
    merged[key] = isTree(old) && isTree(value) ? deep(old, value) : value
  }
  return { ...below, ...merged }
}

/** One i18next instance a Catalog: nothing is shared between releases. */
const wordsOf = (layer: Layer): i18n => {
  const instance = createInstance()
  const resources = Object.fromEntries(
    Object.entries(layer.texts).map(([tag, flows]) => [
      tag,
      { ...filledPlurals(flows), pack: packWords(layer, tag) },
    ]),
  )
  instance.init({
    resources,
    lng: 'en',
    fallbackLng: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  return instance
}

const packWords = (layer: Layer, tag: string): Record<string, string> => {
  const words: Record<string, string> = {}
  for (const [stage, texts] of Object.entries(packTexts(layer)))
    for (const [section, text] of Object.entries(texts[tag]?.texts ?? {})) words[`${stage}/${section}`] = text
  return words
}

const plurals = ['zero', 'one', 'two', 'few', 'many', 'other']

/** Languages that the machine's plural rules do not know fall to `other`, whatever the machine's own language is. */
const filledPlurals = (flows: Record<string, unknown>): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(flows).map(([flow, tree]) => {
      const filled: Record<string, unknown> = isTree(tree) ? { ...tree } : {}
      for (const [key, text] of Object.entries(filled))
        if (key.endsWith('_other'))
          for (const plural of plurals) filled[key.replace(/other$/, plural)] ??= text
      return [flow, filled]
    }),
  )

/** Where two languages bear one name the first of the picker counts. */
const namer = (locales: readonly Locale[]): Catalog['named'] => {
  const tags = new Map<string, string>()
  for (const { tag, name, also } of locales)
    for (const one of [name, ...also].map(normal)) if (!tags.has(one)) tags.set(one, tag)
  return (typed) => tags.get(typed) ?? null
}

const stageOf = (layer: Layer, id: string): Stage | null => {
  const stage = layer.stages[id]
  if (!stage) return null
  const { regime, next, grave, children, walk = null } = stage
  return { id, regime, next, grave, children, walk, sections: Object.keys(stage.sections) }
}

const isComplete = (layer: Layer, tag: string): boolean =>
  layer.texts[tag]?.where !== undefined &&
  layer.texts[tag]?.dates !== undefined &&
  Object.values({ ...layer.stageTexts, ...layer.documentTexts }).every((texts) => texts[tag] !== undefined)

const commandsOf = (
  layer: Layer,
  locales: readonly Locale[],
): Map<string, { command: Command; locale: string }> => {
  const map = new Map<string, { command: Command; locale: string }>()
  for (const { tag } of locales)
    for (const command of commands)
      for (const phrase of layer.commands[tag]?.[command] ?? [])
        if (!map.has(normal(phrase))) map.set(normal(phrase), { command, locale: tag })
  return map
}

const dangerOf = (layer: Layer, tag: string): Catalog['danger'] =>
  risks.flatMap((risk) =>
    (layer.danger[tag]?.risks[risk].phrases ?? []).map((phrase) => ({
      locale: tag,
      risk,
      phrase: normal(phrase),
    })),
  )

const dangerFinder = (layer: Layer, locales: readonly Locale[], learnt: Learnt): Catalog['dangerIndex'] => {
  let index: DangerIndex | null = null
  return () => {
    index ??= buildDangerIndex(
      new Map(
        locales.flatMap(({ tag }) => {
          const words = layer.danger[tag]
          return words ? [[tag, words]] : []
        }),
      ),
      layer.senses,
      learnt.danger(),
    )
    return index
  }
}
