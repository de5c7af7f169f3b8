import type { EffectName } from './effect.ts'
import type { GuardedClass } from './message.ts'
import type { RuleName } from './rule.ts'
import type { ChoicesName, ShowName } from './show.ts'

/** What is said: a text key of locales (`flow:key`), words that a named show makes from the state, or a page of the pack (`stage/section`). */
export type Say = string | { readonly show: ShowName } | { readonly page: string }

/** A choice: its id and the text key of its label; shown only while the rule holds. Ids starting with @ are commands. */
export interface ChoiceOf {
  readonly id: string
  readonly label: string
  readonly when?: RuleName
}
export type ChoiceSpec = ChoiceOf | { readonly from: ChoicesName }

/** Where it goes: a step of this flow, `flow/step`, or `@back` (where one came from), `@stay`, `@home`, `@menu`, `@want` (where the first message belongs). */
export type Target<S extends string> =
  | S
  | `${string}/${string}`
  | '@back'
  | '@stay'
  | '@home'
  | '@menu'
  | '@want'

/** What a next waits for where a typed day is an answer too; `@stay` then says that this question comes first. */
export const typedDay = '@day'
/** What a next waits for where *stop* answers the question: whether we may write. */
export const typedStop = '@stop'

/** The first next that fits is taken: `on` compares the chosen id (or `typedDay`, `typedStop`), `when` asks a rule. */
export interface Next<S extends string = string> {
  readonly on?: string
  readonly when?: RuleName
  readonly to: Target<S>
}

export type Step<S extends string = string> =
  | {
      readonly type: 'ask'
      readonly say: readonly Say[]
      readonly choices: readonly ChoiceSpec[]
      /** Slots that decide what is seen here: *back* brings them back. */
      readonly seen?: readonly string[]
      /** A number is no answer: the label must be tapped or typed in full. */
      readonly exact?: boolean
      /** Keeps the chosen id under this name. */
      readonly keep?: string
      /** Free text is an answer too: this effect takes it. */
      readonly typed?: EffectName
      readonly guarded?: GuardedClass
      /** Nothing but a question: superseded while unsent. */
      readonly prompt?: boolean
      readonly danger?: boolean
      /** Nothing that is typed here may be kept, not even as a question without an answer (P18). */
      readonly isPrivate?: boolean
      readonly next: readonly Next<S>[]
    }
  | { readonly type: 'say'; readonly say: readonly Say[]; readonly next: readonly Next<S>[] }
  | { readonly type: 'act'; readonly effect: EffectName; readonly next: readonly Next<S>[] }

export interface Closed {
  readonly when: RuleName
  readonly to: string
}

export interface Flow {
  readonly id: string
  readonly steps: Readonly<Record<string, Step>>
  /** Whoever this rule holds for is led elsewhere, however they came here. */
  readonly closed: Closed | null
  /** Step ids that had another name once: a Conversation that stands there goes on at the new one. */
  readonly renamed: Readonly<Record<string, string>>
  /** Step ids that are gone: a Conversation that stands there starts this flow anew. */
  readonly retired: readonly string[]
}
export type Flows = Readonly<Record<string, Flow>>

/** Declares a flow; the compiler checks that every step named by a next exists. The first step is the way in. */
export const defineFlow = <const S extends string>(
  id: string,
  steps: { readonly [K in S]: Step<NoInfer<S>> },
  changes: {
    readonly renamed?: Readonly<Record<string, NoInfer<S>>>
    readonly retired?: readonly string[]
    readonly closed?: Closed
  } = {},
): Flow => ({
  id,
  steps,
  renamed: changes.renamed ?? {},
  retired: changes.retired ?? [],
  closed: changes.closed ?? null,
})
