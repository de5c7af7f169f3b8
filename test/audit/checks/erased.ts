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

/** Seen from outside: after the code was tapped one message comes, and no other until the next update. */
const fromOutside = (evidence: Evidence, { person, updates, calls }: Dealings): Finding[] =>
  updates.flatMap((tap, place) => {
    const { id } = evidence.store.known(tap)
    const erasure = evidence.journal.commits.find(({ erase, worked }) => erase && worked.includes(id))
    if (tap.choice !== 'code' || !erasure) return []
    const until =
      updates.slice(place + 1).find(({ takenAt }) => takenAt !== null)?.at ?? Number.MAX_SAFE_INTEGER
    const came = calls.filter(
      ({ kind, outcome, at }) =>
        kind === 'message' && outcome === 'taken' && at > erasure.endAt + underWayMs && at < until,
    )
    return new Set(came.map(({ key }) => key)).size > 1
      ? [{ person, what: 'more than the receipt came after everything was erased' }]
      : []
  })

export const erased: Check = {
  name: 'erased',
  proves: 'nothing but the receipt was sent to anyone erased',
  find: (evidence) => [
    ...byJournal(evidence),
    ...[...evidence.people.values()]
      .filter(({ updates }) => updates.some(({ choice }) => choice === 'code'))
      .flatMap((dealings) => fromOutside(evidence, dealings)),
  ],
}
