import { historiesOf } from '../contacts.ts'
import type { Dealings, Evidence } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'

/** A call that was on its way when all was erased cannot be called back. */
const underWayMs = 1_000

const byJournal = (evidence: Evidence): Finding[] => {
  const histories = historiesOf(evidence)
  const findings: Finding[] = []
  for (const { person, calls } of evidence.people.values())
    for (const call of calls) {
      const row = call.kind === 'message' ? evidence.rowOf(call) : null
      const erasure = row ? histories.get(row.p)?.erasure : null
      if (!row || !erasure || row.made === erasure || call.at < erasure.endAt + underWayMs) continue
      findings.push({ person, what: 'something other than the receipt was sent after everything was erased' })
    }
  return findings
}

const settledMs = 1_500

/** Seen from outside: the receipt has no buttons, and after it nothing comes until the next update. */
const fromOutside = ({ person, updates, calls }: Dealings): Finding[] =>
  updates.flatMap((tap, place) => {
    const from = tap.takenAt
    if (tap.choice !== 'code' || from === null) return []
    const until =
      updates.slice(place + 1).find(({ takenAt }) => takenAt !== null)?.at ?? Number.MAX_SAFE_INTEGER
    const came = calls.filter(
      ({ kind, outcome, at }) => kind === 'message' && outcome === 'taken' && at > from && at < until,
    )
    const receipt = came.find(({ buttons }) => buttons.length === 0)
    const later = receipt
      ? came.filter(({ at, key }) => at > receipt.at + settledMs && key !== receipt.key)
      : []
    return later.length > 0
      ? [{ person, what: 'something came after the receipt, before the next word' }]
      : []
  })

export const erased: Check = {
  name: 'erased',
  proves: 'nothing but the receipt was sent to anyone erased',
  find: (evidence) => [...byJournal(evidence), ...[...evidence.people.values()].flatMap(fromOutside)],
}
