import { layerFaults } from './catalog-check.ts'
import type { Layer } from './content.ts'
import { type Fullest, fullest, lengthFaults } from './content-lengths.ts'
import { linkFaults } from './content-links.ts'
import { placesOf } from './content-places.ts'
import { type Reading, readingOf, readingWarnings } from './content-reading.ts'
import { sourceFaults, sourceWarnings } from './content-sources.ts'
import { add, none, type Row, type State, stateRows, statusCounts } from './content-states.ts'
import { termFindings } from './content-terms.ts'
import type { Deadlines, readLaw } from './deadlines.ts'
import type { Glossaries } from './glossary.ts'
import { textHash } from './layer.ts'

/** Terms and letters. */
export type Law = Deadlines & Pick<ReturnType<typeof readLaw>, 'letters'>

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
export const reportOf = (layer: Layer, law: Law, glossaries: Glossaries, now: string): Report => {
  const rows = stateRows(layer, layer.locales ?? [], now)
  return {
    now,
    rows,
    locales: localeReports(layer, rows),
    statuses: statusCounts(layer),
    ...figureCounts(layer, law, now),
    ...findings(layer, law, glossaries),
  }
}

const localeReports = (layer: Layer, rows: readonly Row[]): LocaleReport[] =>
  (layer.locales ?? []).map((locale, at) => ({
    tag: locale.tag,
    states: rows.map(({ states }) => states[at] ?? none).reduce(add, none),
    readOn: locale.readOn ?? null,
    fullest: fullest(layer, locale),
    reading: readingOf(layer, locale),
  }))

const figureCounts = (
  layer: Layer,
  { rules, letters }: Law,
  now: string,
): Pick<Report, 'directory' | 'terms'> => {
  const listings = Object.values(layer.listings)
  const overdue = (all: readonly { readonly reviewBy: string }[]): number =>
    all.filter(({ reviewBy }) => reviewBy < now).length
  return {
    directory: {
      entries: listings.length,
      called: listings.filter(({ calledOn }) => calledOn !== null).length,
      overdue: overdue(listings),
    },
    terms: { rules: rules.length, letters: letters.length, overdue: overdue([...rules, ...letters]) },
  }
}

const findings = (layer: Layer, law: Law, glossaries: Glossaries): Pick<Report, 'warnings' | 'faults'> => {
  const locales = layer.locales ?? []
  const terms = termFindings(layer, glossaries)
  return {
    warnings: [
      ...markWarnings(layer),
      ...terms.warnings,
      ...sourceWarnings(layer, law),
      ...locales.flatMap((locale) => readingWarnings(layer, locale)),
    ],
    faults: [
      ...(layer.pack ? layerFaults(layer, locales, layer.pack) : []),
      ...lengthFaults(layer, locales),
      ...linkFaults(layer),
      ...terms.faults,
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
