import { join } from 'node:path'
import type { Place } from './content-places.ts'
import { writeFront, writeJson } from './content-stamp.ts'
import { wholeList } from './documents.ts'
import { type Layer, textHash } from './layer.ts'
import { asMajor, asMinor, type Same } from './substance.ts'

export interface Mark {
  readonly kind: 'minor' | 'major'
  readonly place: Place
  readonly part: string
  /** The hash of the text before the change; unless said, the text marked last, else the one that translations name. */
  readonly since?: string | undefined
}

/** Says of a changed source text whether its meaning changed. @returns the files that changed; a sentence where that cannot be known */
export const mark = (layer: Layer, root: string, asked: Mark): string[] | string => {
  const same = markedSame(asked)
  if (typeof same === 'string') return same
  const { place, part } = asked
  return writeSame(layer, root, place, { ...place.same, ...(same.length > 0 ? { [part]: same } : {}) })
}

/** The hashes that say the same from now on, or a sentence. */
export const markedSame = ({ kind, place, part, since }: Mark): Same | string => {
  const now = textHash(place.parts.get(part) ?? '')
  const same = place.same[part]
  if (kind === 'major') return asMajor(now)
  if (since !== undefined) return asMinor(now, since, same)
  if (same !== undefined) return same.includes(now) ? same : asMinor(now, same.at(-1) ?? now, same)
  const named = [...new Set(place.tags.flatMap((tag) => place.from(tag)[part] ?? []))].filter(
    (hash) => hash !== now,
  )
  const [before] = named
  return named.length > 1 ? whichBefore(place, part, named) : asMinor(now, before ?? now)
}

const whichBefore = (place: Place, part: string, named: readonly string[]): string => {
  const texts = named.map(
    (hash) => `${hash} (${place.tags.filter((tag) => place.from(tag)[part] === hash).join(' ')})`,
  )
  return `${place.id}, ${part}: translations name several texts: ${texts.join(', ')}. Say with --since <hash> against which one the change is minor.`
}

const writeSame = (layer: Layer, root: string, place: Place, same: Marks): string[] => {
  const { source, id } = place
  if (place.marks === 'json')
    return writeJson(join(root, place.folder(source), 'same.json'), { ...layer.same, [id]: same })
  // One file holds all lists of papers; each is marked as a whole.
  const marks =
    place.marks === 'shared' ? { ...listMarks(layer, source), [id]: Object.values(same)[0] } : same
  const lines = Object.entries(marks).flatMap(([part, hashes]) =>
    hashes ? [`${part}: [${hashes.map((hash) => `'${hash}'`).join(', ')}]`] : [],
  )
  return writeFront(join(root, place.folder(source), `${source}.md`), 'same', lines)
}

type Marks = Readonly<Record<string, Same>>

const listMarks = (layer: Layer, source: string): Readonly<Record<string, Same | undefined>> =>
  Object.fromEntries(
    Object.entries(layer.documentTexts).map(([id, texts]) => [id, texts[source]?.same?.[wholeList]]),
  )
