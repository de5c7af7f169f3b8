import { z } from 'zod'
import { defineRecord } from './record.ts'
import { SavedDate } from './saved-date.ts'

export const lodgedAnswers = ['before', 'after', 'not-yet', 'not-sure'] as const

/** A Person: whose case it is. Its own record beside the Conversation (P5), never nested in it. */
export const Person = z.object({
  v: z.literal(2),
  id: z.string(),
  /** `me`, or the sign that was chosen for someone else; never a name. */
  label: z.string(),
  alone: z.enum(['yes', 'no', 'rather-not']).nullable(),
  lodged: z.enum(lodgedAnswers).nullable(),
  stage: z.string().nullable(),
  stageAt: z.iso.datetime().nullable(),
  dates: z.array(SavedDate),
})
export type Person = z.infer<typeof Person>
export const PersonRecord = defineRecord({
  name: 'person',
  version: 2,
  schema: Person,
  migrations: { 1: (old) => ({ ...old, dates: [] }) },
})

export const newPerson = (id: string, label: string): Person => ({
  v: 2,
  id,
  label,
  alone: null,
  lodged: null,
  stage: null,
  stageAt: null,
  dates: [],
})
