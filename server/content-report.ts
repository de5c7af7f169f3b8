import { layerFaults } from './catalog-check.ts'
import type { Layer } from './content.ts'
import { type Fullest, fullest, lengthFaults } from './content-lengths.ts'
import { linkFaults } from './content-links.ts'
import { placesOf } from './content-places.ts'
import { type Reading, readingOf, readingWarnings } from './content-reading.ts'
import { sourceFaults, sourceWarnings } from './content-sources.ts'
import { add, none, type Row, type State, stateRows, statusCounts } from './content-states.ts'
import type { Deadlines, readLaw } from './deadlines.ts'
import { textHash } from './layer.ts'

/** Terms and letters. */
export type Law = Deadlines & Pick<ReturnType<typeof readLaw>, 'letters'>
type Locales = NonNullable<Layer['locales']>

export interface LocaleReport {
  readonly tag: string
  readonly states: State
  /** The day on which a native reader had read all of it; null until then. */
  readonly readOn: string | null
  readonly fullest: Fullest | null
  readonly reading: Reading | null
}

/** All that `npm run content` knows of one day. */
export interface Report {
  readonly now: string
  readonly rows: readonly Row[]
  readonly locales: readonly LocaleReport[]
  readonly statuses: ReturnType<typeof statusCounts>
  readonly directory: { readonly entries: number; readonly called: number; readonly overdue: number }
  readonly terms: { readonly rules: number; readonly letters: number; readonly overdue: number }
  /** Signs for an editor. */
  readonly warnings: readonly string[]
  /** What must be mended; the exit code is 1. */
  readonly faults: readonly string[]
}

/** Looks at everything as of the day `now` (ISO). */
export const reportOf = (layer: Layer, law: Law, locales: Locales, now: string): Report => {
  const rows = stateRows(layer, locales, now)
  const { rules, letters } = law
  const listings = Object.values(layer.listings)
  return {
    now,
    rows,
    locales: locales.map((locale, at) => ({
      tag: locale.tag,
      states: rows.map(({ states }) => states[at] ?? none).reduce(add, none),
      readOn: locale.readOn ?? null,
      fullest: fullest(layer, locale),
      reading: readingOf(layer, locale),
    })),
    statuses: statusCounts(layer),
    directory: {
      entries: listings.length,
      called: listings.filter(({ calledOn }) => calledOn !== null).length,
      overdue: listings.filter(({ reviewBy }) => reviewBy < now).length,
    },
    terms: {
      rules: rules.length,
      letters: letters.length,
      overdue: [...rules, ...letters].filter(({ reviewBy }) => reviewBy < now).length,
    },
    warnings: [
      ...markWarnings(layer),
      ...sourceWarnings(layer, law),
      ...locales.flatMap((locale) => readingWarnings(layer, locale)),
    ],
    faults: [
      ...(layer.pack ? layerFaults(layer, locales, layer.pack) : []),
      ...lengthFaults(layer, locales),
      ...linkFaults(layer),
      ...sourceFaults(layer, law),
    ],
  }
}

/** Source texts that changed since they were marked last: until then the change counts as major. */
const markWarnings = (layer: Layer): string[] =>
  placesOf(layer).flatMap(({ id, parts, same, source }) =>
    Object.entries(same).flatMap(([part, hashes]) => {
      const words = parts.get(part)
      if (words === undefined || hashes.includes(textHash(words))) return []
      return [
        `${id}, ${part} (${source}) changed since it was marked. Say "npm run content -- minor ${id} ${part}" or "major".`,
      ]
    }),
  )
