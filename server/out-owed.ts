import { OutRow, queues } from './rows.ts'
import { keys } from './store/state.ts'
import type { Batch, Claim, Committed, Json, Row } from './store/store.ts'
import { setAside } from './unread.ts'
import { passWaitOn } from './wait.ts'
import type { WorkDeps } from './work.ts'

export interface Owed {
  readonly id: string
  readonly at: number
  readonly out: OutRow
}

/** A claim on what is owed, with the version that the Contact had when the rows were read. */
export interface Hand {
  readonly claim: Claim<Json>
  readonly version: number
}

/** What still stands of the rows in hand: a turn may have dropped some meanwhile (hidden, erased, superseded). */
export interface Standing {
  readonly has: (id: string) => boolean
  /** Whether the Contact is still there: nothing is kept of an erased one. */
  readonly isKept: boolean
  /** All that is owed by now, where it was read anew; null while all stands as it was. */
  readonly rows: readonly Row<Json>[] | null
  /** Whether the provider reported on the first row in hand: then it is settled already. */
  readonly isReported: boolean
}

/** The claim's own view of the Contact, as it stood when the rows were read. */
export const handOf = async (deps: WorkDeps, claim: Claim<Json>): Promise<Hand> => ({
  claim,
  version: claim.view?.version(keys.contact) ?? (await versionOf(deps, claim.partition)),
})

export const versionOf = async (deps: WorkDeps, partition: string): Promise<number> => {
  const [found] = await deps.store.read(partition, [keys.contact])
  return found?.version ?? 0
}

/** Rows in the order they were made, ready or not: a row that waits holds back those behind it. */
export const owedRows = async (deps: WorkDeps, claim: Claim<Json>): Promise<Owed[]> => {
  const owed: Owed[] = []
  const rows = claim.view?.rows(queues.outbox) ?? (await deps.store.rows(claim.partition, queues.outbox))
  for (const row of rows) {
    const parsed = OutRow.safeParse(row.value)
    if (parsed.success) owed.push({ id: row.id, at: row.at, out: parsed.data })
    else if (row.at <= deps.now()) await setAside(deps, claim, queues.outbox, row)
  }
  return owed.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** What a commit tells of: nothing yet, what the provider took, or that once more after an answer that never came. */
export type Told = 'nothing' | 'taken' | 'again'

/**
 * Commits what became of rows in hand. Where a turn, or the report on the delivery of `head`, came between, the batch is
 * made anew of what still stands: a dropped row never comes back, and an erased Contact stays erased. Under a lease that
 * was lost only what the provider took is committed all the same: it stays true, whoever holds the rows now.
 * @returns whether all stood as it was read: else the claim ends, and the next one reads anew.
 */
export const commitStanding = async (
  deps: WorkDeps,
  { claim, version }: Hand,
  head: string,
  batchOf: (standing: Standing) => Batch<Json>,
  told: Told = 'nothing',
): Promise<boolean> => {
  let lease: Claim<Json> | undefined = claim
  const attempt = async (standing: Standing, seen: number, reported: number): Promise<Committed['type']> => {
    const check = [
      { key: keys.contact, version: seen },
      { key: `sent/${head}`, version: reported },
    ]
    const batch = batchOf(standing)
    const { type } = await deps.store.commit(claim.partition, { ...batch, ...(lease && { lease }), check })
    if (type !== 'lost') return type
    lease = undefined
    // The same commit may have been applied unheard before, and have given the lease back itself.
    const isOwn = told === 'again' && batch.release && (await isNoted(deps, claim.partition, head))
    if (!isOwn) deps.note('lease.lost', { place: 'outbox' })
    return told === 'nothing' ? 'lost' : 'conflict'
  }
  const untouched = { has: () => true, isKept: version > 0, isReported: false, rows: null }
  const first = await attempt(untouched, version, 0)
  if (first !== 'conflict') return first === 'done'
  for (let tries = 0; tries < 5; tries++) {
    const { standing, seen, reported } = await standingNow(deps, claim.partition, head)
    if ((await attempt(standing, seen, reported)) !== 'conflict') return false
  }
  return false
}

/** Whether what was sent is noted, or its row went without a note. */
const isNoted = async (deps: WorkDeps, partition: string, head: string): Promise<boolean> => {
  const { standing } = await standingNow(deps, partition, head)
  return standing.isReported || !standing.has(head)
}

const standingNow = async (deps: WorkDeps, partition: string, head: string) => {
  const [contact, sent] = await deps.store.read(partition, [keys.contact, `sent/${head}`])
  const rows = await deps.store.rows(partition, queues.outbox)
  const ids = new Set(rows.map(({ id }) => id))
  const has = (id: string): boolean => ids.has(id)
  const standing: Standing = { has, isKept: contact != null, isReported: sent != null, rows }
  return { standing, seen: contact?.version ?? 0, reported: sent?.version ?? 0 }
}

/**
 * The provider asked for a wait until `at`. It holds for the person, not for a row: what a turn put in the place of the rows
 * in hand waits as long, and so does what the next turns say.
 */
export const waitUntil = async (
  deps: WorkDeps,
  hand: Hand,
  rows: readonly Owed[],
  at: number,
): Promise<false> => {
  const head = rows[0]?.id ?? ''
  const mine = new Map(rows.map(({ id, out }) => [id, out]))
  await commitStanding(deps, hand, head, ({ isKept, rows: standing }) => ({
    set: isKept ? [{ key: keys.wait, value: at }] : [],
    enqueue: (standing ?? rows.map(({ id, out }) => ({ id, value: out }))).map(({ id, value }) => ({
      queue: queues.outbox,
      id,
      at,
      value: mine.get(id) ?? value,
    })),
  }))
  await passWaitOn(deps.store, deps.now(), hand.claim.partition)
  return false
}

/** The rows wait until `at`, all together, so that order is kept. */
export const defer = async (
  deps: WorkDeps,
  hand: Hand,
  rows: readonly Owed[],
  at: number,
): Promise<false> => {
  const head = rows[0]?.id ?? ''
  await commitStanding(deps, hand, head, ({ has }) => ({
    enqueue: rows
      .filter(({ id }) => has(id))
      .map(({ id, out }) => ({ queue: queues.outbox, id, at, value: out })),
  }))
  return false
}
