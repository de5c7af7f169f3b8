import { randomInt } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import type { Channel } from '../bot/activity.ts'
import type { Catalog } from '../bot/catalog.ts'
import type { Law } from '../bot/law.ts'
import type { Operator, World } from '../bot/world.ts'
import { freshBytes } from './store/fresh.ts'

/** Random words for ids; given by tests and `npm run chat` so that a Turn can be repeated. */
export interface Chance {
  /** `length` characters of A–Z a–z 0–9 - _. */
  id(length: number): string
  /** Four digits. */
  code(): string
}

export const realChance: Chance = {
  id: (length) => freshBytes(length).toString('base64url').slice(0, length),
  code: () => String(randomInt(1000, 10_000)),
}

/** Ids that repeat from run to run. */
export const seededChance = (): Chance => {
  let count = 0
  return {
    id: (length) => (++count).toString(36).padStart(length, '0').slice(-length),
    code: () => String(1000 + (++count % 9000)),
  }
}

export interface Setting {
  readonly catalog: Catalog
  readonly operator: Operator
  readonly law: Law
  readonly chance: Chance
  /** Zone of the pack's law. */
  readonly zone: string
}

/** What one Turn may know of the world; `reads` are added when it wants more. */
export const worldOf = (setting: Setting, channel: Channel, now: Temporal.Instant): World => ({
  catalog: setting.catalog,
  operator: setting.operator,
  law: setting.law,
  now,
  zone: setting.zone,
  channel,
  fresh: {
    asking: setting.chance.id(4),
    contact: setting.chance.id(22),
    person: setting.chance.id(8),
    code: setting.chance.code(),
  },
  reads: {},
})
