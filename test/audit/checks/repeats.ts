import { erasuresOf } from '../contacts.ts'
import type { Evidence, Row } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'
import type { CallLine } from '../ledger.ts'
import { isAway } from '../time.ts'
import { isOpener } from './answered.ts'

/** How long settling may take while all is well; a process that dies within it repeats. */
const graceMs = 6_000

/** A repeat is right only where the answer to the one before never came, or we died before it was kept. */
const isExcused = (evidence: Evidence, before: CallLine): boolean =>
  before.lost || isAway(evidence, before.at, graceMs)

/** What was read and then came too late is knocked for anew. */
const releasesOf = ({ journal }: Evidence): ((row: Row | null, from: number, to: number) => boolean) => {
  const releases = new Map<string, number[]>()
  for (const { released, at } of journal.commits)
    for (const id of released) releases.set(id, [...(releases.get(id) ?? []), at])
  return (row, from, to) =>
    row !== null && (releases.get(row.id)?.some((at) => at > from && at < to) ?? false)
}

const find = (evidence: Evidence): Finding[] => {
  const isErasing = erasuresOf(evidence, graceMs)
  const wasReleased = releasesOf(evidence)
  const findings: Finding[] = []
  for (const { person, calls } of evidence.people.values()) {
    const byRow = new Map<string, CallLine>()
    for (const call of calls) {
      if (call.kind !== 'message' || call.outcome !== 'taken') continue
      const row = evidence.rowOf(call)
      const key = call.outbox ?? (row ? `${row.id} ${call.key}` : null)
      if (key === null) {
        // Sent and never settled: the process died in between, and its repeat is the one that was kept.
        if (!isExcused(evidence, call) && !isErasing(person, call.at))
          findings.push({ person, what: 'a message went out that no row owed' })
        continue
      }
      const before = byRow.get(key)
      if (before && !isExcused(evidence, before) && !(isOpener(call) && wasReleased(row, before.at, call.at)))
        findings.push({ person, what: 'a message came twice, and nothing had failed' })
      byRow.set(key, call)
    }
  }
  return findings
}

export const repeats: Check = {
  name: 'repeats',
  proves: 'a message came twice only where its first answer was lost or we died',
  find,
}
