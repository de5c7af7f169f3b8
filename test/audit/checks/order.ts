import type { Evidence, Row } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'
import type { UpdateLine } from '../ledger.ts'
import { isAway } from '../time.ts'

/** More of one Contact than this is a flood, in which danger goes first. */
const flood = 20

/** Telegram's update_id decides; elsewhere the second of sending, then the place in the body. */
const isBefore = (a: UpdateLine, b: UpdateLine): boolean => {
  if (a.order !== null && b.order !== null) return a.order < b.order
  const [one, other] = [Math.floor(a.sentAt / 1000), Math.floor(b.sentAt / 1000)]
  // Of one second what arrived first goes first; which of two bodies that was is not told from outside.
  return one < other
}

/** Within one claim the turns go in the order in which the person sent. */
const turns = (evidence: Evidence): Finding[] => {
  const updates = new Map<string, UpdateLine>()
  for (const dealings of evidence.people.values())
    for (const update of dealings.updates) updates.set(evidence.store.known(update).id, update)
  const worked = workedBy(evidence)
  return evidence.journal.claims.flatMap(({ p, process, at, ids }) => {
    if (ids.length > flood) return []
    const mine = new Set(ids)
    const done = (worked.get(`${process} ${p}`) ?? []).filter((one) => one.at >= at && mine.has(one.id))
    const seen = done.slice(0, ids.length).flatMap(({ id }) => updates.get(id) ?? [])
    const wrong = seen.find((update, place) =>
      seen.slice(0, place).some((before) => isBefore(update, before)),
    )
    return wrong ? [{ person: wrong.person, what: 'an update was worked after one that was sent later' }] : []
  })
}

const workedBy = ({ journal }: Evidence): Map<string, { id: string; at: number }[]> => {
  const worked = new Map<string, { id: string; at: number }[]>()
  for (const commit of journal.commits)
    if (commit.q === 'inbox')
      for (const id of commit.worked) {
        const key = `${commit.process} ${commit.p}`
        worked.set(key, [...(worked.get(key) ?? []), { id, at: commit.at }])
      }
  return worked
}

/** Messages come in the order in which they were made; danger, and what was held, go past what waits. */
const messages = (evidence: Evidence): Finding[] => {
  const findings: Finding[] = []
  for (const { person, calls } of evidence.people.values()) {
    const latest = new Map<string, Row>()
    for (const call of calls) {
      if (call.kind !== 'message' || call.outcome !== 'taken' || /\.[ot]$/.test(call.outbox ?? '')) continue
      const row = evidence.rowOf(call)
      if (!row || isOpener(call.buttons)) continue
      const before = latest.get(row.p)
      if (before && isOlder(row, before) && !mayPass(before) && !mayPass(row) && !isSkewed(evidence, row))
        findings.push({ person, what: 'a message came after one that was owed later' })
      if (!before || isOlder(before, row)) latest.set(row.p, row)
    }
  }
  return findings
}

/** By the moment at which they were owed: a clock that is set must not matter. */
const isOlder = (a: Row, b: Row): boolean => a.made.at < b.made.at || (a.made === b.made && a.place < b.place)

/** Rows are put in order by the clock of whoever made them: one that was set is seen in it. */
const isSkewed = (evidence: Evidence, { made }: Row): boolean => isAway(evidence, made.at, 0, 'clock')

const mayPass = ({ danger, wasReleased }: Row): boolean => danger || wasReleased

const isOpener = (buttons: readonly string[]): boolean =>
  buttons.length === 1 && buttons[0]?.endsWith('.read') === true

export const order: Check = {
  name: 'order',
  proves: 'turns and messages of a person kept their order',
  find: (evidence) => [...turns(evidence), ...messages(evidence)],
}
