import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Operator } from '../bot/world.ts'

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as "09:00", in quotes')

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
      lawyer: z.string(),
      date: z.iso.date(),
      nativeReaders: z.record(z.string(), z.string()),
      numbersCalled: z.iso.date(),
      dutyRota: z.string(),
    })
    .nullable()
    .default(null),
})

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
  if (path === undefined) return demoOperator
  const parsed = OperatorFile.safeParse(readYaml(path))
  if (!parsed.success)
    throw new Error(`The operator file ${path} does not fit:\n${z.prettifyError(parsed.error)}`)
  const { kind: _, goLive, ...rest } = parsed.data
  return { ...rest, goLive: goLive !== null, nativeReaders: Object.keys(goLive?.nativeReaders ?? {}) }
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
