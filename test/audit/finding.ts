import type { Evidence } from './evidence.ts'

/** Something that must not be. Test people are fictional: they are named here, and nowhere in the product. */
export interface Finding {
  readonly person: string
  readonly what: string
}

export interface Check {
  readonly name: string
  /** The sentence that holds when nothing is found. */
  readonly proves: string
  readonly find: (evidence: Evidence) => readonly Finding[]
}
