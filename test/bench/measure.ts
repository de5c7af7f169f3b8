import { readFileSync } from 'node:fs'
import type { Redis } from 'ioredis'

/** Clock ticks a second of Linux, as `getconf CLK_TCK` says. */
const ticks = 100

/** CPU time of a process so far, all threads, user and system: milliseconds. */
export const cpuMs = (pid: number): number => {
  const [, , fields = ''] = /^(.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
  const words = fields.split(' ')
  return ((Number(words[11]) + Number(words[12])) * 1000) / ticks
}

/** Memory that a process holds now (RSS), in MB. */
export const rssMb = (pid: number): number => {
  const [, kb = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb) / 1024
}

export const loadAverage = (): string =>
  readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ')

export interface StoreCount {
  /** All commands that ran, those inside scripts included. */
  readonly ran: number
  readonly bytesIn: number
  readonly bytesOut: number
  /** What this asking itself took on the wire. */
  readonly own: { readonly in: number; readonly out: number }
  /** CPU time of Redis, ms. */
  readonly cpu: number
  /** The same by name. */
  readonly names: Readonly<Record<string, number>>
}

const fieldOf = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0)

const request = '*2\r\n$4\r\ninfo\r\n$10\r\neverything\r\n'

/** What a Redis did so far; `between` takes off what the asking itself took. */
export const countStore = async (redis: Redis): Promise<StoreCount> => {
  const info = await redis.info('everything')
  const reply = Buffer.byteLength(info)
  const names = Object.fromEntries(
    [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name = '', calls]) => [name, Number(calls)]),
  )
  return {
    ran: Object.values(names).reduce((sum, calls) => sum + calls, 0),
    bytesIn: fieldOf(info, 'total_net_input_bytes'),
    bytesOut: fieldOf(info, 'total_net_output_bytes'),
    own: { in: request.length, out: `$${reply}\r\n`.length + reply + 2 },
    cpu: 1000 * (fieldOf(info, 'used_cpu_user') + fieldOf(info, 'used_cpu_sys')),
    names,
  }
}

export const between = (before: StoreCount, after: StoreCount): StoreCount => ({
  ran: after.ran - before.ran - 1,
  bytesIn: after.bytesIn - before.bytesIn - after.own.in,
  bytesOut: after.bytesOut - before.bytesOut - before.own.out,
  own: { in: 0, out: 0 },
  cpu: after.cpu - before.cpu,
  names: Object.fromEntries(
    Object.entries(after.names)
      .filter(([name]) => name !== 'info')
      .map(([name, calls]) => [name, calls - (before.names[name] ?? 0)]),
  ),
})

export const usedMemory = async (redis: Redis): Promise<number> =>
  fieldOf(await redis.info('memory'), 'used_memory')

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)
export const quantile = (values: readonly number[], part: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** `median (min–max)`. */
export const spread = (values: readonly number[], digits = 2): string => {
  const [low = 0, high = 0] = [sorted(values)[0], sorted(values).at(-1)]
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`
}

/** A table in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, place) => (place === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
