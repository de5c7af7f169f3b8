import { z } from 'zod'
import type { Directory } from '../bot/catalog.ts'
import { dangers } from '../bot/safety.ts'
import type { Files } from './files.ts'
import type { Layer } from './layer.ts'

const crises = [...dangers, 'trafficking'] as const
const mostListings = 7
const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,18}$/, 'An id is at most 19 small letters, digits and hyphens.')
const time = z.string().regex(/^\d\d:\d\d$/, 'A time is written as 09:00.')
const span = z.strictObject({ days: z.array(z.int().min(1).max(7)).min(1), from: time, to: time })

export const Need = z.strictObject({
  id,
  children: z.boolean(),
  tapOnly: z.boolean(),
  hides: z.boolean(),
  topics: z.array(z.string()),
})
/** One organisation of `content/<pack>/directory.yaml`. */
export const Listing = z.strictObject({
  id,
  need: z.string(),
  name: z.string().min(1).max(24),
  what: z.string(),
  numbers: z.array(z.string()),
  whatsapp: z.string().nullable().default(null),
  sites: z.array(z.string().regex(/^[a-z0-9.-]+(\/[a-z0-9/-]*)?$/, 'A site is written without https://.')),
  cost: z.enum(['free', 'paid', 'unknown']),
  languages: z.array(z.string()),
  hours: z.union([z.enum(['always', 'unknown']), z.array(span).min(1)]),
  crisis: z.array(z.enum(crises)),
  source: z.object({ id: z.string(), at: z.string().default('') }),
  reviewBy: z.iso.date(),
  status: z.enum(['verified', 'secondary', 'unverified']),
  calledOn: z.iso.date().nullable().default(null),
})
export type Listing = z.infer<typeof Listing>
const DirectoryFile = z.strictObject({ needs: z.array(Need), entries: z.array(Listing) })

/** Reads who can help. @throws ContentFault */
export const readDirectory = (files: Files, pack: string): Pick<Layer, 'needs' | 'listings'> => {
  const { needs, entries } = files.read(DirectoryFile, `content/${pack}/directory.yaml`)
  // Named with a word before: a bare 112 would move to the front of the object.
  return {
    needs: Object.fromEntries(needs.map((need) => [`need-${need.id}`, need])),
    listings: Object.fromEntries(entries.map((entry) => [`listing-${entry.id}`, entry])),
  }
}

/** What the bot is given of it. */
export const directoryOf = (layer: Layer): Directory => ({
  needs: Object.values(layer.needs),
  listings: Object.values(layer.listings).map(({ source, ...listing }) => {
    const found = layer.sources[source.id]
    return { ...listing, source: found ? { ...found, at: source.at } : null }
  }),
})

/** Faults of structure: dead links, a need with too many rows, a number that was called but not described (P8). */
export const directoryFaults = (layer: Layer): string[] => [
  ...Object.values(layer.needs).flatMap(({ id: need }) => {
    const count = Object.values(layer.listings).filter((one) => one.need === need).length
    return count <= mostListings
      ? []
      : [
          `directory.yaml: the need "${need}" has ${count} entries; ten rows hold ${mostListings}. Make two needs.`,
        ]
  }),
  ...Object.values(layer.listings).flatMap((one) =>
    [...linkFaults(layer, one), ...calledFaults(one)].map((fault) => `directory.yaml, ${one.id}: ${fault}`),
  ),
]

const linkFaults = (layer: Layer, { need, source, what, languages }: Listing): string[] => [
  ...(layer.needs[`need-${need}`] ? [] : [`the need "${need}" is not under needs.`]),
  ...(layer.sources[source.id] ? [] : [`the source "${source.id}" is not in sources.yaml.`]),
  ...languages
    .filter((tag) => !layer.locales?.some((locale) => locale.tag === tag))
    .map((tag) => `the language "${tag}" is not in locales.yaml.`),
  ...(hasWords(layer, what) ? [] : [`locales/en/directory.json has no text "what.${what}". Write it there.`]),
]

const hasWords = (layer: Layer, what: string): boolean => {
  const words = layer.texts.en?.directory?.what
  return typeof words === 'object' && typeof words[what] === 'string'
}

/** Whoever called heard what it costs, when somebody is there and in which languages: people are told so. */
const calledFaults = ({ calledOn, cost, hours, languages, crisis, numbers }: Listing): string[] => [
  ...(calledOn !== null && (cost === 'unknown' || hours === 'unknown' || languages.length === 0)
    ? ['it was called, but cost, hours or languages are not known. Write down what was heard.']
    : []),
  ...(crisis.includes('arrest') && numbers.includes('112')
    ? ['an arrest never shows 112 (P8). Take "arrest" out of its crisis.']
    : []),
  ...(crisis.length > 0 && numbers.length === 0 ? ['a crisis text shows numbers, and it has none.'] : []),
]
