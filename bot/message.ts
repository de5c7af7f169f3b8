/** What we say, before any channel and any language. */
export type Arg = string | number | Text

/** `flow:key` of locales, filled with arguments. An argument that is itself a Text is said in the same locale. */
export interface KeyText {
  /** Said in this locale, whatever the Conversation speaks. */
  readonly locale?: string
  readonly key: string
  readonly args?: Readonly<Record<string, Arg>>
  /** The fact cell of the term that a day in it was counted with: who was given it is told of a change (P14). */
  readonly figure?: string
}
/** One section of a stage (or of `child`) of the pack; also its `title` and its `short` label. */
export interface SectionText {
  readonly stage: string
  readonly section: string
}
/** Words that come as they are: a language's own name, a code, a sign. */
export interface PlainText {
  readonly plain: string
}
/** Several texts with something between them (a space unless said). */
export interface JoinText {
  readonly join: readonly Text[]
  readonly by?: string
}
/** A day in words of the locale: Gregorian, Latin digits; `long` with its weekday, `label` as a button has room for. */
export interface DayText {
  readonly day: string
  readonly form: 'long' | 'plain' | 'label'
}
export type Text = KeyText | SectionText | PlainText | JoinText | DayText

export interface Choice {
  readonly id: string
  readonly label: Text
}

/** The classes of P9: in every locale, never dropped, never shown in another language. */
export const guardedClasses = ['safety', 'consent', 'hide', 'contact', 'changing'] as const
export type GuardedClass = (typeof guardedClasses)[number]

export interface Message {
  /** Paragraphs of one bubble. */
  readonly texts: readonly Text[]
  readonly choices: readonly Choice[]
  readonly guarded: GuardedClass | null
  /** Nothing but a question: it may be superseded while unsent. */
  readonly prompt: boolean
  /** A risk text: younger than 30 minutes it goes without an opener (P11). */
  readonly danger: boolean
  /** Said in this locale in place of the Conversation's own. */
  readonly locale: string | null
  /** Ids of texts that this one corrects: whoever gets it is given their newest edition (P14). */
  readonly corrects?: readonly string[]
}

/** A Message in words: what a channel renders. */
export interface Spoken {
  readonly body: string
  readonly dir: 'ltr' | 'rtl'
  readonly locale: string
  /** Random id of the question; null where nothing is asked. */
  readonly asking: string | null
  /** All choices, over all pages. */
  readonly choices: readonly { readonly id: string; readonly label: string }[]
  readonly page: number
  /** Words of the frame that a channel may need. */
  readonly frame: {
    readonly listButton: string
    readonly pageNext: string
    readonly pageBack: string
    readonly typeNumber: string
  }
  readonly silent: boolean
}

/** Choice ids the renderer adds itself when choices fill more than one page. */
export const pageNext = '+'
export const pageBack = '-'
