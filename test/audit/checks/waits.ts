import { erasuresOf } from '../contacts.ts'
import type { Evidence } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'
import { isAway } from '../time.ts'

/** The wait begins when we hear of it; the ledger notes when the call came. */
const toleranceMs = 30
const underWayMs = 1_000

const find = (evidence: Evidence): Finding[] => {
  const isErasing = erasuresOf(evidence, underWayMs)
  const findings: Finding[] = []
  for (const { person, calls } of evidence.people.values()) {
    let until = 0
    for (const call of calls) {
      // A process whose clock is set forward believes that the wait is over.
      if (call.at < until - toleranceMs && !isAway(evidence, call.at, 0, 'clock'))
        findings.push({
          person,
          what: `sent ${Math.round(until - call.at)} ms before the wait was over (${call.kind})`,
        })
      if (call.waitMs !== null && !isErasing(person, call.at)) until = Math.max(until, call.at + call.waitMs)
    }
  }
  return findings
}

export const waits: Check = {
  name: 'waits',
  proves: 'nothing was sent to a person before a wait that the platform asked for',
  find,
}
