import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Place, placesOf } from './content-places.ts'
import { type Layer, textHash } from './layer.ts'

export interface Stamped {
  readonly root: string
  /** Only this text, this locale, these parts; everything unless said. */
  readonly only?: { readonly id: string; readonly locale: string; readonly parts: readonly string[] }
}

type Hashes = Readonly<Record<string, string>>

/**
 * Says in each translation from which source text it was made: `from` in a front matter, `from.json` in a locale.
 * Whoever stamps has read the translation beside the source.
 * @returns the files that changed
 */
export const stamp = (layer: Layer, stamped: Stamped): string[] => {
  const places = placesOf(layer)
  const own = places.filter(({ marks }) => marks === 'own').filter((place) => isAsked(place, stamped))
  const others = places.filter(({ marks }) => marks !== 'own')
  const tags = [...new Set(others.flatMap((place) => place.tags))].filter((tag) => mayStamp(tag, stamped))
  return [
    ...own.flatMap((place) =>
      place.tags
        .filter((tag) => tag !== place.source && mayStamp(tag, stamped))
        .flatMap((tag) =>
          writeFront(pathOf(stamped.root, place, tag), 'from', quoted(stampsOf(place, tag, stamped))),
        ),
    ),
    ...tags.flatMap((tag) => stampShared(others, tag, stamped)),
  ]
}

const isAsked = ({ id }: Place, { only }: Stamped): boolean => !only || only.id === id
const mayStamp = (tag: string, { only }: Stamped): boolean => !only || only.locale === tag

/** Where the hashes of one text in one locale stand. */
export const pathOf = (root: string, place: Place, tag: string): string =>
  join(root, place.folder(tag), place.marks === 'json' ? 'from.json' : `${tag}.md`)

/** Lists of papers share a file a locale, and so do the files of the locale itself. */
const stampShared = (places: readonly Place[], tag: string, stamped: Stamped): string[] => {
  const here = places.filter(({ source, tags }) => source !== tag && tags.includes(tag))
  const hashes = (place: Place): Hashes =>
    isAsked(place, stamped) ? stampsOf(place, tag, stamped) : place.from(tag)
  const lists = here.filter(({ marks }) => marks === 'shared')
  const files = here.filter(({ marks }) => marks === 'json')
  const whole = Object.fromEntries(
    lists.flatMap((place) => Object.values(hashes(place)).map((hash) => [place.id, hash])),
  )
  const [list] = lists
  const [file] = files
  return [
    ...(list ? writeFront(pathOf(stamped.root, list, tag), 'from', quoted(whole)) : []),
    ...(file
      ? writeJson(
          pathOf(stamped.root, file, tag),
          Object.fromEntries(files.map((place) => [place.id, hashes(place)])),
        )
      : []),
  ]
}

const stampsOf = (place: Place, tag: string, { only }: Stamped): Hashes => {
  const before = place.from(tag)
  const asked = only?.parts ?? []
  const from: Record<string, string> = {}
  for (const [part, words] of place.parts) {
    if (!place.has(tag, part)) continue
    const hash = asked.length === 0 || asked.includes(part) ? textHash(words) : before[part]
    if (hash !== undefined) from[part] = hash
  }
  return from
}

/** Quoted, since a hash may look like a number to YAML. */
const quoted = (from: Hashes): string[] => Object.entries(from).map(([part, hash]) => `${part}: '${hash}'`)

/** Replaces one key of a front matter by these lines; no lines take it away. @returns the path if the file changed */
export const writeFront = (path: string, key: string, lines: readonly string[]): string[] => {
  const text = readFileSync(path, 'utf8')
  const block = lines.length > 0 ? `${key}:\n${lines.map((line) => `  ${line}\n`).join('')}` : ''
  const written = text.replace(/^---\n([\s\S]*?\n)---\n/, (_, front: string) => {
    const rest = front.replace(new RegExp(`^${key}:.*\\n(?:[ \\t]+.*\\n)*`, 'm'), '')
    return `---\n${rest}${block}---\n`
  })
  return write(path, text, written)
}

/** @returns the path if the file changed */
export const writeJson = (path: string, value: unknown): string[] =>
  write(path, existsSync(path) ? readFileSync(path, 'utf8') : '', `${JSON.stringify(value, null, 2)}\n`)

const write = (path: string, before: string, after: string): string[] => {
  if (before === after) return []
  writeFileSync(path, after)
  return [path]
}
