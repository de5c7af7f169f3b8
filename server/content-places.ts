import { stageFolder } from './content.ts'
import { documentFolder, wholeList } from './documents.ts'
import type { Layer } from './layer.ts'
import { foldedLeaves, frameSource, packSource } from './staleness.ts'
import type { Same } from './substance.ts'

/**
 * One text that is translated part by part: a stage or topic by section, a list of papers as a whole, a file of locales
 * by key. `marks` says where hashes stand: in the front matter of its own file, in one that all lists share, or in a JSON file.
 */
export interface Place {
  readonly id: string
  readonly group: 'stage' | 'topic' | 'list' | 'locale'
  readonly marks: 'own' | 'shared' | 'json'
  /** The folder of its files, `<tag>.md` each; of a file of locales the folder of the locale. */
  folder(tag: string): string
  readonly source: string
  readonly tags: readonly string[]
  /** The source text by part. */
  readonly parts: ReadonlyMap<string, string>
  /** Whether this locale has the part. */
  has(tag: string, part: string): boolean
  from(tag: string): Readonly<Record<string, string>>
  readonly same: Readonly<Record<string, Same>>
}

/** Everything that is translated. Ids of the pack come first, where one is also the name of a file of locales. */
export const placesOf = (layer: Layer): Place[] => [...packPlaces(layer), ...framePlaces(layer)]

/** Stages, lists of papers and topics. */
export const packPlaces = (layer: Layer): Place[] => {
  const pack = layer.pack?.id ?? 'nl'
  return [
    ...Object.keys(layer.stageTexts).map((id) =>
      packPlace(layer, 'stage', id, layer.stageTexts[id], stageFolder(pack, id)),
    ),
    ...Object.keys(layer.documentTexts).map((id) =>
      packPlace(layer, 'list', id, layer.documentTexts[id], documentFolder(pack)),
    ),
    ...Object.keys(layer.topicTexts).map((id) =>
      packPlace(layer, 'topic', id, layer.topicTexts[id], `content/${pack}/topics/${id}`),
    ),
  ]
}

const packPlace = (
  layer: Layer,
  group: 'stage' | 'topic' | 'list',
  id: string,
  texts: Layer['stageTexts'][string] = {},
  folder: string,
): Place => {
  const source = packSource(layer)
  const words = texts[source]?.texts ?? {}
  const whole = words[wholeList] ?? ''
  return {
    id,
    group,
    marks: group === 'list' ? 'shared' : 'own',
    folder: () => folder,
    source,
    tags: Object.keys(texts),
    parts: group === 'list' ? new Map([[wholeList, whole]]) : new Map(Object.entries(words)),
    has: (tag, part) => texts[tag]?.texts[part] !== undefined,
    from: (tag) => texts[tag]?.from ?? {},
    same: texts[source]?.same ?? {},
  }
}

const framePlaces = (layer: Layer): Place[] =>
  Object.keys(layer.texts[frameSource] ?? {}).map((flow) => ({
    id: flow,
    group: 'locale',
    marks: 'json',
    folder: (tag) => `locales/${tag}`,
    source: frameSource,
    tags: Object.keys(layer.texts).filter((tag) => layer.texts[tag]?.[flow] !== undefined),
    parts: foldedLeaves(layer.texts[frameSource]?.[flow]),
    has: (tag, part) => foldedLeaves(layer.texts[tag]?.[flow]).has(part),
    from: (tag) => layer.from[tag]?.[flow] ?? {},
    same: layer.same[flow] ?? {},
  }))
