import { WordIndex } from './danger-words.ts'
import type { Risk } from './event.ts'
import type { Model } from './linear.ts'
import { heard } from './normal.ts'
import { buildSenseIndex, type SenseIndex, type SenseWords } from './sense.ts'

/** The words of danger of one locale, as authors write them: locales/README.md says how. */
export interface Lexicon {
  /** Named lists of words, used in patterns as `@name`. */
  readonly words: Readonly<Record<string, readonly string[]>>
  /** Takes danger back when it stands just before or inside: negations. */
  readonly not: readonly string[]
  /** The same, just behind. */
  readonly notAfter: readonly string[]
  /** Takes danger back anywhere near in the sentence: long ago, elsewhere, what if. */
  readonly calm: readonly string[]
  /** Undoes `calm`: now, yesterday, again. */
  readonly now: readonly string[]
  /** Words that are never taken for a misspelt other. */
  readonly known: readonly string[]
  readonly callsForHelp: readonly string[]
  /** With these a call for help is a question about something. */
  readonly helpWith: readonly string[]
  readonly risks: Readonly<Record<Risk, RiskWords>>
}

export interface RiskWords {
  /** Words that follow each other. The last one may go on. */
  readonly phrases: readonly string[]
  /** Parts that stand near each other in any order. */
  readonly patterns: readonly string[]
  /** As `calm`, for this risk alone. */
  readonly calm: readonly string[]
}

/** A set of alternatives that is looked for in a text as one. */
export type Mark = symbol

export interface Pattern {
  readonly locale: string
  readonly risk: Risk
  readonly slots: readonly Mark[]
  /** All parts lie within this many words. */
  readonly window: number
  readonly veto: Mark | null
  /** Words that follow each other: they say it outright. */
  readonly isPhrase: boolean
  /** A negation takes nothing back: `+` in a pattern. */
  readonly isFirm: boolean
  readonly calm: Mark | null
}

interface Use {
  readonly mark: Mark
  readonly locale: number
  /** The terms that must follow the first one. */
  readonly rest: readonly number[]
}

interface Marks {
  readonly not: Mark
  readonly after: Mark
  readonly calm: Mark
  readonly now: Mark
  readonly help: Mark
  readonly helpWith: Mark
  readonly alone: Mark
}

export interface DangerIndex {
  readonly words: WordIndex
  readonly patterns: readonly Pattern[]
  /** Places in that list of the patterns of which a mark is a part. */
  readonly byMark: ReadonlyMap<Mark, readonly number[]>
  readonly locales: ReadonlyMap<string, Marks>
  /** What calms in any language: long enough not to be another word of another one. */
  readonly calm: readonly Mark[]
  readonly calmOf: ReadonlyMap<Risk, readonly Mark[]>
  /** What an entry's first term may begin. */
  readonly uses: ReadonlyMap<number, readonly Use[]>
  /** Whole messages that call for help. */
  readonly alone: ReadonlyMap<string, Mark>
  readonly year: Mark
  readonly senses: SenseIndex
  /** What was learnt from examples; null while there is nothing but the words. */
  readonly learnt: DangerModel | null
}

/** The classes are `calm` and the risks; a text in that locale that leans (`leaning`) further than its limit is danger. */
export interface DangerModel extends Model {
  readonly limits: Readonly<Record<string, number>>
}

/** Words that may stand between the parts of a pattern: forced work takes longer to tell. */
const between = (risk: Risk): number => (risk === 'trafficking' ? 7 : 4)
export const risks: readonly Risk[] = ['suicide', 'violence', 'trafficking', 'child', 'medical', 'arrest']

/** Makes the words of all locales findable. It takes a moment: once a catalog. */
export const buildDangerIndex = (
  lexicons: ReadonlyMap<string, Lexicon>,
  senses: Readonly<Record<string, SenseWords>>,
  learnt: DangerModel | null,
): DangerIndex => {
  const made: Made = { words: new WordIndex(), uses: new Map(), alone: new Map() }
  const locales = new Map<string, Marks>()
  const patterns: Pattern[] = []
  const calm: Mark[] = []
  const calmOf = new Map<Risk, Mark[]>(risks.map((risk) => [risk, []]))
  for (const [number, [locale, lexicon]] of [...lexicons].entries()) {
    const marks = new Map<string, Mark>()
    const mark = (entries: readonly string[]): Mark => {
      const key = entries.join('|')
      const known = marks.get(key) ?? marked(entries, number, made)
      marks.set(key, known)
      return known
    }
    const alone = Symbol(locale)
    for (const one of lexicon.callsForHelp) made.alone.set(heard(one), alone)
    locales.set(locale, {
      not: mark(lexicon.not),
      after: mark(lexicon.notAfter),
      calm: mark(lexicon.calm),
      now: mark(lexicon.now),
      help: mark(lexicon.callsForHelp.filter((one) => /\p{L}/u.test(one))),
      helpWith: mark(lexicon.helpWith),
      alone,
    })
    for (const word of lexicon.known) made.words.known(word)
    calm.push(mark(lexicon.calm.filter(isPlain)))
    for (const risk of risks) calmOf.get(risk)?.push(mark(lexicon.risks[risk].calm.filter(isPlain)))
    for (const risk of risks) patterns.push(...patternsOf(lexicon, risk, locale, mark))
  }
  const found = { patterns, byMark: placesByMark(patterns), locales, calm, calmOf, year: Symbol('year') }
  return { ...made, ...found, senses: buildSenseIndex(senses), learnt }
}

const placesByMark = (patterns: readonly Pattern[]): ReadonlyMap<Mark, readonly number[]> => {
  const places = new Map<Mark, number[]>()
  for (const [place, { slots }] of patterns.entries())
    for (const slot of new Set(slots)) {
      const others = places.get(slot)
      if (others) others.push(place)
      else places.set(slot, [place])
    }
  return places
}

/** No other word in another language. */
const isPlain = (entry: string): boolean => entry.includes(' ') || [...entry].length >= 6

interface Made {
  readonly words: WordIndex
  readonly uses: Map<number, Use[]>
  readonly alone: Map<string, Mark>
}

const marked = (entries: readonly string[], locale: number, { words, uses }: Made): Mark => {
  const mark = Symbol(entries[0])
  for (const entry of entries) {
    const [first, ...rest] = words.terms(entry, locale)
    if (first === undefined) continue
    const others = uses.get(first) ?? []
    others.push({ mark, locale, rest })
    uses.set(first, others)
  }
  return mark
}

const patternsOf = (
  lexicon: Lexicon,
  risk: Risk,
  locale: string,
  mark: (entries: readonly string[]) => Mark,
): Pattern[] => {
  const own = lexicon.risks[risk]
  const calm = own.calm.length > 0 ? mark(own.calm) : null
  const phrases = own.phrases.map((phrase) => {
    const slots = [mark([isLongEnding(phrase) ? `${phrase}*` : phrase])]
    return {
      locale,
      risk,
      slots,
      window: heard(phrase).split(' ').length,
      veto: null,
      isPhrase: true,
      isFirm: false,
      calm,
    }
  })
  const patterns = own.patterns.map((pattern) => {
    const parts = pattern.split(' ').filter(Boolean)
    const slots = parts.filter((part) => !/^[-+]/.test(part)).map((part) => alternatives(part, lexicon))
    const veto = parts.find((part) => part.startsWith('-'))
    const window = slots.length === 1 ? longest(slots[0] ?? []) : slots.length + between(risk)
    return {
      locale,
      risk,
      slots: slots.map(mark),
      window,
      isPhrase: false,
      isFirm: parts.includes('+'),
      veto: veto ? mark(alternatives(veto.slice(1), lexicon)) : null,
      calm,
    }
  })
  return [...phrases, ...patterns]
}

/** A short last word must end there: `he beats me` is not `he beats men`. */
const isLongEnding = (phrase: string): boolean => (heard(phrase).split(' ').at(-1) ?? '').length > 3

const longest = (entries: readonly string[]): number =>
  Math.max(1, ...entries.map((entry) => heard(entry.replaceAll('_', ' ')).split(' ').length))

/** `beat*|hit|@me`: words and named lists. */
const alternatives = (part: string, { words }: Lexicon): readonly string[] =>
  part.split('|').flatMap((one) => (one.startsWith('@') ? (words[one.slice(1)] ?? []) : [one]))
