import type { Catalog } from './catalog.ts'
import type { DangerIndex, DangerModel, Pattern } from './danger-index.ts'
import { risks } from './danger-index.ts'
import { lexicalOf } from './danger-match.ts'
import { type DangerReading, dangerReading } from './danger-reading.ts'
import type { Risk } from './event.ts'
import { scoresOf, sharesOf, vectorOf } from './linear.ts'

/** Which danger is answered first where words name several. */
const urgency: readonly Risk[] = ['suicide', 'medical', 'child', 'violence', 'arrest', 'trafficking']

export interface Seen {
  readonly risk: Risk
  /** The language of the words. */
  readonly locale: string
}

/**
 * Danger that a text names, in any language, `own` before others; null when none is recognised. The lexicons and what
 * was learnt from examples decide together: words that say it outright are danger in any case, all others (the
 * lexicons' patterns are among the signs that the learner weighs) where the learner is sure enough.
 */
export const riskIn = (text: string, catalog: Catalog, own: string): Seen | null => {
  const index = catalog.dangerIndex()
  const { learnt } = index
  if (!learnt) return worst(lexicalOf(text, index).hits, own)
  const whole = weighed(text, index, learnt, own)
  const outright = worst(whole.reading.lexical.hits.filter(isOutright), own)
  if (outright) return outright
  const limit = learnt.limits[own] ?? Math.min(...Object.values(learnt.limits))
  if (whole.danger > limit) return { risk: whole.risk, locale: whole.reading.locale }
  // A piece of a long text is judged without what stands around it: it has to be surer.
  const piece = piecesOf(text)
    .map((one) => weighed(one, index, learnt, own))
    .find(({ danger }) => danger > (1 + limit) / 2)
  return piece ? { risk: piece.risk, locale: piece.reading.locale } : null
}

const isOutright = ({ isPhrase }: Pattern): boolean => isPhrase

const worst = (hits: readonly Pattern[], own: string): Seen | null => {
  const first = urgency.find((risk) => hits.some((hit) => hit.risk === risk))
  const named = hits.filter((hit) => hit.risk === first)
  const hit = named.find(({ locale }) => locale === own) ?? named[0]
  return hit ? { risk: hit.risk, locale: hit.locale } : null
}

export interface Weighed {
  readonly reading: DangerReading
  /** From 0, surely calm, to 1. */
  readonly danger: number
  readonly risk: Risk
}

export const weighed = (text: string, index: DangerIndex, learnt: DangerModel, own: string): Weighed => {
  const reading = dangerReading(text, index, own)
  // Without a word there is nothing to weigh: signs of punctuation, emoji, one letter.
  if (reading.lexical.words.length === 0) return { reading, danger: 0, risk: 'violence' }
  const [calm = 0, ...shares] = sharesOf(scoresOf(vectorOf(reading, learnt), learnt))
  const risk = risks[shares.indexOf(Math.max(...shares))] ?? 'violence'
  return { reading, danger: 1 - calm, risk }
}

/** Words of a text that is judged as one; longer ones by their sentences too. */
const mostAtOnce = 30

const piecesOf = (text: string): string[] => {
  const words = text.slice(0, 4096).split(/\s+/)
  if (words.length <= mostAtOnce) return []
  const pieces: string[] = []
  for (let from = 0; from < words.length; from += mostAtOnce / 2)
    pieces.push(words.slice(from, from + mostAtOnce).join(' '))
  return pieces
}

/** Longer than this is a question or a story, not a call. */
const longestCall = 8

/** Whether a text calls for help without saying what for: then Help now opens. Gives the locale of the words. */
export const callsForHelp = (text: string, catalog: Catalog): string | null => {
  const index = catalog.dangerIndex()
  const { words, found } = lexicalOf(text, index)
  if (words.length > longestCall) return null
  for (const [locale, { help, helpWith, alone }] of index.locales) {
    if (index.alone.get(words.join(' ')) === alone) return locale
    if (found.has(help) && !found.has(helpWith)) return locale
  }
  return null
}
