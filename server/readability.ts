/** What P6 asks of sentences, in figures. */
export interface Readability {
  /** Words a sentence, on average. */
  readonly average: number
  readonly longest: number
  /** Flesch Reading Ease for English, Flesch-Douma for Dutch: 100 easy, 0 hard; 60 to 70 is plain. Null elsewhere. */
  readonly ease: number | null
}

// Full stops of every script we write: Latin, Arabic, Ethiopic. A dot between figures or letters ends nothing.
const sentenceEnd = /(?<=[.!?؟۔።፧…:])["”»)]*\s+|\n+/u
const word = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu

const wordsOf = (text: string): string[] => text.match(word) ?? []

/** Groups of vowels, about as good as it gets without a dictionary; a silent English `e` counts for nothing. */
const syllables = (text: string, tag: string): number => {
  const spoken = tag === 'en' ? text.replace(/(?<=[a-z]{2}[^aeiouy\W])e[ds]?$/i, '') : text
  return Math.max(1, (spoken.match(/[aeiouyáéíóúàèëïöü]+/gi) ?? []).length)
}

/** Words a sentence and syllables a word, weighed as R. Flesch (1948) and W. H. Douma (1960) did. */
const formulas: Readonly<Record<string, (sentence: number, word: number) => number>> = {
  en: (sentence, word) => 206.835 - 1.015 * sentence - 84.6 * word,
  nl: (sentence, word) => 206.84 - 0.93 * sentence - 77 * word,
}

/** How easily a text reads; null without a word. Figures are signs for an editor, never faults. */
export const readability = (text: string, tag: string): Readability | null => {
  const sentences = text
    .split(sentenceEnd)
    .map(wordsOf)
    .filter((words) => words.length > 0)
  const words = sentences.flat()
  if (words.length === 0) return null
  const average = words.length / sentences.length
  const sounds = words.reduce((sum, one) => sum + syllables(one, tag), 0) / words.length
  return {
    average,
    longest: Math.max(...sentences.map(({ length }) => length)),
    ease: formulas[tag]?.(average, sounds) ?? null,
  }
}
