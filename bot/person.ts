import { z } from 'zod'
import { defineRecord } from './record.ts'
import { SavedDate } from './saved-date.ts'

export const lodgedAnswers = ['before', 'after', 'not-yet', 'not-sure'] as const

/** A Person: whose case it is. Its own record beside the Conversation (P5), never nested in it. */
export const Person = z.object({
  v: z.literal(3),
  id: z.string(),
  /** `me`, or the sign that was chosen for someone else; never a name. */
  label: z.string(),
  alone: z.enum(['yes', 'no', 'rather-not']).nullable(),
  lodged: z.enum(lodgedAnswers).nullable(),
  stage: z.string().nullable(),
  stageAt: z.iso.datetime().nullable(),
  dates: z.array(SavedDate),
  /** Papers that were ticked off: `<list>/<item>` and the moment, never a word about them. */
  checklist: z.array(z.object({ item: z.string(), at: z.iso.datetime() })),
})
export type Person = z.infer<typeof Person>
export const PersonRecord = defineRecord({
  name: 'person',
  version: 3,
  schema: Person,
  migrations: { 1: (old) => ({ ...old, dates: [] }), 2: (old) => ({ ...old, checklist: [] }) },
})

export const newPerson = (id: string, label: string): Person => ({
  v: 3,
  id,
  label,
  alone: null,
  lodged: null,
  stage: null,
  stageAt: null,
  dates: [],
  checklist: [],
})
