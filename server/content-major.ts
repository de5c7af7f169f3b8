import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Layer, stageFolder, textHash } from './content.ts'

/** What is marked: a section of a stage or topic (`appeal`, `norm`), or a text of the locales (`safety:ill`). */
export interface Marked {
  readonly root: string
  readonly pack: string
  readonly id: string
  readonly section: string | null
}

/**
 * Says in the source text that it changed in substance: people who were given it before are told (P14). Only adds.
 * @returns the file that changed, null where this very text is marked already; or a sentence that helps
 */
export const markMajor = (layer: Layer, marked: Marked): { readonly path: string | null } | string =>
  marked.section === null ? markKey(layer, marked) : markSection(layer, marked, marked.section)

const markSection = (
  layer: Layer,
  { root, pack, id }: Marked,
  section: string,
): { readonly path: string | null } | string => {
  const source = layer.pack?.sourceLocale ?? 'nl'
  const text = (layer.stageTexts[id] ?? layer.topicTexts[id])?.[source]
  const words = text?.texts[section]
  if (!text || words === undefined)
    return `There is no section "${section}" in ${source}.md of "${id}". Name both as the files do.`
  const next = appended(text.major[section] ?? '', textHash(words))
  if (next === null) return { path: null }
  const folder = layer.stageTexts[id] ? stageFolder(pack, id) : `content/${pack}/topics/${id}`
  const path = join(root, folder, `${source}.md`)
  const lines = Object.entries({ ...text.major, [section]: next }).map(
    ([name, hash]) => `  ${name}: '${hash}'\n`,
  )
  writeFileSync(path, withMajor(readFileSync(path, 'utf8'), lines))
  return { path }
}

const withMajor = (file: string, lines: readonly string[]): string =>
  file.replace(/^---\n([\s\S]*?\n)---\n/, (_, front: string) => {
    const rest = front.replace(/^major:.*\n(?:[ \t]+.*\n)*/m, '')
    return `---\n${rest}major:\n${lines.join('')}---\n`
  })

const markKey = (layer: Layer, { root, id }: Marked): { readonly path: string | null } | string => {
  const source = layer.pack?.sourceLocale ?? 'nl'
  const [flow = '', key = ''] = id.split(':')
  let found: unknown = layer.texts[source]?.[flow]
  for (const part of key.split('.'))
    found = typeof found === 'object' && found !== null ? new Map(Object.entries(found)).get(part) : undefined
  if (typeof found !== 'string')
    return `locales/${source}/${flow}.json has no text "${key}". Name it as in "safety:ill".`
  const path = join(root, 'locales', source, 'major.json')
  const marks: Record<string, string> = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const next = appended(marks[id] ?? '', textHash(found))
  if (next === null) return { path: null }
  writeFileSync(path, `${JSON.stringify({ ...marks, [id]: next }, null, 2)}\n`)
  return { path }
}

/** Null where the newest mark is of this very text: nobody is told twice of one change. */
const appended = (marks: string, hash: string): string | null => {
  const hashes = marks.split(' ').filter((one) => one !== '')
  return hashes.at(-1) === hash ? null : [...hashes, hash].join(' ')
}

/**
 * Says of a figure that it changed in substance to what stands there now: whoever read a text with it, or a day counted
 * with it, is told (P14). @returns as `markMajor`
 */
export const markFigure = (
  layer: Layer,
  { root, pack, id }: Omit<Marked, 'section'>,
): { readonly path: string | null } | string => {
  const fact = layer.facts[id]
  const folder = join(root, 'content', pack, 'facts')
  const path = fact
    ? readdirSync(folder)
        .map((name) => join(folder, name))
        .find((file) => blockOf(id).test(readFileSync(file, 'utf8')))
    : undefined
  if (!fact || path === undefined)
    return `There is no fact "${id}" in content/${pack}/facts. Name it as the file does.`
  const now = `${fact.value} ${fact.unit ?? ''}`.trim()
  if (fact.major?.at(-1) === now) return { path: null }
  const line = `  major: [${[...(fact.major ?? []), now].map((one) => JSON.stringify(one)).join(', ')}]\n`
  const file = readFileSync(path, 'utf8')
  writeFileSync(
    path,
    file.replace(blockOf(id), (block) => `${block.replace(/^ {2}major:.*\n/m, '').trimEnd()}\n${line}`),
  )
  return { path }
}

/** A fact cell with its fields, up to the next one. */
const blockOf = (id: string): RegExp => new RegExp(`^${id}:[^\\n]*\\n(?: {2}.*(?:\\n|$))+`, 'm')
