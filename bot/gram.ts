/** How often each gram stands in a text; a gram is known by its place in a table of 2^bits. */
export type Grams = ReadonlyMap<number, number>

export interface GramOptions {
  /** The table holds 2^bits grams. */
  readonly bits: number
  /** Letters of the longest gram within a word. */
  readonly longest: number
}

/** Words of a text that are looked at. */
const mostWords = 60
const shortest = 3
const wordWeight = 1.2

/**
 * What a text is made of for learning: its words, each two that follow each other or stand one apart, and the pieces of
 * its words (typos, endings, missing vowels and stuck words still share most of them). Grams that fall on one place of
 * the table are one: the hashing trick (Weinberger and others, 2009).
 */
export const gramsOf = (normalised: string, { bits, longest }: GramOptions): Grams => {
  const grams = new Map<number, number>()
  const add = (gram: string, weight: number): void => {
    const place = placeOf(gram, bits)
    grams.set(place, (grams.get(place) ?? 0) + weight)
  }
  const words = normalised.split(' ').filter(Boolean).slice(0, mostWords)
  for (const [at, word] of words.entries()) {
    add(`=${word}`, wordWeight)
    if (at > 0) add(`=${words[at - 1]} ${word}`, 1)
    if (at > 1) add(`~${words[at - 2]} ${word}`, 1)
    const letters = ` ${word.slice(0, 40)} `
    for (let size = shortest; size <= longest; size++)
      for (let from = 0; from + size <= letters.length; from++) add(letters.slice(from, from + size), 1)
  }
  return grams
}

/** FNV-1a, its bits mixed once more so that the upper ones may serve alone. */
export const placeOf = (gram: string, bits: number): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < gram.length; at++) hash = Math.imul(hash ^ gram.charCodeAt(at), 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  return hash >>> (32 - bits)
}
