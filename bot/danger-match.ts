import type { DangerIndex, Mark, Pattern } from './danger-index.ts'
import { heard } from './normal.ts'

/** A negation this near before the words of danger takes them back; directly behind them only in some languages. */
const notReach = 2
const afterReach = 1
const vetoReach = 5
/** “Years ago”, “what if”, “of laughter”: anywhere near in the same sentence. */
const calmReach = 8

/** Where something of the lexicons stands: its first and last word. */
interface Span {
  readonly from: number
  readonly to: number
}

interface Heard {
  readonly words: readonly string[]
  /** The sentence and the clause that each word stands in. */
  readonly sentences: readonly number[]
  readonly clauses: readonly number[]
}

/** Spans by mark, in the order of the text. */
type Found = ReadonlyMap<Mark, readonly Span[]>

/** What the lexicons say about a text. */
export interface Lexical {
  readonly words: readonly string[]
  readonly found: Found
  readonly hits: readonly Pattern[]
  /** Everything of the lexicons that stands in it, in terms that all languages share: for the learner. */
  readonly signs: ReadonlySet<string>
}

export const lexicalOf = (text: string, index: DangerIndex): Lexical => {
  const said = hear(text)
  const found = find(said, index)
  const hits: Pattern[] = []
  const signs = new Set<string>()
  for (const pattern of touched(index, found)) {
    const how = standing(pattern, said, found, index)
    if (how !== 'no') signs.add(`${pattern.risk} ${how}`)
    if (how === 'meant') hits.push(pattern)
  }
  for (const marks of index.locales.values())
    for (const name of ['not', 'after', 'calm', 'now', 'help'] as const)
      if (found.has(marks[name])) signs.add(name)
  for (const [risk, marks] of index.calmOf)
    if (marks.some((mark) => found.has(mark))) signs.add(`calm ${risk}`)
  if (found.has(index.year)) signs.add('year')
  return { words: said.words, found, hits, signs }
}

/** Patterns of which at least one part stands in the text, in the order in which authors wrote them. */
const touched = ({ patterns, byMark }: DangerIndex, found: Found): Pattern[] => {
  const places = new Set([...found.keys()].flatMap((mark) => byMark.get(mark) ?? []))
  return [...places].toSorted((a, b) => a - b).flatMap((place) => patterns[place] ?? [])
}

const hear = (text: string): Heard => {
  const words: string[] = []
  const sentences: number[] = []
  const clauses: number[] = []
  for (const [sentence, whole] of text
    .slice(0, 4096)
    .split(/[.!?؟۔።፧…\n]+/u)
    .entries())
    for (const clause of whole.split(/[,;:،؛፣፤–—]+/u)) {
      const count = clauses.at(-1) ?? 0
      for (const word of heard(clause).split(' ').filter(Boolean)) {
        words.push(word)
        sentences.push(sentence)
        clauses.push(count + 1)
      }
    }
  return { words, sentences, clauses }
}

/** Terms of the lexicons that a word is, with the locales for which it counts. */
type Terms = ReadonlyMap<number, number>

const year = /^(13|14|19|20)[0-9]{2}$/

const find = ({ words }: Heard, index: DangerIndex): Found => {
  const seen = new Map<string, Terms>()
  const termsOf = (word: string): Terms => {
    const known =
      seen.get(word) ?? new Map(index.words.hits(word).map(({ term, locales }) => [term, locales]))
    seen.set(word, known)
    return known
  }
  const hits = words.map((word, at) => {
    const alone = termsOf(word)
    // Farsi's mi- written apart; in Pashto it is a word of its own.
    return words[at - 1] === 'می' ? new Map([...alone, ...termsOf(`می${word}`)]) : alone
  })
  const found = new Map<Mark, Span[]>()
  const put = (mark: Mark, span: Span): void => {
    const spans = found.get(mark)
    if (spans) spans.push(span)
    else found.set(mark, [span])
  }
  for (const [from, terms] of hits.entries()) {
    if (year.test(words[from] ?? '')) put(index.year, { from, to: from })
    for (const [term, locales] of terms)
      for (const { mark, rest, locale } of index.uses.get(term) ?? []) {
        const isHere =
          (locales & (1 << locale)) !== 0 &&
          rest.every((next, at) => ((hits[from + 1 + at]?.get(next) ?? 0) & (1 << locale)) !== 0)
        if (isHere) put(mark, { from, to: from + rest.length })
      }
  }
  return found
}

/**
 * How the parts of a pattern stand in a text: near each other (`meant`), so but taken back by what stands beside them,
 * too far apart, all but one of three or more (`part`), or not.
 */
type Standing = 'meant' | 'back' | 'far' | 'part' | 'no'

const standing = (pattern: Pattern, said: Heard, found: Found, index: DangerIndex): Standing => {
  const slots = pattern.slots.map((slot) => found.get(slot) ?? [])
  const here = slots.filter((spans) => spans.length > 0).length
  if (here < slots.length) return slots.length > 2 && here === slots.length - 1 ? 'part' : 'no'
  const [first = [], ...others] = slots
  let best: Standing = first.length > 0 ? 'far' : 'no'
  for (const anchor of first) {
    const used = [anchor, ...others.map((spans) => nearest(spans, anchor))]
    const from = Math.min(...used.map((span) => span.from))
    const to = Math.max(...used.map((span) => span.to))
    if (to - from >= pattern.window) continue
    if (!isTakenBack(pattern, { from, to, used, said, found }, index)) return 'meant'
    best = 'back'
  }
  return best
}

interface Match extends Span {
  readonly used: readonly Span[]
  readonly said: Heard
  readonly found: Found
}

const isTakenBack = (pattern: Pattern, match: Match, index: DangerIndex): boolean => {
  const marks = index.locales.get(pattern.locale)
  if (!marks) return false
  const { from, to, said } = match
  const near = (mark: Mark, before: number, behind: number, parts: readonly number[]): boolean =>
    between(match.found.get(mark) ?? [], from - before, to + behind).some(
      (span) =>
        !isPart(span, pattern, match) && (parts[span.to] === parts[from] || parts[span.from] === parts[to]),
    )
  const isNegated =
    near(marks.not, notReach, 0, said.clauses) || near(marks.after, 0, afterReach, said.clauses)
  if (isNegated && !pattern.isFirm) return true
  if (pattern.veto && near(pattern.veto, vetoReach, vetoReach, said.sentences)) return true
  const own = pattern.calm ? [marks.calm, pattern.calm] : [marks.calm]
  const calming = [...own, index.year, ...index.calm, ...(index.calmOf.get(pattern.risk) ?? [])]
  return (
    calming.some((mark) => near(mark, calmReach, calmReach, said.sentences)) &&
    !near(marks.now, calmReach, calmReach, said.sentences)
  )
}

/** Whether a negation is itself a part of the words of danger: “not breathing”. */
const isPart = (span: Span, { slots }: Pattern, { found, used }: Match): boolean =>
  used.some((part) => span.from <= part.to && part.from <= span.to) ||
  slots.some((slot) => between(found.get(slot) ?? [], span.from, span.from).length > 0)

/** Where the first span at or behind a word stands in the list. */
const lowerBound = (spans: readonly Span[], from: number): number => {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.from ?? 0) < from) low = middle + 1
    else high = middle
  }
  return low
}

const between = (spans: readonly Span[], from: number, to: number): readonly Span[] => {
  const start = lowerBound(spans, from)
  let end = start
  while (end < spans.length && (spans[end]?.from ?? 0) <= to) end++
  return spans.slice(start, end)
}

const nearest = (spans: readonly Span[], anchor: Span): Span => {
  const at = lowerBound(spans, anchor.from)
  const behind = spans[at]
  const before = spans[at - 1]
  if (!before) return behind ?? anchor
  if (!behind) return before
  return anchor.from - before.to <= behind.from - anchor.to ? before : behind
}
