import { readFileSync } from 'node:fs'

/** Whatever JSON holds: the stand-in checks it itself. */
type Loose = ReturnType<typeof JSON.parse>

export interface Parameter {
  readonly name: string
  /** As the Bot API writes them: `Integer`, `String`, `Array of String`, or the name of an object. */
  readonly types: readonly string[]
  readonly required: boolean
}

type Fields = Readonly<Record<string, readonly Parameter[]>>

/** The part of the Bot API's specification that we call and read. */
export const specification: {
  readonly version: string
  readonly methods: Fields
  /** Objects within what we send; others are never sent, and so refused. */
  readonly types: Fields
  /** What our parser reads of what comes. */
  readonly reads: Fields
  readonly messageContents: readonly string[]
  readonly serviceMessages: readonly string[]
} = JSON.parse(readFileSync(new URL('../published/telegram/methods.json', import.meta.url), 'utf8'))

const own = (fields: Fields, name: string): readonly Parameter[] | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined

function isOf(type: string, value: Loose): boolean {
  if (type === 'Integer') return Number.isSafeInteger(value)
  if (type === 'String') return typeof value === 'string'
  if (type === 'Boolean') return typeof value === 'boolean'
  const of = /^Array of (.+)$/.exec(type)?.[1]
  if (of) return Array.isArray(value) && value.every((item) => isOf(of, item))
  const fields = own(specification.types, type)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return fields !== undefined && isObject && misfitIn(fields, value) === null
}

/** The first parameter that is missing, of another type or unknown; null when all fit. */
function misfitIn(fields: readonly Parameter[], body: Record<string, Loose>): string | null {
  for (const { name, types, required } of fields) {
    const value = body[name]
    if (value === undefined ? required : !types.some((type) => isOf(type, value)))
      return `parameter "${name}" is missing or of another type`
  }
  // The real one passes over names that it does not know: a misspelled one would be lost without a word.
  const unknown = Object.keys(body).find((name) => !fields.some((field) => field.name === name))
  return unknown === undefined ? null : `parameter "${unknown}" is unknown`
}

/** What a call lacks or has too much; null when it fits, undefined where there is no such method. */
export const misfitOf = (method: string, body: Record<string, Loose>): string | null | undefined => {
  const fields = own(specification.methods, method)
  return fields && misfitIn(fields, body)
}
