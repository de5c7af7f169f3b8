import { type Leaning, leaningOf, leanings } from './leaning.ts'
import { type Bag, bagOf } from './ngram.ts'

/** One line an editor gave for a topic: an example question, or a keyword (matched by how much of it the question holds). */
export interface AskLine {
  readonly topic: string
  readonly locale: string
  readonly text: string
  readonly kind: 'example' | 'keyword'
}

interface Posting {
  readonly idf: number
  readonly at: Uint32Array
  readonly weight: Float32Array
}

export interface AskIndex {
  readonly lines: readonly AskLine[]
  readonly topics: readonly string[]
  /** The place in `topics` of each line's topic. */
  readonly owners: Uint16Array
  readonly norms: Float32Array
  readonly postings: ReadonlyMap<string, Posting>
  readonly leaning: Leaning
}

export interface Match {
  readonly topic: string
  /** How alike: from 0 (nothing in common). */
  readonly score: number
}

/** Builds the index once for a Catalog. */
export const buildAskIndex = (lines: readonly AskLine[]): AskIndex => {
  const topics = [...new Set(lines.map(({ topic }) => topic))]
  const places = new Map(topics.map((topic, place) => [topic, place]))
  const owners = Uint16Array.from(lines, ({ topic }) => places.get(topic) ?? 0)
  const bags = lines.map((line) => bagOf(line.text))
  const postings = postingsOf(bags, owners, topics.length)
  const idf = (gram: string) => postings.get(gram)?.idf ?? 0
  const norms = Float32Array.from(bags, (bag) => normOf(bag, idf))
  const leaners = bags.map((bag, at) => ({ topic: owners[at] ?? 0, bag, norm: norms[at] ?? 1 }))
  return { lines, topics, owners, norms, postings, leaning: leaningOf(leaners, topics.length, idf) }
}

const postingsOf = (bags: readonly Bag[], owners: Uint16Array, topics: number): Map<string, Posting> => {
  const found = new Map<string, { at: number[]; weight: number[] }>()
  bags.forEach((bag, at) => {
    for (const [gram, weight] of bag) {
      const posting = found.get(gram) ?? { at: [], weight: [] }
      posting.at.push(at)
      posting.weight.push(Math.sqrt(weight))
      found.set(gram, posting)
    }
  })
  const rarity = (at: readonly number[]): number =>
    Math.log(1 + bags.length / at.length) / 2 +
    Math.log(1 + topics / new Set(at.map((one) => owners[one])).size)
  return new Map(
    [...found].map(([gram, { at, weight }]) => [
      gram,
      { idf: rarity(at), at: Uint32Array.from(at), weight: Float32Array.from(weight) },
    ]),
  )
}

const normOf = (bag: Bag, idf: (gram: string) => number): number => {
  let sum = 0
  for (const [gram, weight] of bag) sum += weight * idf(gram) ** 2
  return Math.sqrt(sum) || 1
}

/** Weight of the best, second and third line of a topic: several likenesses count more than one. */
const shares = [1, 0.18, 0.08]
/** Grams that no editor's line has count against a match, so that words from elsewhere lower the score. */
const unknownIdf = 6
const keywordShare = 0.7
/** Lines in the person's own language count a little more than the same likeness in another one. */
const ownLocale = 1.08
/** What all lines of a topic together say, beside its most alike ones. */
const leanShare = 0.5
/** Brings the sum near to 1 where a question is surely about a topic. */
const scale = 0.16

/** Topics by likeness to a question, best first, at most `limit`. */
export const matchTopics = (question: string, index: AskIndex, locale: string, limit = 3): Match[] => {
  const bag = bagOf(question)
  const known = (gram: string) => index.postings.get(gram)?.idf ?? 0
  const norm = normOf(bag, (gram) => index.postings.get(gram)?.idf ?? unknownIdf)
  const leans = leanings(bag, norm, index.leaning, known)
  return likenesses(bag, norm, index, locale)
    .map(([topic, scores]) => ({
      topic: index.topics[topic] ?? '',
      score: scale * (topScore(scores) + leanShare * (leans[topic] ?? 0)),
    }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
}

const likenesses = (bag: Bag, norm: number, index: AskIndex, locale: string): [number, number[]][] => {
  const byTopic = new Map<number, number[]>()
  for (const [at, dot] of dotsOf(bag, index)) {
    const line = index.lines[at]
    const owner = index.owners[at]
    const lineNorm = index.norms[at] ?? 1
    if (!line || owner === undefined) continue
    const cosine = dot / (norm * lineNorm)
    const held =
      line.kind === 'keyword' ? keywordShare * (dot / lineNorm ** 2) * Math.min(1, 0.45 + cosine) : 0
    const score = Math.max(cosine, held) * (line.locale === locale ? ownLocale : 1)
    const scores = byTopic.get(owner)
    if (scores) scores.push(score)
    else byTopic.set(owner, [score])
  }
  return [...byTopic]
}

const topScore = (scores: number[]): number => {
  scores.sort((a, b) => b - a)
  return shares.reduce((sum, share, place) => sum + share * (scores[place] ?? 0), 0)
}

const dotsOf = (bag: Bag, index: AskIndex): Map<number, number> => {
  const dots = new Map<number, number>()
  for (const [gram, weight] of bag) {
    const posting = index.postings.get(gram)
    if (!posting) continue
    const share = Math.sqrt(weight) * posting.idf ** 2
    for (let place = 0; place < posting.at.length; place++) {
      const at = posting.at[place] ?? 0
      dots.set(at, (dots.get(at) ?? 0) + share * (posting.weight[place] ?? 0))
    }
  }
  return dots
}
