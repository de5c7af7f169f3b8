import { z } from 'zod'
import type { Calendar } from '../bot/deadline.ts'
import { DeadlineFile, type DeadlineRule, HolidayFile, type Uncounted } from '../bot/deadline-rule.ts'
import { openHolidays } from '../bot/holiday.ts'
import { type Law, LetterFile } from '../bot/law.ts'
import { ContentFault, type Layer, PackFile, Source } from './content.ts'
import { filesIn, type Where } from './files.ts'

/** The terms of a pack, checked, with what they are counted with. */
export interface Deadlines {
  readonly rules: readonly DeadlineRule[]
  readonly uncounted: readonly Uncounted[]
  readonly calendar: Calendar
  readonly sources: Layer['sources']
  /** The zone whose midnight begins a day of law. */
  readonly zone: string
}

/** Reads the two files of terms of `content/<pack>/`. @throws ContentFault */
export const readDeadlines = ({ root, pack = 'nl' }: Where = {}): Deadlines => {
  const files = filesIn(root)
  const folder = `content/${pack}`
  const file = files.read(DeadlineFile, `${folder}/deadlines.yaml`)
  const holidayFile = files.read(HolidayFile, `${folder}/holidays.yaml`)
  const sources = files.read(z.record(z.string(), Source), `${folder}/sources.yaml`)
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
    zone: files.read(PackFile, `${folder}/pack.yaml`).zone,
  }
}

/** What the bot counts with: terms, holidays and letters of a pack. @throws ContentFault */
export const readLaw = (where: Where = {}): Law => {
  const deadlines = readDeadlines(where)
  const path = `content/${where.pack ?? 'nl'}/letters.yaml`
  const { letters } = filesIn(where.root).read(LetterFile, path)
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

const sourceFaults = (
  rows: readonly (Pick<DeadlineRule, 'source'> & { id?: string; name?: string })[],
  sources: Layer['sources'],
  path: string,
): string[] =>
  rows
    .filter(({ source }) => !sources[source.id])
    .map(
      ({ id, name, source }) =>
        `${path}: ${id ?? name} names the source "${source.id}", which is not in sources.yaml. Add it there.`,
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
