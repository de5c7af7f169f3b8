import { historiesOf } from './contacts.ts'
import type { Evidence } from './evidence.ts'
import { simulated } from './time.ts'

/** What a campaign met: an audit that finds nothing proves little where nothing happened. */
export interface Met {
  readonly updates: number
  readonly turns: number
  readonly messages: number
  readonly waits: number
  readonly lost: number
  /** Brought a day or more after they were sent. */
  readonly late: number
  readonly reminders: number
  readonly openers: number
  readonly hidden: number
  readonly stopped: number
  readonly erased: number
  readonly blocked: number
  readonly deaths: number
}

const day = 24 * 60 * 60 * 1000

export const metBy = (evidence: Evidence): Met => {
  const people = [...evidence.people.values()]
  const updates = people.flatMap((one) => one.updates)
  const calls = people.flatMap((one) => one.calls).filter(({ kind }) => kind === 'message')
  const taken = calls.filter(({ outcome }) => outcome === 'taken')
  const histories = [...historiesOf(evidence).values()]
  return {
    updates: updates.length,
    turns: evidence.journal.commits.filter(({ q, worked }) => q === 'inbox' && worked.length > 0).length,
    messages: taken.length,
    waits: calls.filter(({ waitMs }) => waitMs !== null).length,
    lost: calls.filter(({ outcome, lost }) => lost || outcome === 'unanswered').length,
    late: updates.filter(
      ({ takenAt, sentAt }) => takenAt !== null && simulated(evidence, takenAt) - sentAt > day,
    ).length,
    reminders: [...evidence.rows.values()].filter(({ made }) => made.q?.startsWith('due/')).length,
    openers: taken.filter(({ buttons }) => buttons.length === 1 && buttons[0]?.endsWith('.read')).length,
    hidden: histories.filter(({ seals }) => seals.length > 0).length,
    stopped: histories.filter(({ stop }) => stop !== null).length,
    erased: histories.filter(({ erasure }) => erasure !== null).length,
    blocked: evidence.blocks.filter(({ isBlocked }) => isBlocked).length,
    deaths: evidence.downs.filter(({ what }) => what === 'server').length,
  }
}
