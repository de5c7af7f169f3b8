import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Layer, stageFolder, textHash } from './content.ts'
import { documentFolder, wholeList } from './documents.ts'

export interface Stamped {
  readonly root: string
  readonly pack: string
  /** Only this stage, this locale, these sections; everything unless said. */
  readonly only?: { readonly stage: string; readonly locale: string; readonly sections: readonly string[] }
}

/**
 * Says in each translation from which source text it was made: `from` in its front matter.
 * Whoever stamps has read the translation beside the source.
 * @returns the files that changed
 */
export const stamp = (layer: Layer, stamped: Stamped): string[] => {
  const source = layer.pack?.sourceLocale ?? 'nl'
  return [...stampPlaces(layer, source, stamped), ...stampLists(layer, source, stamped)]
}

/** Lists of papers stand in one file a locale: one hash a list. */
const stampLists = (layer: Layer, source: string, { root, pack, only }: Stamped): string[] => {
  const lists = Object.entries(layer.documentTexts)
  const tags = new Set(lists.flatMap(([, texts]) => Object.keys(texts)))
  return [...tags]
    .filter((tag) => tag !== source && (!only || only.locale === tag))
    .flatMap((tag) => {
      const from = lists.flatMap(([id, texts]): [string, string][] => {
        const words = texts[source]?.texts[wholeList]
        const isAsked = !only || only.stage === id
        const hash = isAsked && words !== undefined ? textHash(words) : texts[tag]?.from[wholeList]
        return hash === undefined ? [] : [[id, hash]]
      })
      return writeFrom(join(root, documentFolder(pack), `${tag}.md`), Object.fromEntries(from))
    })
}

const stampPlaces = (layer: Layer, source: string, { root, pack, only }: Stamped): string[] =>
  places(layer, pack).flatMap(({ id, folder, texts, sections }) =>
    Object.keys(texts)
      .filter((tag) => tag !== source && (!only || (only.stage === id && only.locale === tag)))
      .flatMap((tag) => {
        const asked = only?.sections ?? []
        const from = stampsOf(texts[source]?.texts ?? {}, texts[tag]?.from ?? {}, sections, asked)
        return writeFrom(join(root, folder, `${tag}.md`), from)
      }),
  )

interface Place {
  readonly id: string
  readonly folder: string
  readonly texts: Readonly<Record<string, { texts: Record<string, string>; from: Record<string, string> }>>
  readonly sections: readonly string[]
}

/** Everything that is translated section by section: stages, and topics with their two bubbles. */
const places = (layer: Layer, pack: string): Place[] => [
  ...Object.entries(layer.stageTexts).map(([id, texts]) => ({
    id,
    folder: stageFolder(pack, id),
    texts,
    sections: Object.keys(layer.stages[id]?.sections ?? {}),
  })),
  ...Object.entries(layer.topicTexts).map(([id, texts]) => ({
    id,
    folder: `content/${pack}/topics/${id}`,
    texts,
    sections: ['text', 'more'],
  })),
]

const stampsOf = (
  original: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
  sections: readonly string[],
  asked: readonly string[],
): Record<string, string> => {
  const from: Record<string, string> = {}
  for (const section of ['title', 'short', ...sections]) {
    const words = original[section]
    const isAsked = asked.length === 0 || asked.includes(section)
    const hash = isAsked && words !== undefined ? textHash(words) : before[section]
    if (hash !== undefined) from[section] = hash
  }
  return from
}

/** Quoted, since a hash may look like a number to YAML. */
const writeFrom = (path: string, from: Readonly<Record<string, string>>): string[] => {
  const text = readFileSync(path, 'utf8')
  const lines = Object.entries(from).map(([section, hash]) => `  ${section}: '${hash}'\n`)
  const stamped = text.replace(/^---\n([\s\S]*?\n)---\n/, (_, front: string) => {
    const rest = front.replace(/^from:.*\n(?:[ \t]+.*\n)*/m, '')
    return `---\n${rest}from:\n${lines.join('')}---\n`
  })
  if (stamped === text) return []
  writeFileSync(path, stamped)
  return [path]
}
