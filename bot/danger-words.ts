import { heard } from './normal.ts'

/** A word of a lexicon: whole, or with `*` where letters may stand before or behind it. */
type Kind = 'exact' | 'prefix' | 'suffix' | 'within'

export interface Term {
  readonly id: number
  readonly kind: Kind
  readonly text: string
  /** The locales that use it, one bit each. */
  locales: number
}

/** A term that a word is, and the locales for which it counts. */
export interface Hit {
  readonly term: number
  readonly locales: number
}

const everyLocale = -1
const longestWord = 40
/** One wrong letter is forgiven from this length on; a letter of the Ethiopic script is a whole syllable. */
const typoFrom = 5
const typoFromEthiopic = 4
const isEthiopic = (word: string): boolean => word >= 'ሀ' && word < '\u1400'

/** All words of all lexicons, found by whole word, beginning, ending, inner part, and with one letter wrong. */
export class WordIndex {
  readonly #terms: Term[] = []
  readonly #byKey = new Map<string, Term>()
  readonly #typos = new Map<string, Term[]>()
  readonly #known = new Set<string>()
  readonly #heard = new Map<string, string[]>()

  /** Terms of one entry, in their order: `my_self` or `my self` is two words that must follow each other. */
  terms(entry: string, locale: number): number[] {
    const plain = entry.replaceAll(/[*_]/g, ' ')
    const words = this.#heard.get(plain) ?? heard(plain).split(' ').filter(Boolean)
    this.#heard.set(plain, words)
    return words.map((word, at) => {
      const isOpenBefore = at === 0 && entry.startsWith('*')
      const isOpenBehind = at === words.length - 1 && entry.endsWith('*')
      return this.#term(word, kindOf(isOpenBefore, isOpenBehind), locale)
    })
  }

  /** A word that is never taken for a misspelt other. */
  known(word: string): void {
    this.#known.add(heard(word))
  }

  hits(typed: string): Hit[] {
    const word = typed.slice(0, longestWord)
    const bare = /^[وف]\p{Script=Arabic}{3}/u.test(word) ? word.slice(1) : null
    const sure = new Set([...this.#sure(word), ...(bare ? this.#sure(bare) : [])])
    const hits: Hit[] = [...sure].map(({ id }) => ({ term: id, locales: everyLocale }))
    if (this.#known.has(word) || word.length < smallest(word)) return hits
    // A locale that knows the word as it stands does not guess at it.
    const own = [...sure].reduce((all, term) => (term.text.length > 3 ? all | term.locales : all), 0)
    for (const term of this.#misspelt(word)) if (!sure.has(term)) hits.push({ term: term.id, locales: ~own })
    return hits
  }

  #term(text: string, kind: Kind, locale: number): number {
    const key = `${kind}:${text}`
    const old = this.#byKey.get(key)
    const term = old ?? { id: this.#terms.length, kind, text, locales: 0 }
    term.locales |= 1 << locale
    if (!old) this.#add(key, term)
    return term.id
  }

  #add(key: string, term: Term): void {
    this.#terms.push(term)
    this.#byKey.set(key, term)
    if ((term.kind !== 'exact' && term.kind !== 'prefix') || term.text.length < smallest(term.text)) return
    for (const rest of withoutOne(term.text)) {
      const others = this.#typos.get(rest)
      if (others) others.push(term)
      else this.#typos.set(rest, [term])
    }
  }

  #sure(word: string): Term[] {
    const keys = [`exact:${word}`]
    for (let end = 1; end <= word.length; end++) keys.push(`prefix:${word.slice(0, end)}`)
    for (let from = 0; from < word.length; from++) {
      keys.push(`suffix:${word.slice(from)}`)
      for (let end = from + 2; end <= Math.min(word.length, from + 12); end++)
        keys.push(`within:${word.slice(from, end)}`)
    }
    return keys.map((key) => this.#byKey.get(key)).filter((term) => term !== undefined)
  }

  #misspelt(word: string): Set<Term> {
    const found = new Set<Term>()
    const least = smallest(word) - 1
    for (let end = Math.min(word.length, 14); end >= least; end--) {
      const part = word.slice(0, end)
      for (const rest of withoutOne(part))
        for (const term of this.#typos.get(rest) ?? [])
          if ((end === word.length || term.kind === 'prefix') && isNear(part, term.text)) found.add(term)
    }
    return found
  }
}

const kindOf = (isOpenBefore: boolean, isOpenBehind: boolean): Kind => {
  if (isOpenBefore) return isOpenBehind ? 'within' : 'suffix'
  return isOpenBehind ? 'prefix' : 'exact'
}

const smallest = (word: string): number => (isEthiopic(word) ? typoFromEthiopic : typoFrom)

/** The word itself and all that is left of it without one letter. */
const withoutOne = (word: string): string[] => {
  const rests = [word]
  for (let at = 1; at < word.length; at++) rests.push(word.slice(0, at) + word.slice(at + 1))
  return rests
}

/** One letter more, less or other, or two neighbours changed; the first letter is right. */
const isNear = (typed: string, meant: string): boolean => {
  let start = 0
  while (start < typed.length && typed[start] === meant[start]) start++
  if (start === 0) return false
  const a = typed.slice(start)
  const b = meant.slice(start)
  return (
    a.slice(1) === b.slice(1) ||
    a.slice(1) === b ||
    a === b.slice(1) ||
    (a.length > 1 && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  )
}
