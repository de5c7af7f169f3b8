import { createHash } from 'node:crypto'
import { z } from 'zod'
import { sourceKinds } from '../bot/catalog.ts'
import { Listing, Need } from './directory.ts'
import { DocumentList } from './documents.ts'
import { sourceMarks, TopicFile, TopicText } from './topics.ts'

const date = z.iso.date()
const status = z.enum(['verified', 'secondary', 'unverified'])
const sourceRef = z.object({ id: z.string(), at: z.string().default('') })

export const Source = z.object({
  short: z.string().max(28),
  kind: z.enum(sourceKinds),
  title: z.string(),
  url: z.url().nullable(),
  asOf: date,
})
export const Fact = z.object({
  value: z.union([z.number(), z.string()]),
  unit: z.enum(['days', 'weeks', 'months', 'years', 'working-days', 'hours']).optional(),
  source: sourceRef,
  asOf: date,
  validFrom: date.optional(),
  validUntil: date.optional(),
  reviewBy: date,
  status,
  /** A term within which a person must act: a stale text that asserts it is withheld (P9). */
  deadline: z.literal(true).optional(),
  /** The figures that it changed to in substance, in order: whoever was given it is told (P14). */
  major: z.array(z.string()).optional(),
})
export const StageFile = z.object({
  id: z.string(),
  regime: z.enum(['new', 'both', 'old']),
  validFrom: date.optional(),
  reviewBy: date,
  actors: z.array(z.string()),
  next: z.array(z.string()),
  grave: z.boolean(),
  children: z.boolean(),
  walk: z.string().optional(),
  sections: z.record(z.string(), z.object({ source: sourceRef, status, facts: z.array(z.string()) })),
})
export const PackFile = z.object({
  id: z.string(),
  name: z.string(),
  zone: z.string(),
  sourceLocale: z.string(),
  owner: z.string(),
  regimeStart: z.string(),
  phases: z.array(
    z.object({
      id: z.string(),
      stages: z.array(z.string()).min(1),
      /** Stages or topics for whoever signed before `regimeStart`, or is not sure. */
      old: z.array(z.string()).default([]),
    }),
  ),
})
export const LocaleFile = z.array(
  z.object({
    tag: z.string(),
    name: z.string(),
    dir: z.enum(['ltr', 'rtl']),
    dutch: z.string(),
    also: z.array(z.string()).default([]),
    plural: z.array(z.enum(['zero', 'one', 'two', 'few', 'many', 'other'])),
    /** The day on which a native reader had read every text of this locale; left out until then. */
    readOn: date.optional(),
  }),
)

/** One stage's texts in one locale: sections plus `title` and `short`; `from` holds the source text's hash by section. */
export const StageText = z.object({
  texts: z.record(z.string(), z.string()),
  from: z.record(z.string(), z.string()),
  ...sourceMarks,
})

/** By file and key: the hash of the English text that a locale's text was made from. */
export const FromFile = z.record(z.string(), z.record(z.string(), z.string()))
/** By file and key: `same` of the English texts. */
export const SameFile = z.record(z.string(), z.record(z.string(), z.array(z.string())))

export type Tree = { readonly [key: string]: string | Tree }
export const Tree: z.ZodType<Tree> = z.lazy(() => z.record(z.string(), z.union([z.string(), Tree])))
export const Words = z.record(z.string(), z.array(z.string()))
export const Phrases = z.array(z.string().min(1))

const list = z.array(z.string().min(1)).default([])
const RiskWords = z.strictObject({ phrases: list, patterns: list, calm: list })

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !('risks' in value)

/** A locale that has phrases alone may list them by risk. */
const fromPhrases = (value: unknown): unknown =>
  isPlain(value)
    ? { risks: Object.fromEntries(Object.entries(value).map(([risk, phrases]) => [risk, { phrases }])) }
    : value

/** The words of danger of one locale; a pattern names only lists that stand in `words`. */
const DangerWords = z
  .strictObject({
    words: Words.default({}),
    not: list,
    notAfter: list,
    calm: list,
    now: list,
    known: list,
    callsForHelp: list,
    helpWith: list,
    risks: z.strictObject({
      suicide: RiskWords,
      violence: RiskWords,
      trafficking: RiskWords,
      child: RiskWords,
      medical: RiskWords,
      arrest: RiskWords,
    }),
  })
  .superRefine(({ words, risks }, context) => {
    for (const [risk, { patterns }] of Object.entries(risks))
      for (const pattern of patterns)
        for (const [, name = ''] of pattern.matchAll(/@([^\s|]+)/g))
          if (!words[name])
            context.addIssue(
              `${risk}: the pattern "${pattern}" names the list "${name}", which is not in "words".`,
            )
  })
export const DangerFile = z.preprocess(fromPhrases, DangerWords)
export type DangerFile = z.infer<typeof DangerWords>

/** What words mean, in terms that all languages share. */
export const SenseFile = z.strictObject({ before: z.int().min(0).max(4), senses: Words })

/** Everything a Catalog is built from. A later layer replaces what it names and leaves the rest. */
export const Layer = z.object({
  locales: LocaleFile.optional(),
  /** texts[tag][flow] is the tree of keys. */
  texts: z.record(z.string(), z.record(z.string(), Tree)).default({}),
  /** from[tag][flow][key] */
  from: z.record(z.string(), FromFile).default({}),
  /** same[flow][key] */
  same: SameFile.default({}),
  commands: z.record(z.string(), Words).default({}),
  danger: z.record(z.string(), DangerFile).default({}),
  senses: z.record(z.string(), SenseFile).default({}),
  /** topicSenses[tag]: what questions are about, beside `senses`. */
  topicSenses: z.record(z.string(), Words).default({}),
  /** smalltalk[tag]: whole messages that ask nothing. */
  smalltalk: z.record(z.string(), z.array(z.string())).default({}),
  pack: PackFile.optional(),
  sources: z.record(z.string(), Source).default({}),
  facts: z.record(z.string(), Fact).default({}),
  stages: z.record(z.string(), StageFile).default({}),
  /** stageTexts[stage][tag] */
  stageTexts: z.record(z.string(), z.record(z.string(), StageText)).default({}),
  documents: z.record(z.string(), DocumentList).default({}),
  /** documentTexts[list][tag] */
  documentTexts: z.record(z.string(), z.record(z.string(), StageText)).default({}),
  needs: z.record(z.string(), Need).default({}),
  listings: z.record(z.string(), Listing).default({}),
  topics: z.record(z.string(), TopicFile).default({}),
  /** topicTexts[topic][tag] */
  topicTexts: z.record(z.string(), z.record(z.string(), TopicText)).default({}),
})
export type Layer = z.infer<typeof Layer>

/** The hash that names a text: 12 hex digits of SHA-256 over its words, white space folded. */
export const textHash = (words: string): string =>
  createHash('sha256').update(words.normalize('NFC').replace(/\s+/g, ' ').trim()).digest('hex').slice(0, 12)
