import type { Evidence, Row } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'
import type { Commit } from '../journal.ts'
import type { CallLine } from '../ledger.ts'
import { latest, simulated } from '../time.ts'
import { isBeforeErasure } from './worked.ts'

interface Fate {
  taken: number
  refused: number
  readonly dequeued: Commit[]
}

const fatesOf = (evidence: Evidence): Map<string, Fate> => {
  const fates = new Map<string, Fate>()
  const at = (id: string): Fate => {
    const fate = fates.get(id) ?? { taken: 0, refused: 0, dequeued: [] }
    fates.set(id, fate)
    return fate
  }
  for (const { calls } of evidence.people.values())
    for (const call of calls) {
      const row = call.kind === 'message' && !isOpener(call) ? evidence.rowOf(call) : null
      if (row && call.outcome === 'taken') at(row.id).taken += 1
      else if (row && call.outcome === 'refused') at(row.id).refused += 1
    }
  for (const commit of evidence.journal.commits)
    for (const id of [...commit.done, ...commit.released]) at(id).dequeued.push(commit)
  return fates
}

export const isOpener = ({ buttons, outbox }: CallLine): boolean =>
  /\.[ot]$/.test(outbox ?? '') || (buttons.length === 1 && buttons[0]?.endsWith('.read') === true)

/** A receipt is tried for a day, and on WhatsApp as long as the window is open: nobody is left to ask for it. */
const receiptMs = (24 * 60 - 10) * 60 * 1000

/** Why nothing more is owed for this row; null when nothing tells why. */
const account = (row: Row, fate: Fate | undefined, has: Has): string | null => {
  if (fate && fate.taken > 0) return 'taken'
  if (has.held(row)) return 'held'
  if (has.erased(row)) return 'erased'
  const ends = fate?.dequeued ?? []
  // A person's own turn took it back: a newer question stands in its place, or they hid.
  if (
    ends.some((commit) => commit.q === 'inbox' && (row.prompt || commit.sealed === true || has.left(commit)))
  )
    return 'superseded'
  if (ends.some((commit) => commit.q === null)) return 'new owner'
  if (ends.some((commit) => commit.q === 'outbox') && has.unreachable(row)) return 'unreachable'
  if (fate && fate.refused > 0 && ends.some(({ q }) => q === 'outbox')) return 'refused'
  if (row.drops && ends.some((commit) => commit.q === 'outbox' && has.expired(row, commit))) return 'expired'
  return null
}

interface Has {
  readonly held: (row: Row) => boolean
  readonly erased: (row: Row) => boolean
  readonly left: (commit: Commit) => boolean
  readonly unreachable: (row: Row) => boolean
  readonly expired: (row: Row, commit: Commit) => boolean
}

const hasOf = (evidence: Evidence): Has => {
  const held = new Set(evidence.store.plain.filter(({ kind }) => kind === 'held').map(({ key }) => key))
  const erasedAt = new Map<string, number>()
  for (const { erase, p, at } of evidence.journal.commits) if (erase) erasedAt.set(p, at)
  const gone = new Set(
    evidence.store.plain
      .filter(({ kind, key }) => kind === 'record' && key === 'gone')
      .map(({ partition }) => partition),
  )
  const blocked = new Set(evidence.blocks.map(({ person }) => person))
  const personOf = ownersOf(evidence)
  const isBlocked = (p: string): boolean => gone.has(p) || blocked.has(personOf.get(p) ?? '')
  return {
    held: ({ id }) => held.has(id),
    erased: ({ p, made }) => (erasedAt.get(p) ?? 0) > made.at,
    left: ({ p }) => isBlocked(p),
    unreachable: ({ p }) => isBlocked(p),
    expired: ({ made }, { endAt }) => latest(evidence, endAt) - simulated(evidence, made.at) > receiptMs,
  }
}

/** Whose partition it is, by the messages that went out of it. */
const ownersOf = (evidence: Evidence): Map<string, string> => {
  const owners = new Map<string, string>()
  for (const { calls, person } of evidence.people.values())
    for (const call of calls) {
      const row = call.kind === 'message' ? evidence.rowOf(call) : null
      if (row) owners.set(row.p, person)
    }
  return owners
}

const find = (evidence: Evidence): Finding[] => {
  const fates = fatesOf(evidence)
  const has = hasOf(evidence)
  const owners = ownersOf(evidence)
  const findings: Finding[] = []
  for (const row of evidence.rows.values()) {
    // Whether a commit whose answer was lost made it is not told: then nothing is owed for sure.
    if (row.kind !== 'message' || row.made.result === 'unknown') continue
    if (account(row, fates.get(row.id), has) === null)
      findings.push({
        person: owners.get(row.p) ?? row.p,
        what: 'an answer was neither delivered nor dropped by a rule',
      })
  }
  return [...findings, ...waiting(evidence)]
}

const answeredMs = 60_000

/** Seen from outside: after whoever wrote last something came, or a row tells why not. */
const waiting = (evidence: Evidence): Finding[] => {
  const speaks = new Set(
    evidence.journal.commits.flatMap(({ worked, out, passed }) =>
      out.some(({ kind }) => kind === 'message') || passed.length > 0 ? worked : [],
    ),
  )
  return [...evidence.people.values()].flatMap(({ person, updates, calls }) => {
    const last = updates.findLast(({ what, takenAt }) => what !== 'member' && takenAt !== null)
    if (!last || speaks.has(evidence.store.known(last).id) || isBeforeErasure(evidence, last)) return []
    const isAnswered = calls.some(
      (call) => call.kind === 'message' && call.outcome === 'taken' && call.at >= last.at - answeredMs,
    )
    return isAnswered ? [] : [{ person, what: `nothing came after the last update (${last.what})` }]
  })
}

export const answered: Check = {
  name: 'answered',
  proves: 'every answer was delivered, or superseded, held, blocked, refused or dropped by a rule',
  find,
}
