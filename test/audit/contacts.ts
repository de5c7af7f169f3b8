import type { Evidence } from './evidence.ts'
import type { Commit } from './journal.ts'

/** What the journal tells of one Contact's partition. */
export interface ContactHistory {
  /** Commits that changed whether it is hidden, in order. */
  readonly seals: readonly Commit[]
  readonly stop: Commit | null
  readonly erasure: Commit | null
}

type Open = { seals: Commit[]; stop: Commit | null; erasure: Commit | null }

/** By partition. What is not known to have happened is left out. */
export const historiesOf = ({ journal }: Evidence): ReadonlyMap<string, ContactHistory> => {
  const histories = new Map<string, Open>()
  for (const commit of journal.commits) {
    const before = histories.get(commit.p) ?? { seals: [], stop: null, erasure: null }
    histories.set(commit.p, before)
    if (commit.result !== 'done') continue
    const isSealed = before.seals.at(-1)?.sealed ?? false
    if (commit.sealed !== null && commit.sealed !== isSealed) before.seals.push(commit)
    if (commit.stopped && !before.stop) before.stop = commit
    if (commit.erase) before.erasure = commit
  }
  return histories
}

/**
 * The commit that hid this Contact, if it is hidden at that moment: hidden once we heard that it was kept, and found from
 * when it may have been kept, for another process may send by it before we hear.
 */
export const sealedAt = (history: ContactHistory | undefined, at: number): Commit | null => {
  const last = history?.seals.findLast((commit) => (commit.sealed ? commit.endAt : commit.at) <= at)
  return last?.sealed ? last : null
}

/** The partition in which an update was first worked or waited, by our id of it. */
export const partitionOf = ({ journal }: Evidence): ((id: string) => string | null) => {
  const first = new Map<string, string>()
  for (const { p, in: ids } of journal.commits) for (const id of ids) if (!first.has(id)) first.set(id, p)
  return (id) => first.get(id) ?? null
}

/** The partitions in which each person's updates were taken in. */
export const partitionsOf = (evidence: Evidence): ReadonlyMap<string, ReadonlySet<string>> => {
  const owners = new Map<string, string>()
  for (const { updates, person } of evidence.people.values())
    for (const update of updates) owners.set(evidence.store.known(update).id, person)
  const partitions = new Map<string, Set<string>>()
  for (const { p, in: ids } of evidence.journal.commits)
    for (const id of ids) {
      const person = owners.get(id.replace(/\.found$/, ''))
      if (person) partitions.set(person, (partitions.get(person) ?? new Set()).add(p))
    }
  return partitions
}

/** Of what was under way while everything was erased nothing is noted: neither a message that went out nor a wait. */
export const erasuresOf = (
  evidence: Evidence,
  graceMs: number,
): ((person: string, at: number) => boolean) => {
  const histories = historiesOf(evidence)
  const moments = new Map<string, number[]>()
  for (const [person, partitions] of partitionsOf(evidence))
    moments.set(
      person,
      [...partitions].flatMap((p) => histories.get(p)?.erasure?.at ?? []),
    )
  return (person, at) => moments.get(person)?.some((erased) => Math.abs(erased - at) < graceMs) ?? false
}
