import { erasuresOf, partitionOf } from '../contacts.ts'
import type { Dealings, Evidence } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'
import type { CallLine } from '../ledger.ts'
import { isAway } from '../time.ts'

/** The wait begins when we hear of it; the ledger notes when the call came. */
const toleranceMs = 30
const underWayMs = 1_000

interface Wait {
  readonly at: number
  readonly until: number
  readonly p: string | null
}

const none: Wait = { at: 0, until: 0, p: null }

const find = (evidence: Evidence): Finding[] => {
  const isErasing = erasuresOf(evidence, underWayMs)
  const contactOf = contactOfCall(evidence)
  const findings: Finding[] = []
  for (const dealings of evidence.people.values()) {
    let wait = none
    for (const call of dealings.calls) {
      const p = contactOf(dealings, call)
      if (call.at < wait.until - toleranceMs && !isExcused(evidence, call, p, wait))
        findings.push({
          person: dealings.person,
          what: `sent ${Math.round(wait.until - call.at)} ms before the wait was over (${call.kind})`,
        })
      if (call.waitMs === null || isErasing(dealings.person, call.at)) continue
      const until = call.at + call.waitMs
      if (until > wait.until) wait = { at: call.at, until, p }
    }
  }
  return findings
}

/**
 * A process whose clock is set forward believes that the wait is over. And what the Contact that was found says in the very
 * moment in which the one before it is told to wait cannot know of that yet.
 */
const isExcused = (evidence: Evidence, call: CallLine, p: string | null, wait: Wait): boolean =>
  isAway(evidence, call.at, 0, 'clock') ||
  (p !== null && wait.p !== null && p !== wait.p && call.at - wait.at < underWayMs)

/** Whose call it was: by the row it carried, or by the update that it acknowledges. */
const contactOfCall = (evidence: Evidence): ((dealings: Dealings, call: CallLine) => string | null) => {
  const partition = partitionOf(evidence)
  return ({ updates }, call) => {
    const row = evidence.rowOf(call)
    if (row) return row.p
    const update = updates.find(({ providerId }) => providerId === call.ids[0])
    return update ? partition(evidence.store.known(update).id) : null
  }
}

export const waits: Check = {
  name: 'waits',
  proves: 'nothing was sent to a person before a wait that the platform asked for',
  find,
}
