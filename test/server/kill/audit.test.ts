import { describe, expect, test } from 'vitest'
import type { Person, Received } from '../../support/people.ts'
import { auditRepeats } from './audit.ts'

const received = (at: number, messageId: string): Received => ({
  ...{ to: '5000000001', text: 'x', buttons: [], key: 'the same', outbox: null },
  ...{ at, messageId },
})
const whoGot = (...all: Received[]): Person => ({
  ...{ channel: 'telegram', id: '5000000001', written: [], taken: [] },
  received: () => all,
  write: async () => [],
  tap: async () => [],
  burst: async () => [],
})
const twice = [whoGot(received(10_000, '1'), received(30_000, '2'))]
const silent = { unheard: new Set<string>(), unnoted: () => [] }
const faults = (...given: Parameters<typeof auditRepeats>): number => auditRepeats(...given).faults.length

describe('a message that came twice', () => {
  test('is a fault where nobody knows why', () => {
    expect(faults(twice, [], silent)).toBe(1)
    expect(faults(twice, [{ at: 20_000, readyAt: 21_000 }], silent)).toBe(1)
  })

  test('is none after a death, or where the provider’s answer was not heard', () => {
    expect(faults(twice, [{ at: 11_000, readyAt: 12_000 }], silent)).toBe(0)
    expect(faults(twice, [], { ...silent, unheard: new Set(['telegram 1']) })).toBe(0)
    expect(faults(twice, [], { ...silent, unheard: new Set(['telegram 2', 'whatsapp 1']) })).toBe(1)
  })

  test('is none where a process said so meanwhile, and one word excuses one repeat', () => {
    const thrice = [...twice, whoGot(received(10_000, '3'), received(30_000, '4'))]
    expect(faults(twice, [], { ...silent, unnoted: () => [20_000] })).toBe(0)
    expect(faults(twice, [], { ...silent, unnoted: () => [9_000, 31_000] })).toBe(1)
    expect(faults(thrice, [], { ...silent, unnoted: () => [20_000] })).toBe(1)
  })
})
