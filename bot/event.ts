/** A fact that a Turn caused, past tense. The host applies and counts them; nothing personal lies in one but ids and codes. */
export type Risk = 'suicide' | 'violence' | 'trafficking' | 'child' | 'medical' | 'arrest'

/** A task for a human, until there is a desk: why, nothing of whom. */
export const taskKinds = ['reminder-undelivered', 'correction-unread', 'decision-follow-up'] as const
export type TaskKind = (typeof taskKinds)[number]

export type Event =
  | { readonly type: 'locale.chosen'; readonly locale: string }
  | { readonly type: 'slot.filled'; readonly slot: string; readonly value: string }
  | { readonly type: 'step.entered'; readonly flow: string; readonly step: string }
  | { readonly type: 'command.given'; readonly command: string }
  | { readonly type: 'answer.missed'; readonly times: number }
  | { readonly type: 'tap.stale' }
  /** The same button twice within seconds: the first tap is answered. */
  | { readonly type: 'tap.doubled' }
  | { readonly type: 'text.late' }
  /** A question in own words: topics it may mean, best first. */
  | { readonly type: 'question.understood'; readonly topics: readonly string[] }
  /** A greeting or thanks: nothing was asked. */
  | { readonly type: 'smalltalk.heard' }
  | { readonly type: 'risk.seen'; readonly risk: Risk }
  | { readonly type: 'person.added' }
  | { readonly type: 'stage.chosen'; readonly stage: string }
  | { readonly type: 'date.saved'; readonly origin: string }
  | { readonly type: 'date.removed' }
  | { readonly type: 'paper.ticked' }
  /** `due` is the day (ISO) by which somebody should have looked. */
  | { readonly type: 'task.opened'; readonly kind: TaskKind; readonly due: string }
  | { readonly type: 'text.disputed'; readonly stage: string; readonly section: string }
  | { readonly type: 'contact.remembered'; readonly remember: 'yes' | 'no' }
  | { readonly type: 'contact.stopped' }
  /** Hidden by the person (P15) or after 30 days of silence (P17): the Address is to point to Contact `fresh`. */
  | { readonly type: 'contact.sealed'; readonly by: 'hide' | 'silence'; readonly fresh: string }
  /** The own word was typed: the Address is to point to that Contact again. */
  | { readonly type: 'contact.found'; readonly contact: string }
  | { readonly type: 'contact.erased' }
  /** The own word was set; the host keeps its keyed hash only. */
  | { readonly type: 'word.set'; readonly word: string }
  /** The own word was typed while this chat was open: the host takes it back where it can. */
  | { readonly type: 'word.tried' }
  /** [Read] was tapped: what was held back goes now (P11). */
  | { readonly type: 'held.released' }
  | { readonly type: 'flow.stuck'; readonly flow: string; readonly step: string }
