import { checkFlows } from '../bot/check-flows.ts'
import type { Flows } from '../bot/flow.ts'
import type { Law } from '../bot/law.ts'
import type { Operator } from '../bot/world.ts'
import { flows } from '../flows/index.ts'
import type { Config } from './config.ts'
import { readFiles } from './content.ts'
import { readLaw } from './deadlines.ts'
import { demoOperator, goLiveFaults, operatorOf, readOperatorFile } from './operator.ts'
import { openShelf, type Shelf } from './shelf.ts'
import type { Store } from './store/store.ts'
import { withoutRules } from './withdrawn.ts'
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
  const files = readFiles()
  const operator = openOperator(config.operatorFile, files.locales ?? [])
  const shelf = openShelf({ store, files, goLive: operator.goLive, refused })
  await shelf.refresh()
  checkFlows(flows, shelf.catalog())
  // Read with the first turn: no start has to wait for the rules of every term.
  let law: Law | null = null
  let inForce: { readonly without: readonly string[]; readonly law: Law } | null = null
  const zone = files.pack?.zone ?? 'Europe/Amsterdam'
  return {
    shelf,
    flows,
    operator,
    setting: () => {
      law ??= readLaw()
      const without = shelf.withdrawn()
      if (inForce?.without !== without) inForce = { without, law: withoutRules(law, without) }
      return { catalog: shelf.catalog(), operator, law: inForce.law, chance: realChance, zone }
    },
    hints: shelf.catalog().locales.map(({ tag, name, dir }) => ({ tag, name, dir })),
  }
}

/** @throws Error where the file does not fit, or its go-live record is not whole. */
const openOperator = (path: string | undefined, locales: readonly { readonly tag: string }[]): Operator => {
  const file = readOperatorFile(path)
  if (file === null) return demoOperator
  const faults = goLiveFaults(
    file,
    locales.map(({ tag }) => tag),
  )
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return operatorOf(file)
}
