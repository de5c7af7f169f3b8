import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Operator } from '../bot/world.ts'

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as "09:00", in quotes')

const signed = z.string().trim().min(1)

const isZone = (name: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

/** The operator file (YAML): who runs this bot, and for how long things are kept. */
export const OperatorFile = z.strictObject({
  name: z.string().min(1).max(60),
  kind: z.string().default(''),
  contact: z.string().min(1).max(200),
  privacyOfficer: z.string().min(1),
  arrestLine: z.string().nullable().default(null),
  staffed: z
    .array(z.strictObject({ days: z.array(z.number().int().min(1).max(7)).min(1), from: time, to: time }))
    .default([]),
  closedOn: z.array(z.iso.date()).default([]),
  zone: z.string().refine(isZone, 'a time zone such as "Europe/Amsterdam"').default('Europe/Amsterdam'),
  retentionDays: z.number().int().min(1).max(400).default(90),
  backupDays: z.number().int().min(1).max(90).default(30),
  seriousDanger: z.record(z.string(), z.string()).default({}),
  /** P10: who signed that this may be relied on. Without it every locale says TEST. */
  goLive: z
    .strictObject({
      lawyer: signed,
      date: z.iso.date(),
      nativeReaders: z.record(z.string(), signed),
      numbersCalled: z.iso.date(),
      dutyRota: signed,
    })
    .nullable()
    .default(null),
})
export type OperatorFile = z.infer<typeof OperatorFile>

/** A made-up organisation, for trying out: its number is from a range kept for fiction. */
export const demoOperator: Operator = {
  name: 'Wegwijs Demo',
  contact: '+44 7700 900123, Example Street 1',
  privacyOfficer: 'privacy@example.org',
  arrestLine: null,
  staffed: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  closedOn: ['2026-12-25', '2027-01-01'],
  zone: 'Europe/Amsterdam',
  retentionDays: 90,
  backupDays: 30,
  seriousDanger: {},
  goLive: false,
  nativeReaders: [],
}

/** @throws Error with one plain sentence a fault. */
export const readOperator = (path: string | undefined): Operator => {
  const file = readOperatorFile(path)
  return file === null ? demoOperator : operatorOf(file)
}

export const operatorOf = ({ kind: _, goLive, ...rest }: OperatorFile): Operator => ({
  ...rest,
  goLive: goLive !== null,
  nativeReaders: Object.keys(goLive?.nativeReaders ?? {}),
})

/** A record says that every language was read: one that lacks a language is none (P10). @returns sentences */
export const goLiveFaults = ({ goLive }: OperatorFile, tags: readonly string[]): string[] => {
  if (goLive === null) return []
  const lacking = tags.filter((tag) => goLive.nativeReaders[tag] === undefined)
  const unknown = Object.keys(goLive.nativeReaders).filter((tag) => !tags.includes(tag))
  return [
    ...(lacking.length > 0
      ? [
          `The go-live record names no native reader for ${lacking.join(', ')}. Name one for each language that people can choose, or leave goLive out: every language then says TEST.`,
        ]
      : []),
    ...unknown.map((tag) => `The go-live record names a reader for "${tag}", which is no language here.`),
  ]
}

/** The file as it stands; null without one. @throws Error with one plain sentence a fault. */
export const readOperatorFile = (path: string | undefined): OperatorFile | null => {
  if (path === undefined) return null
  const parsed = OperatorFile.safeParse(readYaml(path))
  if (!parsed.success)
    throw new Error(`The operator file ${path} does not fit:\n${z.prettifyError(parsed.error)}`)
  return parsed.data
}

const readYaml = (path: string): unknown => {
  const text = readFile(path)
  try {
    return load(text)
  } catch (error) {
    throw new Error(
      `The operator file ${path} is no YAML: ${error instanceof Error ? error.message : 'unknown fault'}`,
    )
  }
}

const readFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error(
      `OPERATOR_FILE names ${path}, which cannot be read. Name a YAML file that this program may read, or leave it out for the demo operator.`,
    )
  }
}
