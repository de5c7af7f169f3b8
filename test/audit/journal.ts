import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A message or another call that is owed to somebody. */
export interface OwedRow {
  readonly id: string
  readonly kind: 'message' | 'ack' | 'clear' | 'unsend' | 'call'
  readonly prompt: boolean
  readonly danger: boolean
  /** The receipt of an erasure: dropped after a day. */
  readonly drops: boolean
}

/** One commit in a Contact's partition, written before it is made; ids and kinds alone. */
export interface CommitLine {
  readonly type: 'commit'
  readonly n: number
  /** Milliseconds since 1970, by the machine's clock. */
  readonly at: number
  readonly p: string
  /** Queue of the lease: `inbox` a turn, `outbox` a delivery, `due/main` what fell due; null for what comes in. */
  readonly q: string | null
  readonly erase: boolean
  readonly in: readonly string[]
  readonly out: readonly OwedRow[]
  readonly held: readonly string[]
  readonly passed: readonly string[]
  readonly worked: readonly string[]
  readonly done: readonly string[]
  readonly released: readonly string[]
  readonly sent: readonly { readonly id: string; readonly message: string | null }[]
  readonly stopped: boolean | null
  readonly sealed: boolean | null
}

export type JournalLine =
  | CommitLine
  | {
      readonly type: 'end'
      readonly n: number
      readonly at: number
      readonly result: 'done' | 'conflict' | 'lost' | 'gone'
    }
  | { readonly type: 'claim'; readonly p: string; readonly at: number; readonly ids: readonly string[] }
  /** The process did nothing at all: the machine had no time for it, or it was busy with one thing. */
  | { readonly type: 'stall'; readonly from: number; readonly at: number }

/** A commit with what became of it; `unknown` where the process died or the store did not answer. */
export interface Commit extends CommitLine {
  readonly result: 'done' | 'unknown'
  readonly process: string
  readonly endAt: number
}

export interface Claimed {
  readonly p: string
  readonly at: number
  readonly ids: readonly string[]
  readonly process: string
}

export interface Journal {
  /** In the order in which they were made, as far as it can be told; conflicts and lost leases are left out. */
  readonly commits: readonly Commit[]
  readonly claims: readonly Claimed[]
  readonly stalls: readonly { readonly from: number; readonly to: number }[]
}

async function* linesOf(file: string): AsyncIterable<JournalLine> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    // The last line of a process that was killed may be cut off.
    if (line.endsWith('}')) yield JSON.parse(line)
  }
}

const readOne = async (
  folder: string,
  name: string,
): Promise<{ commits: Commit[]; claims: Claimed[]; stalls: { from: number; to: number }[] }> => {
  const open = new Map<number, CommitLine>()
  const commits: Commit[] = []
  const claims: Claimed[] = []
  const stalls: { from: number; to: number }[] = []
  for await (const line of linesOf(join(folder, name))) {
    if (line.type === 'commit') open.set(line.n, line)
    else if (line.type === 'claim') claims.push({ ...line, process: name })
    else if (line.type === 'stall') stalls.push({ from: line.from, to: line.at })
    else {
      const commit = open.get(line.n)
      open.delete(line.n)
      if (!commit || line.result === 'conflict' || line.result === 'lost') continue
      const result = line.result === 'done' ? 'done' : 'unknown'
      commits.push({ ...commit, result, process: name, endAt: line.at })
    }
  }
  for (const commit of open.values())
    commits.push({ ...commit, result: 'unknown', process: name, endAt: Number.MAX_SAFE_INTEGER })
  return { commits, claims, stalls }
}

/** Reads the journals of all processes that ran on one store. */
export const readJournal = async (folder: string): Promise<Journal> => {
  const names = readdirSync(folder).filter((name) => name.startsWith('journal-'))
  const all = await Promise.all(names.map((name) => readOne(folder, name)))
  return {
    commits: all.flatMap(({ commits }) => commits).toSorted((a, b) => a.at - b.at || a.n - b.n),
    claims: all.flatMap(({ claims }) => claims).toSorted((a, b) => a.at - b.at),
    stalls: all.flatMap(({ stalls }) => stalls),
  }
}
