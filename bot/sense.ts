import { type GramOptions, type Grams, placeOf } from './gram.ts'
import { bare } from './normal.ts'

/** What words of one language mean, as authors write it: `kill*` may go on, `better_off` follow each other. */
export interface SenseWords {
  /** How many letters may stand before a beginning: prefixes of verbs, articles. */
  readonly before: number
  readonly senses: Readonly<Record<string, readonly string[]>>
}

/** Senses that an entry has in one language. */
interface Meaning {
  readonly table: number
  readonly senses: string[]
}

/** The words of all languages in one, so that a text is looked up once. */
export interface SenseIndex {
  readonly tags: readonly string[]
  readonly before: readonly number[]
  readonly whole: ReadonlyMap<string, readonly Meaning[]>
  readonly beginnings: ReadonlyMap<string, readonly Meaning[]>
}

export interface Sensed {
  readonly locale: string
  /** The senses of each word that has one or more. */
  readonly senses: readonly (readonly string[])[]
}

/** Words of a text that are looked at, and letters of a word. */
const mostWords = 60
const mostLetters = 24
/** A beginning within a word has at least these letters. */
const leastWithin = 3

export const buildSenseIndex = (words: Readonly<Record<string, SenseWords>>): SenseIndex => {
  const whole = new Map<string, Meaning[]>()
  const beginnings = new Map<string, Meaning[]>()
  for (const [table, { senses }] of Object.values(words).entries())
    for (const [sense, entries] of Object.entries(senses))
      for (const entry of entries) {
        const key = keyOf(entry.replaceAll(/[*_]/g, ' ').trim())
        if (key !== '') put(entry.endsWith('*') ? beginnings : whole, key, table, sense)
      }
  return {
    tags: Object.keys(words),
    before: Object.values(words).map((one) => one.before),
    whole,
    beginnings,
  }
}

/** As `bare`, which is slow for thousands of words; of plain letters little is left to do. */
const keyOf = (entry: string): string =>
  /^[a-z0-9]+$/.test(entry) ? entry.replace(/([a-z])\1+/g, '$1') : bare(entry)

const put = (map: Map<string, Meaning[]>, key: string, table: number, sense: string): void => {
  const meanings = map.get(key) ?? []
  const own = meanings.find((one) => one.table === table)
  if (!own) meanings.push({ table, senses: [sense] })
  else if (!own.senses.includes(sense)) own.senses.push(sense)
  map.set(key, meanings)
}

/**
 * What a text says in terms that all languages share, word by word: an example in one language so teaches something
 * about all. The words of the own locale are taken unless those of another know more of the text.
 */
export const sensesIn = (text: string, index: SenseIndex, own: string): Sensed => {
  const words = bare(text).split(' ').filter(Boolean).slice(0, mostWords)
  const byWord = words.map((word, at) => sensesOf(word, words[at + 1], index))
  let best = Math.max(0, index.tags.indexOf(own))
  let most = -1
  for (const [table, tag] of index.tags.entries()) {
    const known = byWord.filter((tables) => tables.has(table)).length
    const counted = known + (tag === own ? 0.5 + words.length / 4 : 0)
    if (counted <= most) continue
    best = table
    most = counted
  }
  const senses = byWord.map((tables) => [...(tables.get(best) ?? [])])
  return { locale: index.tags[best] ?? own, senses: senses.filter(({ length }) => length > 0) }
}

/** The senses of one word, by the language they are of. */
const sensesOf = (typed: string, next: string | undefined, index: SenseIndex): Map<number, Set<string>> => {
  const word = typed.slice(0, mostLetters)
  const found = new Map<number, Set<string>>()
  const add = (meanings: readonly Meaning[] = [], from = 0): void => {
    for (const { table, senses } of meanings) {
      if (from > (index.before[table] ?? 0)) continue
      found.set(table, new Set([...(found.get(table) ?? []), ...senses]))
    }
  }
  add(index.whole.get(word))
  const last = Math.max(0, Math.min(Math.max(0, ...index.before), word.length - leastWithin))
  for (let from = 0; from <= last; from++)
    for (let end = from + (from === 0 ? 1 : leastWithin); end <= word.length; end++)
      add(index.beginnings.get(word.slice(from, end)), from)
  if (next !== undefined) {
    const both = `${word} ${next.slice(0, mostLetters)}`
    add(index.whole.get(both))
    for (let end = word.length + 2; end <= both.length; end++) add(index.beginnings.get(both.slice(0, end)))
  }
  return found
}

/** How much two senses near each other count beside one, and how near they are. */
export interface PairOptions {
  readonly count: number
  readonly reach: number
}

/** Each sense, and each two near each other in any order: languages put them differently. */
export const senseGrams = (
  senses: Sensed['senses'],
  { count, reach }: PairOptions,
  { bits }: Pick<GramOptions, 'bits'>,
): Grams => {
  const grams = new Map<number, number>()
  const add = (sign: string, counted: number): void => {
    grams.set(placeOf(sign, bits), counted)
  }
  for (const [at, here] of senses.entries())
    for (const one of here) {
      add(`c:${one}`, 1)
      for (const there of senses.slice(at + 1, at + 1 + reach))
        for (const other of there)
          if (one !== other) add(one < other ? `p:${one}+${other}` : `p:${other}+${one}`, count)
    }
  return grams
}
