import type { Catalog } from './catalog.ts'
import type { DangerModel, Pattern } from './danger-index.ts'
import { risks } from './danger-index.ts'
import { type Lexical, lexicalOf } from './danger-match.ts'
import { clausesIn, type DangerReading, dangerReading, leaning, sentencesIn } from './danger-reading.ts'
import type { Risk } from './event.ts'
import { scoresOf, sharesOf, vectorOf } from './linear.ts'
import { heard } from './normal.ts'

/** Which danger is answered first where words name several. */
const urgency: readonly Risk[] = ['suicide', 'medical', 'child', 'violence', 'arrest', 'trafficking']

export interface Seen {
  readonly risk: Risk
  /** The language of the words. */
  readonly locale: string
}

/** A text of fewer words is judged by the lexicons alone: it may be a number, a date, a name, the own word. */
const leastWords = 3
const letters = /\p{L}/u

/**
 * Danger that a text names, in any language, `own` before others; null when none is recognised. The lexicons and what
 * was learnt from examples decide together: words that say it outright are danger in any case, all others (the
 * lexicons' patterns are among the signs that the learner weighs) where the learner is sure enough. It has to be surer
 * where stories of the past are to be expected (`isStory`).
 */
export const riskIn = (text: string, catalog: Catalog, own: string, isStory = false): Seen | null => {
  const index = catalog.dangerIndex()
  const { learnt } = index
  const lexical = lexicalOf(text, index)
  const isShort = lexical.words.filter((word) => letters.test(word)).length < leastWords
  if (!learnt || isShort) return worst(lexical.hits, own)
  const outright = worst(lexical.hits.filter(isOutright), own)
  if (outright) return outright
  const usual = learnt.limits[own] ?? Math.min(...Object.values(learnt.limits))
  // A pattern of the lexicons is no story: they know the words of the past.
  const limit = isStory && lexical.hits.length === 0 ? surer(usual) : usual
  const told = (one: string, lexical?: Lexical): Told => ({
    reading: dangerReading(one, index, own, lexical),
    outside: catalog.outside(one, own),
  })
  // A piece is judged without what stands around it: it has to be surer.
  return (
    mostOf([told(text, lexical), ...sentencesIn(text).map((one) => told(one))], learnt, limit) ??
    mostOf(
      piecesOf(text).map((one) => told(one)),
      learnt,
      surer(usual),
    ) ??
    // A question beside it hides no cry for help.
    mostOf(
      clausesIn(text).map((one) => told(one)),
      learnt,
      surer(limit),
    )
  )
}

/** What a text, or a part of one, is made of, and how sure it is that it asks nothing that a topic answers. */
interface Told {
  readonly reading: DangerReading
  readonly outside: number
}

/** Of words that nobody knows little is certain: they are no danger by being no question. */
const leastDanger = 0.25

/** The greatest danger of all, whichever comes first: the order of sentences decides nothing. */
const mostOf = (told: readonly Told[], learnt: DangerModel, limit: number): Seen | null => {
  const [most] = told
    .map((one) => weighed(one, learnt))
    .filter(({ leans, danger }) => leans > limit && danger > leastDanger)
    .toSorted((a, b) => b.leans - a.leans)
  return most ? { risk: most.risk, locale: most.reading.locale } : null
}

/** Four times the odds. */
const surer = (limit: number): number => limit + Math.log(4)

const isOutright = ({ isPhrase }: Pattern): boolean => isPhrase

const worst = (hits: readonly Pattern[], own: string): Seen | null => {
  const first = urgency.find((risk) => hits.some((hit) => hit.risk === risk))
  const named = hits.filter((hit) => hit.risk === first)
  const hit = named.find(({ locale }) => locale === own) ?? named[0]
  return hit ? { risk: hit.risk, locale: hit.locale } : null
}

interface Weighed {
  readonly reading: DangerReading
  readonly leans: number
  /** From 0, surely calm, to 1. */
  readonly danger: number
  readonly risk: Risk
}

const weighed = ({ reading, outside }: Told, learnt: DangerModel): Weighed => {
  const [calm = 0, ...shares] = sharesOf(scoresOf(vectorOf(reading, learnt), learnt))
  const risk = risks[shares.indexOf(Math.max(...shares))] ?? 'violence'
  return { reading, leans: leaning(1 - calm, outside), danger: 1 - calm, risk }
}

/** Words of a text that is judged as one; longer ones also piece by piece, each a little into the next. */
const mostAtOnce = 30
const pieceStep = 22
const mostPieces = 20

const piecesOf = (text: string): string[] => {
  const words = text.slice(0, 4096).split(/\s+/)
  if (words.length <= mostAtOnce) return []
  const count = Math.min(mostPieces, Math.ceil((words.length - mostAtOnce) / pieceStep) + 1)
  // Of the longest texts the end is never left out.
  const step = Math.max(pieceStep, Math.ceil((words.length - mostAtOnce) / (mostPieces - 1)))
  return Array.from({ length: count }, (_, at) => words.slice(at * step, at * step + mostAtOnce).join(' '))
}

/** Longer than this is a question or a story, not a call. */
const longestCall = 8

/** Whether a text calls for help without saying what for: then Help now opens. Gives the locale of the words. */
export const callsForHelp = (text: string, catalog: Catalog): string | null => {
  if (heard(text).split(' ').length > 2 * longestCall) return null
  const index = catalog.dangerIndex()
  const { words, found } = lexicalOf(text, index)
  if (words.length > longestCall) return null
  for (const [locale, { help, helpWith, alone }] of index.locales) {
    if (index.alone.get(words.join(' ')) === alone) return locale
    if (found.has(help) && !found.has(helpWith)) return locale
  }
  return null
}
