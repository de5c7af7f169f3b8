import { z } from 'zod'
import { normal } from '../bot/normal.ts'
import { filesIn, type Where } from './files.ts'

const Entry = z.strictObject({
  /** The word of this language, as a text says it. */
  term: z.string().min(1),
  /** The Dutch word; another one in brackets means the same thing. */
  dutch: z.string().min(1),
  /** Other forms of the term, where its stem does not show them. */
  forms: z.array(z.string().min(1)).default([]),
  /** Where the term is left out for a reason: "<text>/<section>" and why. */
  except: z.record(z.string().regex(/^[a-z_0-9-]+\/[a-z-]+$/), z.string().min(1)).default({}),
})

/** Terms of one language by what they mean. */
export type Glossary = Readonly<Record<string, z.infer<typeof Entry>>>

export interface Glossaries {
  readonly byTag: Readonly<Record<string, Glossary>>
  /** Dutch phrases in which a word is not the term that it looks like. */
  readonly homonyms: readonly string[]
}

/** Reads `content/<pack>/glossary/`: one file a language, and `nl.yaml` with the homonyms. @throws ContentFault */
export const readGlossaries = ({ root, pack = 'nl' }: Where = {}): Glossaries => {
  const files = filesIn(root)
  const folder = `content/${pack}/glossary`
  const { homonyms } = files.read(z.strictObject({ homonyms: z.array(z.string()) }), `${folder}/${pack}.yaml`)
  const byTag = Object.fromEntries(
    files
      .names(folder, '.yaml')
      .filter((name) => name !== `${pack}.yaml`)
      .map((name) => [
        name.replace('.yaml', ''),
        files.read(z.record(z.string(), Entry), `${folder}/${name}`),
      ]),
  )
  return { byTag, homonyms }
}

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

interface Word {
  readonly id: string
  readonly dutch: string
  readonly pattern: RegExp
}

/** "herhaalde asielaanvraag (HASA)" is two words for one thing. The longest first: "hoger beroep" is no "beroep". */
const dutchWords = (glossary: Glossary): Word[] =>
  Object.entries(glossary)
    .flatMap(([id, { dutch }]) =>
      [dutch.replace(/\(.*?\)/g, ''), ...[...dutch.matchAll(/\(([^)]+)\)/g)].map(([, inner = '']) => inner)]
        .map((word) => word.trim())
        .filter(Boolean)
        .map((word) => ({
          id,
          dutch: word,
          pattern: new RegExp(`(?<![\\p{L}-])${escaped(word)}(?:en|s|n)?(?![\\p{L}-])`, 'giu'),
        })),
    )
    .toSorted((one, two) => two.dutch.length - one.dutch.length)

/** The words of a text without its labels of direction, as a phrase is looked for in it. */
const plain = (text: string, homonyms: readonly string[]): string =>
  homonyms.reduce(
    (left, phrase) => left.replace(new RegExp(escaped(phrase), 'giu'), ' '),
    text.replace(/\s+/g, ' '),
  )

/** Which terms a Dutch text uses, each with the Dutch word found. */
export const termsIn = (
  text: string,
  glossary: Glossary,
  homonyms: readonly string[],
): Map<string, string> => {
  const found = new Map<string, string>()
  let left = plain(text, homonyms)
  for (const { id, dutch, pattern } of remembered(wordsBy, glossary, dutchWords)) {
    const without = left.replace(pattern, '_')
    if (without !== left && !found.has(id)) found.set(id, dutch)
    left = without
  }
  return found
}

const wordsBy = new WeakMap<Glossary, Word[]>()
const soughtBy = new WeakMap<Glossary[string], Sought>()

/** The same few glossaries are held against thousands of texts. */
const remembered = <K extends object, V>(known: WeakMap<K, V>, key: K, make: (key: K) => V): V => {
  const value = known.get(key) ?? make(key)
  known.set(key, value)
  return value
}

/** An Arabic article, a French one that clings. */
const article = /^(ال|l['’])/

/** The beginning of a word, which grammar leaves as it is. */
const stemOf = (word: string): string => {
  const letters = [...normal(word.replace(article, ''))]
  return letters.slice(0, Math.max(3, Math.ceil(letters.length * 0.75))).join('')
}

interface Sought {
  readonly stems: readonly string[]
  readonly forms: readonly string[]
}

const soughtFor = ({ term, forms }: Glossary[string]): Sought => {
  const words = term.replace(/\(.*?\)/g, ' ').split(/\s+/)
  return {
    stems: words.map(stemOf).filter((stem) => [...stem].length > 2),
    forms: [words.join(' '), ...forms].map(normal),
  }
}

/** A text says a term when it holds the beginnings of its words, one of its other forms, or the Dutch word itself. */
export const saysTerm = (text: string, entry: Glossary[string], dutch: string): boolean =>
  holdsTerm(normal(text), entry, dutch)

/** As `saysTerm`, of a text that was made `normal` before. */
export const holdsTerm = (said: string, entry: Glossary[string], dutch: string): boolean => {
  const { stems, forms } = remembered(soughtBy, entry, soughtFor)
  return (
    (stems.length > 0 && stems.every((stem) => said.includes(stem))) ||
    [normal(dutch), ...forms].some((form) => said.includes(form))
  )
}
