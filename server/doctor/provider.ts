import { z } from 'zod'
import { type Finding, good, look, spanOf, wrong } from './finding.ts'

const patienceMs = 15_000

/** What a provider said: its JSON, its code, and what time it has. `status` 0: it could not be reached. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  /** How far the provider's clock is ahead of ours, in ms; null where it does not say. */
  readonly aheadMs: number | null
}

/** Asks once. A refusal is an answer; nothing is thrown. */
export const askProvider = async (
  url: string,
  now: () => number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  const before = now()
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(patienceMs) })
    const date = Date.parse(response.headers.get('date') ?? '')
    const body: unknown = await response.json().catch(() => null)
    // The header has whole seconds; half the way there and back is taken off.
    const aheadMs = Number.isNaN(date) ? null : date + 500 - (before + now()) / 2
    return { status: response.status, body, aheadMs }
  } catch {
    return { status: 0, body: null, aheadMs: null }
  }
}

/** The clock decides windows of 24 hours, what is late, and terms that end today. */
export const clockFinding = (provider: string, { aheadMs }: Answer): Finding[] => {
  if (aheadMs === null) return []
  const off = Math.abs(aheadMs)
  if (off < 10_000) return [good('clock', `This machine and ${provider} have the same time.`)]
  const found = `This machine's clock is ${spanOf(off)} ${aheadMs > 0 ? 'behind' : 'ahead of'} ${provider}.`
  const remedy = 'Let it be set by the network ("timedatectl set-ntp true").'
  return [off < 60_000 ? look('clock', found, remedy) : wrong('clock', found, remedy)]
}

/** Reads what is there and lets the rest be missing. */
export const readAs = <T>(schema: z.ZodType<T>, body: unknown): T | null => {
  const read = schema.safeParse(body)
  return read.success ? read.data : null
}

export const words = z.string().optional().catch(undefined)
export const count = z.number().optional().catch(undefined)
