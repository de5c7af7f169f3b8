import { checkFlows } from '../bot/check-flows.ts'
import type { Flows } from '../bot/flow.ts'
import type { Operator } from '../bot/world.ts'
import { flows } from '../flows/index.ts'
import type { Config } from './config.ts'
import { readFiles } from './content.ts'
import { readLaw } from './deadlines.ts'
import { readOperator } from './operator.ts'
import { openShelf, type Shelf } from './shelf.ts'
import type { Store } from './store/store.ts'
import { realChance, type Setting } from './world.ts'

export interface OpenedContent {
  readonly shelf: Shelf
  readonly flows: Flows
  /** Catalog and operator of this moment. */
  readonly setting: () => Setting
  readonly operator: Operator
  readonly hints: readonly { readonly tag: string; readonly name: string; readonly dir: 'ltr' | 'rtl' }[]
}

/** Everything that is said: operator file, texts, flows. @throws Error for a fault of structure, in plain sentences. */
export const openContent = async (
  config: Config,
  store: Store,
  refused: (sentence: string) => void,
): Promise<OpenedContent> => {
  const operator = readOperator(config.operatorFile)
  const files = readFiles()
  const shelf = openShelf({ store, files, goLive: operator.goLive, refused })
  await shelf.refresh()
  checkFlows(flows, shelf.catalog())
  // Read with the first turn: no start has to wait for the rules of every term.
  let law: ReturnType<typeof readLaw> | null = null
  const zone = files.pack?.zone ?? 'Europe/Amsterdam'
  return {
    shelf,
    flows,
    operator,
    setting: () => {
      law ??= readLaw()
      return { catalog: shelf.catalog(), operator, law, chance: realChance, zone }
    },
    hints: shelf.catalog().locales.map(({ tag, name, dir }) => ({ tag, name, dir })),
  }
}
