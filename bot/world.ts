import type { Temporal } from 'temporal-polyfill'
import type { Channel } from './activity.ts'
import type { Catalog } from './catalog.ts'
import type { Law } from './law.ts'

/** Who runs this bot; from the operator file. */
export interface Operator {
  readonly name: string
  /** One line for people: telephone, e-mail, address, opening place. */
  readonly contact: string
  readonly privacyOfficer: string
  readonly arrestLine: string | null
  /** Office hours; days 1 (Monday) to 7, times `HH:MM`. */
  readonly staffed: readonly {
    readonly days: readonly number[]
    readonly from: string
    readonly to: string
  }[]
  readonly closedOn: readonly string[]
  readonly zone: string
  readonly retentionDays: number
  readonly backupDays: number
  /** P1's sentence on serious danger per locale, where the operator has its own. */
  readonly seriousDanger: Readonly<Record<string, string>>
  /** Without a signed go-live record every locale says TEST (P10). */
  readonly goLive: boolean
  /** Locales that a native reader signed for in the go-live record. */
  readonly nativeReaders: readonly string[]
}

/** Something the turn must know and the host must read first. */
export type Want = { readonly type: 'word'; readonly text: string }

/** All that a Turn may know of the world. It is given; the bot has no clock, store or chance of its own. */
export interface World {
  readonly catalog: Catalog
  readonly operator: Operator
  readonly law: Law
  readonly now: Temporal.Instant
  /** Zone of the pack's law. */
  readonly zone: string
  readonly channel: Channel
  /** Random ids for this turn alone. */
  readonly fresh: {
    readonly asking: string
    readonly contact: string
    readonly person: string
    readonly code: string
  }
  /** Ids of texts that this person was given and that changed in substance since (P14). */
  readonly corrected?: readonly string[]
  /** Answers to earlier wants: the Contact that the typed text is the own word of, or null. */
  readonly reads: { readonly word?: string | null }
}
