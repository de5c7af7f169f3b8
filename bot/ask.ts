import { type Bag, bagOf } from './ngram.ts'

/** One line an editor gave for a topic: an example question, or a keyword (matched by how much of it the question holds). */
export interface AskLine {
  readonly topic: string
  readonly locale: string
  readonly text: string
  readonly kind: 'example' | 'keyword'
}

export interface AskIndex {
  readonly lines: readonly AskLine[]
  readonly norms: Float32Array
  readonly postings: ReadonlyMap<
    string,
    { readonly idf: number; readonly at: Uint32Array; readonly weight: Float32Array }
  >
}

export interface Match {
  readonly topic: string
  /** 0 (nothing in common) to 1 (the same words). */
  readonly score: number
}

/** Builds the index once for a Catalog. */
export const buildAskIndex = (lines: readonly AskLine[]): AskIndex => {
  const found = new Map<string, { at: number[]; weight: number[] }>()
  const bags = lines.map((line) => bagOf(line.text))
  bags.forEach((bag, at) => {
    for (const [gram, weight] of bag) {
      const posting = found.get(gram) ?? { at: [], weight: [] }
      posting.at.push(at)
      posting.weight.push(Math.sqrt(weight))
      found.set(gram, posting)
    }
  })
  const postings = new Map(
    [...found].map(([gram, { at, weight }]) => [
      gram,
      {
        idf: Math.log(1 + lines.length / at.length),
        at: Uint32Array.from(at),
        weight: Float32Array.from(weight),
      },
    ]),
  )
  const norms = Float32Array.from(bags, (bag) => normOf(bag, (gram) => postings.get(gram)?.idf ?? 0))
  return { lines, norms, postings }
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
const keywordShare = 0.82
/** Lines in the person's own language count a little more than the same likeness in another one. */
const ownLocale = 1.08

/** Topics by likeness to a question, best first, at most `limit`. */
export const matchTopics = (question: string, index: AskIndex, locale: string, limit = 3): Match[] => {
  const bag = bagOf(question)
  const dots = dotsOf(bag, index)
  const norm = normOf(bag, (gram) => index.postings.get(gram)?.idf ?? unknownIdf)
  const byTopic = new Map<string, number[]>()
  for (const [at, dot] of dots) {
    const line = index.lines[at]
    const lineNorm = index.norms[at] ?? 1
    if (!line) continue
    const cosine = dot / (norm * lineNorm)
    const held =
      line.kind === 'keyword' ? keywordShare * (dot / lineNorm ** 2) * Math.min(1, 0.45 + cosine) : 0
    const score = Math.max(cosine, held) * (line.locale === locale ? ownLocale : 1)
    const scores = byTopic.get(line.topic)
    if (scores) scores.push(score)
    else byTopic.set(line.topic, [score])
  }
  return [...byTopic]
    .map(([topic, scores]) => ({ topic, score: topScore(scores) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
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
    const scale = Math.sqrt(weight) * posting.idf ** 2
    for (let place = 0; place < posting.at.length; place++) {
      const at = posting.at[place] ?? 0
      dots.set(at, (dots.get(at) ?? 0) + scale * (posting.weight[place] ?? 0))
    }
  }
  return dots
}
