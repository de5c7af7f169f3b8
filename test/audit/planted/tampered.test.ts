import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { playMonth } from '../../campaign/month.ts'
import { clear } from '../../campaign/weather.ts'
import { sourcesOf, type World } from '../../campaign/world.ts'
import type { CallLine, LedgerLine } from '../ledger.ts'

const ends: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(ends.map((end) => end())))

let clean = ''
let key = ''
const folderFor = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-tampered-'))
  ends.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

beforeAll(async () => {
  clean = await folderFor()
  const { world } = await playMonth({
    ...{ engine: 'sqlite', people: 8, arrivalDays: 1, folder: clean, servers: 1, lanes: 8, happens: {} },
    ...{ kinds: ['asks', 'letter', 'deletes', 'stops'], days: [0, 1], weather: clear },
    started: (started: World) => ends.push(started.end),
  })
  await world.settle()
  const sources = sourcesOf(world)
  key = sources.key
  cpSync(world.rig.folder, join(clean, 'data'), { recursive: true })
}, 180_000)

/** The program as an operator of a campaign runs it: what it calls broken, and how it ends. */
const auditOf = (folder: string): { broken: string[]; status: number | null } => {
  const store = join(folder, 'data', 'wegwijs.sqlite')
  const ran = spawnSync(
    process.execPath,
    ['test/audit/audit.ts', '--folder', folder, '--store', store, '--key', key],
    { encoding: 'utf8' },
  )
  const broken = [...ran.stdout.matchAll(/^BROKEN +(\w+)/gm)].map(([, name = '']) => name)
  return { broken, status: ran.status }
}

const linesIn = (folder: string): LedgerLine[] =>
  readFileSync(join(folder, 'ledger.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const write = (folder: string, lines: readonly LedgerLine[]): void =>
  writeFileSync(join(folder, 'ledger.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))

/** A question, so that which one it is makes no difference: receipts and openers have buttons of their own, or none. */
const isSaid = (line: LedgerLine): line is CallLine =>
  line.type === 'call' &&
  line.kind === 'message' &&
  line.outcome === 'taken' &&
  line.channel === 'whatsapp' &&
  line.buttons.length > 1

/** The n-th message that WhatsApp took is put as `change` has it. */
const withCall =
  (place: number, change: (call: CallLine) => readonly LedgerLine[]) =>
  (folder: string): void => {
    const lines = linesIn(folder)
    const gone = new Set(
      lines.flatMap((line) => (line.type === 'update' && line.choice === 'delete' ? [line.person] : [])),
    )
    // Of whoever deleted everything afterwards nothing is owed.
    const target = lines.filter(isSaid).filter(({ person }) => !gone.has(person))[place]
    write(
      folder,
      lines.flatMap((line) => (line === target ? change(line) : [line])),
    )
  }

const tampers: readonly (readonly [string, string, (folder: string) => void])[] = [
  ['a message that nobody took', 'answered', withCall(6, () => [])],
  ['a message that came twice', 'repeats', withCall(6, (call) => [call, { ...call, at: call.at + 1 }])],
  ['a wait that was not waited', 'waits', withCall(0, (call) => [{ ...call, waitMs: 3_600_000 }])],
  [
    'words after a day of silence',
    'window',
    (folder) =>
      write(
        folder,
        linesIn(folder).map((line) =>
          line.type === 'update' && line.channel === 'whatsapp'
            ? { ...line, sentAt: line.sentAt - 25 * 3_600_000 }
            : line,
        ),
      ),
  ],
  [
    'a call that was refused for its form',
    'form',
    withCall(6, (call) => [{ ...call, outcome: 'refused', code: 131009, at: call.at - 1 }, call]),
  ],
  [
    'an update without a mark',
    'worked',
    (folder) => {
      const store = new DatabaseSync(join(folder, 'data', 'wegwijs.sqlite'))
      store.exec('DELETE FROM marks')
      store.close()
    },
  ],
  [
    'a number in the log',
    'traces',
    (folder) => appendFileSync(join(folder, 'server.log'), '{"event":"x","who":"447700900001"}\n'),
  ],
  [
    'a number in the bytes of the store',
    'traces',
    (folder) => {
      const store = new DatabaseSync(join(folder, 'data', 'wegwijs.sqlite'))
      store.exec(`INSERT INTO marks (partition, mark, ends) VALUES ('main/c/x', '447700900001', 9e15)`)
      store.close()
    },
  ],
]

test('what nobody touched holds', () => {
  expect(auditOf(clean)).toEqual({ broken: [], status: 0 })
})

test.each(tampers)(
  '%s: %s',
  async (_, check, tamper) => {
    const folder = await folderFor()
    cpSync(clean, folder, { recursive: true })
    tamper(folder)
    expect(auditOf(folder)).toEqual({ broken: [check], status: 1 })
  },
  60_000,
)
