import type { Flows } from '../bot/flow.ts'
import type { Adapter } from './channel.ts'
import type { Clock } from './clock.ts'
import type { LookupKey } from './store/lookup-key.ts'
import type { Store } from './store/store.ts'
import type { Setting } from './world.ts'

/** What working needs; made once, in main.ts. */
export interface WorkDeps {
  readonly store: Store
  readonly lookup: LookupKey
  readonly clock: Clock
  /** Real clock, ms. */
  readonly now: () => number
  /** Catalog, operator and chance of this moment: the Catalog may be swapped between two turns. */
  readonly setting: () => Setting
  readonly flows: Flows
  readonly adapters: ReadonlyMap<string, Adapter>
  readonly count: (name: string, labels?: Readonly<Record<string, string>>) => void
  readonly measure: (name: string, seconds: number) => void
  /** A line for the log: ids and codes only. */
  readonly note: (event: string, codes: Readonly<Record<string, string | number>>) => void
}
