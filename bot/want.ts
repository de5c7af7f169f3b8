import { type Want, wantOf } from './ask.ts'
import type { Place } from './conversation.ts'
import { type Draft, withSlot } from './draft.ts'

/** Where a want leads. */
interface Way extends Place {
  /** Kept before it is entered. */
  readonly slots?: Readonly<Record<string, string>>
  /** Before the screen of P1 is answered too. */
  readonly early?: true
}

/** The one table: for words typed at any step, and for the first message (P2). */
export const wantWays: Readonly<Record<Want, Way>> = {
  person: { flow: 'person', step: 'contact', early: true },
  bed: { flow: 'help', step: 'risk', slots: { risk: 'bed' }, early: true },
  own: { flow: 'data', step: 'list' },
  erase: { flow: 'data', step: 'delete' },
  dates: { flow: 'dates', step: 'list' },
  letter: { flow: 'letter', step: 'begin' },
  stage: { flow: 'where', step: 'begin' },
  papers: { flow: 'documents', step: 'begin' },
  directory: { flow: 'directory', step: 'needs' },
}

export const withWant = (draft: Draft, want: Want): Draft =>
  Object.entries(wantWays[want].slots ?? {}).reduce((now, [name, value]) => withSlot(now, name, value), draft)

/** How the first message was understood, where it was a want. */
export const wantAsked = ({ conversation }: Draft): Want | null => wantOf(conversation.slots.asked ?? '')
