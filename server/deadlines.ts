import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import type { Calendar } from '../bot/deadline.ts'
import { DeadlineFile, type DeadlineRule, HolidayFile, type Uncounted } from '../bot/deadline-rule.ts'
import { openHolidays } from '../bot/holiday.ts'
import { type Law, LetterFile } from '../bot/law.ts'
import { ContentFault, type Layer, PackFile, Source } from './content.ts'

/** The terms of a pack, checked, with what they are counted with. */
export interface Deadlines {
  readonly rules: readonly DeadlineRule[]
  readonly uncounted: readonly Uncounted[]
  readonly calendar: Calendar
  readonly sources: Layer['sources']
  /** The zone whose midnight begins a day of law. */
  readonly zone: string
}

const image = fileURLToPath(new URL('..', import.meta.url))

/** Reads the two files of terms of `content/<pack>/`. @throws ContentFault */
export const readDeadlines = ({ root = image, pack = 'nl' } = {}): Deadlines => {
  const folder = `content/${pack}`
  const file = read(DeadlineFile, root, `${folder}/deadlines.yaml`)
  const holidayFile = read(HolidayFile, root, `${folder}/holidays.yaml`)
  const sources = { ...file.sources, ...read(z.record(z.string(), Source), root, `${folder}/sources.yaml`) }
  const [fault] = [
    ...sourceFaults([...file.rules, ...file.uncounted], sources, `${folder}/deadlines.yaml`),
    ...sourceFaults([...holidayFile.holidays, ...holidayFile.equated], sources, `${folder}/holidays.yaml`),
    ...versionFaults(file, `${folder}/deadlines.yaml`),
  ]
  if (fault !== undefined) throw new ContentFault(fault)
  return {
    rules: file.rules,
    uncounted: file.uncounted,
    calendar: { counting: file.counting, holidays: openHolidays(holidayFile) },
    sources,
    zone: read(PackFile, root, `${folder}/pack.yaml`).zone,
  }
}

/** What the bot counts with: terms, holidays and letters of a pack. @throws ContentFault */
export const readLaw = ({ root = image, pack = 'nl' } = {}): Law => {
  const deadlines = readDeadlines({ root, pack })
  const path = `content/${pack}/letters.yaml`
  const { letters } = read(LetterFile, root, path)
  const unknown = letters.find(({ rule }) => rule !== null && !deadlines.rules.some(({ id }) => id === rule))
  if (unknown)
    throw new ContentFault(
      `${path}: ${unknown.id} names the rule "${unknown.rule}", which is not in deadlines.yaml.`,
    )
  const [fault] = sourceFaults(letters, deadlines.sources, path)
  if (fault !== undefined) throw new ContentFault(fault)
  return { ...deadlines, letters }
}

/** The law article of a rule in a few words: "Vreemdelingenwet art. 69(2)(a), 69(4)". */
export const sourceText = ({ source }: Pick<DeadlineRule, 'source'>, sources: Layer['sources']): string =>
  `${sources[source.id]?.short ?? source.id} ${source.at}`.trim()

/** Where a rule and the fact cell it names do not say the same, a sentence each. */
export const factFaults = (rules: readonly DeadlineRule[], facts: Layer['facts']): string[] =>
  rules.flatMap(({ id, fact: name, term }) => {
    const fact = name === undefined ? null : facts[name]
    if (fact === null) return []
    if (fact === undefined)
      return [`deadlines.yaml: ${id} names the fact "${name}", which is nowhere. Correct or drop it.`]
    if (fact.value === term.amount && fact.unit === term.unit) return []
    return [
      `deadlines.yaml: ${id} says ${term.amount} ${term.unit}, the fact "${name}" says ${fact.value} ${fact.unit ?? ''}. Make them one.`,
    ]
  })

const read = <T>(schema: z.ZodType<T>, root: string, path: string): T => {
  const parsed = schema.safeParse(parseFile(root, path))
  if (parsed.success) return parsed.data
  throw new ContentFault(`${path}: ${z.prettifyError(parsed.error)}`)
}

const parseFile = (root: string, path: string): unknown => {
  try {
    return parseYaml(readFileSync(join(root, path), 'utf8'))
  } catch (error) {
    throw new ContentFault(
      `${path} cannot be read: ${error instanceof Error ? error.message : 'unknown fault'}`,
    )
  }
}

const sourceFaults = (
  rows: readonly (Pick<DeadlineRule, 'source'> & { id?: string; name?: string })[],
  sources: Layer['sources'],
  path: string,
): string[] =>
  rows
    .filter(({ source }) => !sources[source.id])
    .map(
      ({ id, name, source }) =>
        `${path}: ${id ?? name} names the source "${source.id}", which is neither in sources.yaml nor at the head of deadlines.yaml.`,
    )

/** Rows of one id must follow each other without overlap: on any day one figure holds. */
const versionFaults = ({ rules, uncounted }: DeadlineFile, path: string): string[] => {
  const rows = rules.toSorted((a, b) => (a.validFrom ?? '').localeCompare(b.validFrom ?? ''))
  const overlaps = rows.filter((row, at) =>
    rows
      .slice(at + 1)
      .some((next) => next.id === row.id && (row.validUntil ?? '9') >= (next.validFrom ?? '')),
  )
  const twice = uncounted.filter(({ id }) => rules.some((rule) => rule.id === id))
  return [
    ...overlaps.map(
      ({ id }) => `${path}: two rows of ${id} hold on the same day. Give the older one a "validUntil".`,
    ),
    ...twice.map(({ id }) => `${path}: ${id} is counted and not counted. Keep one row.`),
  ]
}
