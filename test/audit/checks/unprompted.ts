import { historiesOf, sealedAt } from '../contacts.ts'
import type { Dealings, Evidence } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'
import type { UpdateLine } from '../ledger.ts'

/** A call that was on its way when the person hid cannot be called back. */
const underWayMs = 1_000

const byJournal = (evidence: Evidence): Finding[] => {
  const histories = historiesOf(evidence)
  const findings: Finding[] = []
  for (const { person, calls } of evidence.people.values())
    for (const call of calls) {
      const row = call.kind === 'message' ? evidence.rowOf(call) : null
      if (!row) continue
      const history = histories.get(row.p)
      const at = call.at - underWayMs
      const seal = sealedAt(history, at)
      const isHidden = seal !== null && sealedAt(history, call.at) !== null
      if (isHidden && row.made !== seal)
        findings.push({ person, what: 'something was sent to whoever had hidden' })
      const hasStopped = history?.stop ? history.stop.endAt <= at : false
      // Whoever taps [Read] asked for it.
      if (hasStopped && row.made.q?.startsWith('due/') && !row.wasReleased)
        findings.push({ person, what: 'something unprompted was sent to whoever had said stop' })
    }
  return findings
}

export const isHide = ({ text, choice }: UpdateLine): boolean => text === 'hide' || choice === '@hide'

/** A further bubble may follow a second later. */
const settledMs = 3_000
const answerMs = 10_000

/** Seen from outside: after the one answer to *hide* nothing comes until the next update. */
const fromOutside = ({ person, updates, calls }: Dealings): Finding[] =>
  updates.flatMap((hide, place) => {
    if (!isHide(hide) || hide.takenAt === null) return []
    const from = hide.takenAt
    const until =
      updates.slice(place + 1).find(({ takenAt }) => takenAt !== null)?.at ?? Number.MAX_SAFE_INTEGER
    const came = calls.filter(
      ({ kind, outcome, at }) => kind === 'message' && outcome === 'taken' && at > from && at < until,
    )
    const first = came[0]
    const quietFrom = Math.max(first?.at ?? from, from + answerMs) + settledMs
    // Whether the answer to hiding may come twice is told elsewhere.
    return came.some(({ at, key }) => at > quietFrom && key !== first?.key)
      ? [{ person, what: 'something came after hiding, before the next word' }]
      : []
  })

export const unprompted: Check = {
  name: 'unprompted',
  proves: 'nothing unprompted was sent to anyone hidden or stopped',
  find: (evidence) => [...byJournal(evidence), ...[...evidence.people.values()].flatMap(fromOutside)],
}
