import { median, spread, table } from './measure.ts'
import type { Figures } from './rounds.ts'
import type { Cost } from './stored.ts'

const each = (figures: Figures, row: (all: Figures extends Map<string, infer V> ? V : never) => string[]) =>
  [...figures].map(([name, all]) => [name, ...row(all)])

/** All tables: median (least–most) of the rounds. */
export const dialogueTable = (figures: Figures): string => {
  const floor = median(figures.get('floor')?.map(({ cpu }) => cpu) ?? [])
  return table(
    ['bot', 'CPU ms a turn', '× floor', 'turns a CPU second', 'turns/s seen', 'memory MB', 'calls a turn'],
    each(figures, (all) => [
      spread(all.map(({ cpu }) => cpu)),
      (median(all.map(({ cpu }) => cpu)) / floor).toFixed(2),
      spread(
        all.map(({ cpu }) => 1000 / cpu),
        0,
      ),
      spread(
        all.map(({ turnsASecond }) => turnsASecond),
        0,
      ),
      spread(
        all.map(({ rss }) => rss),
        0,
      ),
      median(all.map(({ calls }) => calls)).toFixed(2),
    ]),
  )
}

export const latencyTable = (figures: Figures): string =>
  table(
    ['bot', 'p50 ms', 'p99 ms'],
    each(figures, (all) => [
      spread(
        all.map(({ p50 }) => p50),
        1,
      ),
      spread(
        all.map(({ p99 }) => p99),
        1,
      ),
    ]),
  )

export const storeTable = (figures: Figures): string =>
  table(
    ['bot', 'commands in Redis a turn', 'bytes to Redis', 'bytes from Redis', 'CPU ms of Redis'],
    each(figures, (all) => [
      spread(
        all.map(({ ran }) => ran),
        1,
      ),
      spread(
        all.map(({ bytesIn }) => bytesIn),
        0,
      ),
      spread(
        all.map(({ bytesOut }) => bytesOut),
        0,
      ),
      spread(all.map(({ redisCpu }) => redisCpu)),
    ]),
  )

export const readyTable = (ready: ReadonlyMap<string, readonly number[]>): string =>
  table(
    ['bot', 'ready after ms'],
    [...ready].map(([name, all]) => [name, spread(all, 0)]),
  )

interface StoredRow {
  readonly count: number
  readonly isIdle: boolean
  readonly bytes: number
  readonly cost: Cost
  readonly served: {
    readonly cpu: number
    readonly redisCpu: number
    readonly p50: number
    readonly p99: number
  }
}

const named = ({ count, isIdle }: StoredRow): string =>
  `${count.toLocaleString('en')}${isIdle ? '' : ', with log and marks'}`

export const storedTable = (rows: readonly StoredRow[]): string =>
  table(
    [
      'stored',
      'commands a turn',
      'bytes to Redis',
      'bytes from Redis',
      'CPU ms a turn',
      'CPU ms of Redis',
      'p50 ms',
      'p99 ms',
    ],
    rows.map((row) => [
      named(row),
      row.cost.ran.toFixed(3),
      row.cost.bytesIn.toFixed(3),
      row.cost.bytesOut.toFixed(3),
      row.served.cpu.toFixed(2),
      row.served.redisCpu.toFixed(2),
      row.served.p50.toFixed(1),
      row.served.p99.toFixed(1),
    ]),
  )

export const idleTable = (rows: readonly StoredRow[]): string =>
  table(
    ['stored', 'bytes of memory a conversation'],
    rows.map((row) => [named(row), row.bytes.toFixed(0)]),
  )
