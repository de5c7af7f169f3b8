import type { Bag } from './ngram.ts'

/** What an index is made of: a line's topic, its bag, and the length that its weights are divided by. */
export interface Leaner {
  readonly topic: number
  readonly bag: Bag
  readonly norm: number
}

/** How much each gram speaks for each topic against all others (complement naive Bayes, kept sparse). */
export interface Leaning {
  readonly grams: ReadonlyMap<string, { readonly topics: Uint16Array; readonly lift: Float32Array }>
  /** What a topic with more lines has ahead of others, taken off again. */
  readonly bias: Float32Array
}

/** What is counted for a gram that a topic never has, so that one rare gram does not decide alone. */
const smooth = 0.05

export const leaningOf = (
  lines: readonly Leaner[],
  topics: number,
  idf: (gram: string) => number,
): Leaning => {
  const counts = new Map<string, Map<number, number>>()
  const totals = new Float64Array(topics)
  for (const { topic, bag, norm } of lines)
    for (const [gram, weight] of bag) {
      const share = (Math.sqrt(weight) * idf(gram)) / norm
      const byTopic = counts.get(gram) ?? new Map<number, number>()
      byTopic.set(topic, (byTopic.get(topic) ?? 0) + share)
      counts.set(gram, byTopic)
      totals[topic] = (totals[topic] ?? 0) + share
    }
  return { grams: new Map([...counts].map(lifted)), bias: biasOf(totals, smooth * counts.size) }
}

const lifted = ([gram, byTopic]: [string, Map<number, number>]) => {
  const sum = [...byTopic.values()].reduce((total, share) => total + share, 0)
  const lift = [...byTopic.values()].map(
    (share) => Math.log(1 + share / smooth) + Math.log((sum + smooth) / (sum - share + smooth)),
  )
  return [gram, { topics: Uint16Array.from(byTopic.keys()), lift: Float32Array.from(lift) }] as const
}

const biasOf = (totals: Float64Array, floor: number): Float32Array => {
  const all = totals.reduce((sum, total) => sum + total, 0)
  const raw = Float64Array.from(totals, (total) => Math.log((total + floor) / (all - total + floor)))
  const mean = raw.reduce((sum, bias) => sum + bias, 0) / (raw.length || 1)
  return Float32Array.from(raw, (bias) => bias - mean)
}

/** How far a question leans to each topic more than to the mean one, for each unit of its length. */
export const leanings = (
  bag: Bag,
  norm: number,
  { grams, bias }: Leaning,
  idf: (gram: string) => number,
): Float64Array => {
  const leans = new Float64Array(bias.length)
  let known = 0
  for (const [gram, weight] of bag) {
    const found = grams.get(gram)
    if (!found) continue
    const share = (Math.sqrt(weight) * idf(gram)) / norm
    known += share
    for (const [place, topic] of found.topics.entries())
      leans[topic] = (leans[topic] ?? 0) + share * (found.lift[place] ?? 0)
  }
  const mean = leans.reduce((sum, lean) => sum + lean, 0) / (leans.length || 1)
  return leans.map((lean, topic) => lean - mean - known * (bias[topic] ?? 0))
}
