import type { Catalog } from './catalog.ts'
import type { DangerIndex, Mark, Pattern } from './danger-index.ts'
import type { Risk } from './event.ts'
import { heard } from './normal.ts'

/** Which danger is answered first where words name several. */
const urgency: readonly Risk[] = ['suicide', 'medical', 'child', 'violence', 'arrest', 'trafficking']

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

/** Danger that a text names, in any language, `own` before others; null when none is recognised. */
export const riskIn = (
  text: string,
  catalog: Catalog,
  own: string,
): { risk: Risk; locale: string } | null => {
  const index = catalog.dangerIndex()
  const said = hear(text)
  const found = find(said, index)
  const hits = index.patterns.filter((pattern) => isMeant(pattern, said, found, index))
  const first = urgency.find((risk) => hits.some((hit) => hit.risk === risk))
  const named = hits.filter((hit) => hit.risk === first)
  const hit = named.find(({ locale }) => locale === own) ?? named[0]
  return hit ? { risk: hit.risk, locale: hit.locale } : null
}

/** Longer than this is a question or a story, not a call. */
const longestCall = 8

/** Whether a text calls for help without saying what for: then Help now opens. Gives the locale of the words. */
export const callsForHelp = (text: string, catalog: Catalog): string | null => {
  const index = catalog.dangerIndex()
  const said = hear(text)
  if (said.words.length > longestCall) return null
  const found = find(said, index)
  for (const [locale, { help, helpWith, alone }] of index.locales) {
    if (index.alone.get(said.words.join(' ')) === alone) return locale
    if (found.has(help) && !found.has(helpWith)) return locale
  }
  return null
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

/** Whether all parts of a pattern stand near each other somewhere, and nothing beside them takes it back. */
const isMeant = (pattern: Pattern, said: Heard, found: Found, index: DangerIndex): boolean => {
  const [first = [], ...others] = pattern.slots.map((slot) => found.get(slot) ?? [])
  if (first.length === 0 || others.some((spans) => spans.length === 0)) return false
  return first.some((anchor) => {
    const used = [anchor, ...others.map((spans) => nearest(spans, anchor))]
    const from = Math.min(...used.map((span) => span.from))
    const to = Math.max(...used.map((span) => span.to))
    if (to - from >= pattern.window) return false
    return !isTakenBack(pattern, { from, to, used, said, found }, index)
  })
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
