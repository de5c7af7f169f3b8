import type { DangerIndex } from './danger-index.ts'
import type { Risk } from './event.ts'
import type { GuardedClass } from './message.ts'

export interface Locale {
  readonly tag: string
  /** Its own name in its own script. */
  readonly name: string
  readonly dir: 'ltr' | 'rtl'
  readonly dutch: string
  readonly also: readonly string[]
  /** The day on which a native reader had read every text of this locale; left out until then. */
  readonly readOn?: string | undefined
}

export const commands = ['person', 'stop', 'language', 'menu', 'back', 'hide', 'help'] as const
export type Command = (typeof commands)[number]

export interface Stage {
  readonly id: string
  readonly regime: 'new' | 'both' | 'old'
  readonly next: readonly string[]
  /** P12: what may follow opens only by a tap. */
  readonly grave: boolean
  readonly children: boolean
  readonly sections: readonly string[]
  /** The walk through what is ahead: another id, whose sections are read one after the other. */
  readonly walk: string | null
}

export interface Phase {
  readonly id: string
  readonly stages: readonly string[]
  readonly old: readonly string[]
}

export interface Topic {
  readonly id: string
  readonly kind: 'topic' | 'option'
  readonly group: string
  readonly route?: 'stay' | 'not-sure' | 'return'
  /** Opened by the person's tap alone (P7). */
  readonly tapOnly: boolean
  readonly children: boolean
  readonly related: readonly string[]
  readonly more?: unknown
  readonly walk?: string | undefined
  readonly person: boolean
}

/** Papers to bring, ticked off one by one; its words are sections of its id: `title`, `short`, `<item>`, `<item>-row`. */
export interface DocumentList {
  readonly id: string
  readonly stages: readonly string[]
  readonly children: boolean
  /** Opened by the person's tap alone (P7). */
  readonly tapOnly: boolean
  readonly items: readonly string[]
}

/** A kind of help: one row, with the organisations that give it. */
export interface Need {
  readonly id: string
  readonly children: boolean
  /** Reached from its topics alone, by the person's own tap (P7). */
  readonly tapOnly: boolean
  /** A text on violence or trafficking: [Hide] stands under it (P15). */
  readonly hides: boolean
  readonly topics: readonly string[]
}

/** An organisation that helps, with its numbers. */
export interface Listing {
  readonly id: string
  readonly need: string
  readonly name: string
  /** Which text of `directory:what` says what it is for. */
  readonly what: string
  readonly numbers: readonly string[]
  readonly whatsapp: string | null
  readonly sites: readonly string[]
  readonly cost: 'free' | 'paid' | 'unknown'
  /** Locale tags; empty where it is not known. */
  readonly languages: readonly string[]
  readonly hours:
    | 'always'
    | 'unknown'
    | readonly { readonly days: readonly number[]; readonly from: string; readonly to: string }[]
  /** Dangers whose text shows the number, once somebody called it (P8). */
  readonly crisis: readonly string[]
  readonly status: 'verified' | 'secondary' | 'unverified'
  readonly source: Source | null
  /** The day on which somebody of ours called the number; null until then. */
  readonly calledOn: string | null
}

export interface Directory {
  readonly needs: readonly Need[]
  readonly listings: readonly Listing[]
}

/** What a source is: a law, a page, or none that anybody read (`memory`, a `list` of others, this `chat` itself). */
export const sourceKinds = ['law', 'eu-law', 'page', 'memory', 'list', 'chat'] as const
export type SourceKind = (typeof sourceKinds)[number]

export interface Source {
  readonly short: string
  readonly kind: SourceKind
  readonly title: string
  readonly at: string
  readonly url: string | null
  readonly asOf: string
}

/** A text as found: its words (placeholders filled), its hash, and how sure and fresh it is. */
export interface Said {
  readonly words: string
  readonly hash: string
  readonly guarded: GuardedClass | null
  /**
   * `stale`: the source text changed in substance since; `withheld`: unverified, and this pack is live; `changing`: a
   * stale text on a deadline, or one that an editor withdrew: the fixed text of P9 stands in its place.
   */
  readonly state: 'current' | 'stale' | 'withheld' | 'changing'
  readonly status: 'verified' | 'secondary' | 'unverified' | null
  readonly source: Source | null
  /** A deadline or safety text: who was given it is kept (P14). */
  readonly kept: boolean
  /** It shows a figure: its source and date stand below, whatever they are. */
  readonly hasFigures: boolean
  /** Fact cells whose figures it says, where who was given it is kept. */
  readonly figures: readonly string[]
  /** The day by which it was to be looked at again; null where none is set. */
  readonly reviewBy: string | null
}

/** All that is loaded: locales and one pack. An immutable value; `hash` names it. */
export interface Catalog {
  readonly hash: string
  /** How often deadline and safety texts changed in substance, in all: it only grows. */
  readonly edition: number
  /** How often this text did, by its id (`stage/section`, `flow:key`). */
  editionOf(id: string): number
  /** In the picker's order. */
  readonly locales: readonly Locale[]
  /** The tag of the language that a whole message names, in any spelling known; the message is normalised first. */
  named(normalised: string): string | null
  /** What belongs together, in the order of the lists; `old`: stages or topics under the old rules. */
  readonly phases: readonly Phase[]
  readonly regimeStart: string
  /** A stage, or the route `child`. */
  stage(id: string): Stage | null
  /** A text of locales/<tag>; null where that locale lacks it. */
  key(locale: string, key: string, args: Readonly<Record<string, string | number>>): Said | null
  /** A section of a stage or of `child`, its `title` or its `short` label; null where that locale lacks it. */
  section(locale: string, stage: string, section: string): Said | null
  /** Locales in which every text exists: offered where another locale lacks one. */
  readonly complete: readonly string[]
  /** The command a whole message means, in any locale; the message is normalised first. */
  command(normalised: string): { readonly command: Command; readonly locale: string } | null
  /** Phrases of danger in every locale, normalised. */
  readonly danger: readonly {
    readonly locale: string
    readonly risk: Risk
    readonly phrase: string
  }[]
  /** The words of danger of every locale, made findable at the first text. */
  dangerIndex(): DangerIndex
  readonly documents: readonly DocumentList[]
  readonly directory: Directory
  readonly topics: readonly Topic[]
  /** Topics by likeness to a question in any language, best first; scores 0 is nothing in common, 1 is near. */
  ask(question: string, locale: string): readonly { readonly topic: string; readonly score: number }[]
  /** How sure it is, from 0 to 1, that a text is no question on a topic that danger is far from; 1 where nothing was learnt. */
  outside(text: string, locale: string): number
  /** What greets, thanks or says goodbye in any language, as `heard`. */
  readonly smalltalk: ReadonlySet<string>
}
