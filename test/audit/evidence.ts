import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Redis } from 'ioredis'
import { type Commit, type Journal, type OwedRow, readJournal } from './journal.ts'
import {
  type BlockLine,
  type CallLine,
  type ClockLine,
  type DownLine,
  type LedgerLine,
  readLedger,
  type UpdateLine,
} from './ledger.ts'
import { lookInto, type StoreLook } from './store-look.ts'

/** What one person did, and what was sent there; each in the order of time. */
export interface Dealings {
  readonly person: string
  readonly updates: readonly UpdateLine[]
  readonly calls: readonly CallLine[]
}

/** A row of the outbox as the journal knows it. */
export interface Row extends OwedRow {
  readonly p: string
  /** The commit that made it. */
  readonly made: Commit
  /** It was held back and let go again: then it goes out before whatever waits. */
  readonly wasReleased: boolean
  /** Its place among the rows of that commit. */
  readonly place: number
}

/** All that the checks may look at: ledgers of the platforms, journal and store, logs and metrics. */
export interface Evidence {
  readonly people: ReadonlyMap<string, Dealings>
  readonly clocks: readonly ClockLine[]
  readonly downs: readonly DownLine[]
  readonly blocks: readonly BlockLine[]
  readonly journal: Journal
  readonly rows: ReadonlyMap<string, Row>
  /** The rows that a call of a platform's ledger carried; null where it is not told. */
  readonly rowOf: (call: CallLine) => Row | null
  readonly store: StoreLook
  /** Written text that may hold nothing of anybody: logs, metrics, the raw bytes of the store. */
  readonly open: Readonly<Record<'log' | 'metrics' | 'store', string>>
}

export interface Sources {
  /** Holds ledger.jsonl, journal-*.jsonl, server.log and metrics.txt. */
  readonly folder: string
  /** A SQLite file, or what REDIS_URL holds. */
  readonly store: string
  readonly key: string
  readonly phoneNumberId: string
}

/** What evidence is made of. */
export interface Parts {
  readonly lines: readonly LedgerLine[]
  readonly journal: Journal
  readonly store: StoreLook
  readonly open: Evidence['open']
}

export const gather = async (sources: Sources): Promise<Evidence> => evidenceOf(await readParts(sources))

export const readParts = async ({ folder, store, key, phoneNumberId }: Sources): Promise<Parts> => {
  const lines = await readLedger(join(folder, 'ledger.jsonl'))
  const updates = linesOf(lines, 'update')
  const journal = await readJournal(folder)
  const look = await lookInto(store, key, phoneNumberId, updates)
  const open = {
    log: readFileSync(join(folder, 'server.log'), 'utf8'),
    metrics: readFileSync(join(folder, 'metrics.txt'), 'utf8'),
    store: await rawOf(store),
  }
  return { lines, journal, store: look, open }
}

/** Puts together what was read; tests give it tampered parts. */
export const evidenceOf = ({ lines, journal, store, open }: Parts): Evidence => {
  const rows = rowsOf(journal)
  return {
    people: peopleOf(lines),
    clocks: linesOf(lines, 'clock'),
    downs: [
      ...linesOf(lines, 'down'),
      ...journal.stalls.map((stall) => ({ type: 'down', what: 'stall', ...stall }) as const),
    ],
    blocks: linesOf(lines, 'block'),
    journal,
    rows,
    rowOf: carrier(journal, rows, linesOf(lines, 'call'), receiptsOf(rows, ownersOf(journal, store, lines))),
    store,
    open,
  }
}

const linesOf = <T extends LedgerLine['type']>(
  lines: readonly LedgerLine[],
  type: T,
): Extract<LedgerLine, { type: T }>[] =>
  lines.filter((line): line is Extract<LedgerLine, { type: T }> => line.type === type)

/** An answered tap or a read receipt names the update alone. */
const completed = (
  call: CallLine,
  owners: ReadonlyMap<string, string>,
  lost: ReadonlySet<string>,
): CallLine => ({
  ...call,
  person: call.kind === 'ack' ? (owners.get(call.ids[0] ?? '') ?? call.person) : call.person,
  lost: call.lost || (call.messageId !== null && lost.has(call.messageId)),
})

const peopleOf = (lines: readonly LedgerLine[]): Map<string, Dealings> => {
  const people = new Map<string, { person: string; updates: UpdateLine[]; calls: CallLine[] }>()
  const lost = new Set(linesOf(lines, 'lost').map(({ messageId }) => messageId))
  const owners = new Map(linesOf(lines, 'update').map(({ providerId, person }) => [providerId, person]))
  for (const given of lines) {
    if (given.type !== 'update' && given.type !== 'call') continue
    const line = given.type === 'call' ? completed(given, owners, lost) : given
    const dealings = people.get(line.person) ?? { person: line.person, updates: [], calls: [] }
    people.set(line.person, dealings)
    if (line.type === 'update') dealings.updates.push(line)
    else dealings.calls.push(line)
  }
  for (const { updates, calls } of people.values()) {
    updates.sort((a, b) => a.at - b.at)
    calls.sort((a, b) => a.at - b.at)
  }
  return people
}

/** Every row ever owed, by its id, with the commit that made it first. */
const rowsOf = ({ commits }: Journal): Map<string, Row> => {
  const rows = new Map<string, Row>()
  for (const commit of commits)
    for (const [place, row] of commit.out.entries()) {
      const before = rows.get(row.id)
      if (!before) rows.set(row.id, { ...row, p: commit.p, made: commit, wasReleased: false, place })
      else if (commit.released.includes(row.id)) rows.set(row.id, { ...before, wasReleased: true })
    }
  return rows
}

/**
 * WhatsApp echoes the row; on Telegram the number of the message, noted when it was settled, leads to it, or a repeat with
 * the very same buttons. Of the receipt of an erasure nothing is noted: it is the person's one such row.
 */
const carrier = (
  { commits }: Journal,
  rows: ReadonlyMap<string, Row>,
  calls: readonly CallLine[],
  receipts: ReadonlyMap<string, readonly Row[]>,
): Evidence['rowOf'] => {
  const byMessage = new Map<string, string>()
  for (const { sent } of commits)
    for (const { id, message } of sent) if (message !== null) byMessage.set(message, id)
  const rowIdOf = (call: CallLine): string | null =>
    call.outbox ?? (call.messageId === null ? null : (byMessage.get(call.messageId) ?? null))
  const byKey = new Map<string, string>()
  for (const call of calls) {
    const id = rowIdOf(call)
    if (id !== null && call.buttons.length > 0) byKey.set(`${call.person} ${call.key}`, id)
  }
  return (call) => {
    const id = rowIdOf(call) ?? byKey.get(`${call.person} ${call.key}`) ?? null
    if (id !== null) return rows.get(id.replace(/\.[ot]$/, '')) ?? null
    const isReceipt = call.outcome === 'taken' && call.buttons.length === 0
    return (isReceipt && receipts.get(call.person)?.findLast(({ made }) => made.at <= call.at)) || null
  }
}

/** Whose partition it is, by the updates that came into it. */
const ownersOf = (
  { commits }: Journal,
  store: StoreLook,
  lines: readonly LedgerLine[],
): Map<string, string> => {
  const byId = new Map(linesOf(lines, 'update').map((update) => [store.known(update).id, update.person]))
  const owners = new Map<string, string>()
  for (const { p, in: ids } of commits)
    for (const id of ids) {
      const person = byId.get(id)
      if (person) owners.set(p, person)
    }
  return owners
}

const receiptsOf = (
  rows: ReadonlyMap<string, Row>,
  owners: ReadonlyMap<string, string>,
): Map<string, Row[]> => {
  const receipts = new Map<string, Row[]>()
  for (const row of rows.values()) {
    const person = row.drops && row.kind === 'message' ? owners.get(row.p) : undefined
    if (person) receipts.set(person, [...(receipts.get(person) ?? []), row])
  }
  return receipts
}

const rawOf = async (target: string): Promise<string> => {
  if (!target.startsWith('redis')) {
    const names = (await readdir(dirname(target))).filter((name) => name.startsWith('wegwijs.sqlite'))
    const files = await Promise.all(names.map((name) => readFile(join(dirname(target), name), 'latin1')))
    return files.join('\n')
  }
  const nodes = await Promise.all(target.split(',').map(dumpOf))
  return nodes.join('\n')
}

const dumpOf = async (url: string): Promise<string> => {
  const redis = new Redis(url, { readOnly: true })
  try {
    const keys = await redis.keys('*')
    const parts: string[] = [...keys]
    for (let from = 0; from < keys.length; from += 500) {
      const asked = keys.slice(from, from + 500).map((key) => redis.dumpBuffer(key).catch(() => null))
      for (const dump of await Promise.all(asked)) parts.push(dump?.toString('latin1') ?? '')
    }
    return parts.join('\n')
  } finally {
    redis.disconnect()
  }
}
