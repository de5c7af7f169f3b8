import { checkFlows } from '../bot/check-flows.ts'
import type { Flows } from '../bot/flow.ts'
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
  const law = readLaw()
  const zone = files.pack?.zone ?? 'Europe/Amsterdam'
  return {
    shelf,
    flows,
    setting: () => ({ catalog: shelf.catalog(), operator, law, chance: realChance, zone }),
    hints: shelf.catalog().locales.map(({ tag, name, dir }) => ({ tag, name, dir })),
  }
}
