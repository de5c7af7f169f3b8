import type { Evidence } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'
import type { Commit } from '../journal.ts'
import type { UpdateLine } from '../ledger.ts'

/** What became of one update's id, over all partitions. */
interface Fate {
  worked: number
  maybe: number
  passed: number
  dropped: boolean
}

const fatesOf = (commits: readonly Commit[]): Map<string, Fate> => {
  const fates = new Map<string, Fate>()
  const at = (id: string): Fate => {
    const fate = fates.get(id) ?? { worked: 0, maybe: 0, passed: 0, dropped: false }
    fates.set(id, fate)
    return fate
  }
  const erasedAt = new Map<string, number>()
  for (const { p, q, worked, passed, erase, result, stopped, at: when } of commits) {
    if (erase) erasedAt.set(p, when)
    // Nothing is worked where everything was erased: what was sent before it is put away.
    const isPutAway = !erase && stopped === null && when > (erasedAt.get(p) ?? Number.MAX_SAFE_INTEGER)
    for (const id of passed) at(id).passed += 1
    for (const id of worked) {
      const isTurn = q === 'inbox' && !(isPutAway && !passed.includes(id))
      // What is only passed on is worked where it goes.
      if (isTurn && passed.includes(id) && !erase) at(id).maybe += 1
      else if (isTurn && result === 'done') at(id).worked += 1
      else if (isTurn) at(id).maybe += 1
      else at(id).dropped = true
    }
  }
  return fates
}

/** A tap is brought for no longer than this. */
const tapLivesMs = 150_000

/** An erasure takes the updates before it along, marks and all: its tombstone stands for them. */
export const isBeforeErasure = (evidence: Evidence, update: UpdateLine): boolean => {
  const tombstone = evidence.store.found(update.person)?.tombstone ?? null
  return (
    tombstone !== null &&
    (update.askedAt ?? update.sentAt) <= tombstone &&
    update.sentAt <= tombstone + tapLivesMs
  )
}

const find = (evidence: Evidence): Finding[] => {
  const fates = fatesOf(evidence.journal.commits)
  const erased = new Set(evidence.journal.commits.filter(({ erase }) => erase).map(({ p }) => p))
  const findings: Finding[] = []
  for (const { updates, person } of evidence.people.values())
    for (const update of updates) {
      if (update.takenAt === null) continue
      const { id, isMarked } = evidence.store.known(update)
      const fate = fates.get(id)
      const isGone =
        isBeforeErasure(evidence, update) || (erased.size > 0 && wasInErased(evidence, erased, id))
      if (!isMarked && !isGone)
        findings.push({ person, what: `an update answered with 200 has no mark (${update.what})` })
      if (!fate || fate.worked + fate.maybe === 0) {
        if (!isGone && !fate?.dropped)
          findings.push({ person, what: `an update answered with 200 was never worked (${update.what})` })
      } else if (fate.worked > 1 + fate.passed)
        findings.push({ person, what: `an update was worked ${fate.worked} times (${update.what})` })
    }
  return [...findings, ...leftOver(evidence), ...parked(evidence)]
}

let acceptedIn: { journal: Evidence['journal']; at: Map<string, Set<string>> } | null = null

/** Where the id was accepted: everything of a partition goes with it. */
const wasInErased = (evidence: Evidence, erased: ReadonlySet<string>, id: string): boolean => {
  if (acceptedIn?.journal !== evidence.journal) {
    const at = new Map<string, Set<string>>()
    for (const { p, in: ids } of evidence.journal.commits)
      for (const one of ids) at.set(one, (at.get(one) ?? new Set()).add(p))
    acceptedIn = { journal: evidence.journal, at }
  }
  return [...(acceptedIn.at.get(id) ?? [])].some((p) => erased.has(p))
}

const queues = ['inbox', 'outbox', 'relay']

const leftOver = ({ store }: Evidence): Finding[] =>
  store.plain
    .filter(({ kind }) => queues.includes(kind))
    .map(({ kind, partition }) => ({ person: partition, what: `a row still waits in the ${kind}` }))

/** What could not be worked is kept aside: in a campaign nothing may be. */
const parked = ({ store }: Evidence): Finding[] =>
  store.plain
    .filter(({ partition, kind }) => partition === 'main/parked' && kind === 'record')
    .map(({ text }) => ({ person: 'nobody', what: `parked: ${JSON.parse(text).reason}` }))

export const worked: Check = {
  name: 'worked',
  proves: 'every accepted update worked once, and nothing is left to do',
  find,
}
