import { normal } from './normal.ts'

/** A bag of character n-grams and whole words with weights. */
export type Bag = ReadonlyMap<string, number>

const sizes = [3, 4] as const
const wordWeight = 1.2
const pairWeight = 1

/** Words of a text that are looked at. */
const longest = 60

/**
 * What a text is made of for matching: character 3- and 4-grams of its words (typos, endings, missing vowels and stuck
 * words still share most of them), the words themselves, and each two words that follow each other.
 */
export const bagOf = (text: string): Bag => {
  const bag = new Map<string, number>()
  const add = (gram: string, weight: number): void => {
    bag.set(gram, (bag.get(gram) ?? 0) + weight)
  }
  let before = ''
  for (const word of normal(text).split(' ').slice(0, longest)) {
    if (word === '') continue
    if (before !== '') add(`=${before} ${word}`, pairWeight)
    before = word
    const letters = [...` ${word} `]
    add(`=${word}`, wordWeight)
    for (const size of sizes)
      for (let at = 0; at + size <= letters.length; at++) add(letters.slice(at, at + size).join(''), 1)
  }
  return bag
}
