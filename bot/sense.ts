import { bare } from './normal.ts'

/** What words of one language mean, as authors write it: `kill*` may go on, `better_off` follow each other. */
export interface SenseWords {
  /** How many letters may stand before a beginning: prefixes of verbs, articles. */
  readonly before: number
  readonly senses: Readonly<Record<string, readonly string[]>>
}

interface SenseTable {
  readonly before: number
  readonly whole: ReadonlyMap<string, readonly string[]>
  readonly beginnings: ReadonlyMap<string, readonly string[]>
}

export type SenseIndex = ReadonlyMap<string, SenseTable>

export interface Sensed {
  readonly locale: string
  /** The senses of each word that has any. */
  readonly senses: readonly (readonly string[])[]
}

/** Words of a text that are looked at, and letters of a word. */
const mostWords = 60
const mostLetters = 24
/** A beginning within a word has at least these letters. */
const leastWithin = 3

export const buildSenseIndex = (words: Readonly<Record<string, SenseWords>>): SenseIndex =>
  new Map(Object.entries(words).map(([tag, one]) => [tag, tableOf(one)]))

const tableOf = ({ before, senses }: SenseWords): SenseTable => {
  const whole = new Map<string, string[]>()
  const beginnings = new Map<string, string[]>()
  for (const [sense, entries] of Object.entries(senses))
    for (const entry of entries) {
      const map = entry.endsWith('*') ? beginnings : whole
      const key = bare(entry.replaceAll(/[*_]/g, ' '))
      if (key !== '') map.set(key, [...new Set([...(map.get(key) ?? []), sense])])
    }
  return { before, whole, beginnings }
}

/**
 * What a text says in terms that all languages share, word by word: an example in one language so teaches something
 * about all. The table of the own locale is used unless another one knows more of the words.
 */
export const sensesIn = (text: string, index: SenseIndex, own: string): Sensed => {
  const words = bare(text).split(' ').filter(Boolean).slice(0, mostWords)
  let best: Sensed = { locale: own, senses: [] }
  let most = -1
  for (const [tag, table] of index) {
    const found = words
      .map((word, at) => sensesOf(word, words[at + 1], table))
      .filter(({ length }) => length > 0)
    const known = found.length + (tag === own ? 0.5 + words.length / 4 : 0)
    if (known > most) {
      best = { locale: tag, senses: found }
      most = known
    }
  }
  return best
}

const sensesOf = (typed: string, next: string | undefined, table: SenseTable): string[] => {
  const word = typed.slice(0, mostLetters)
  const found = new Set<string>(table.whole.get(word))
  const add = (beginning: string): void => {
    for (const sense of table.beginnings.get(beginning) ?? []) found.add(sense)
  }
  for (let from = 0; from <= Math.min(table.before, word.length - leastWithin) || from === 0; from++)
    for (let end = from + (from === 0 ? 1 : leastWithin); end <= word.length; end++)
      add(word.slice(from, end))
  if (next !== undefined) {
    const both = `${word} ${next.slice(0, mostLetters)}`
    for (const sense of table.whole.get(both) ?? []) found.add(sense)
    for (let end = word.length + 2; end <= both.length; end++) add(both.slice(0, end))
  }
  return [...found]
}
