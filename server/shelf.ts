import { z } from 'zod'
import type { Catalog } from '../bot/catalog.ts'
import { buildCatalog, over } from './catalog.ts'
import { Layer, textHash } from './content.ts'
import { isStale, packTexts, staleKeys } from './staleness.ts'
import { type Json, type Store, StoreGone } from './store/store.ts'
import { readWithdrawn } from './withdrawn.ts'

const partition = 'main/catalog'
const pointerKey = 'current'
const Pointer = z.object({ v: z.literal(1), layer: z.string() })

/** The Catalog of this moment: files of the image, then the published release; swapped whole, without a restart. */
export interface Shelf {
  catalog(): Catalog
  /** Texts and rules that editors took back at once; the same list until that changes. */
  withdrawn(): readonly string[]
  /** How many texts are stale, for metrics. */
  staleTexts(): number
  /** Topics come after the start, which does not wait for them. */
  addTopics(topics: Pick<Layer, 'topics' | 'topicTexts'>): void
  /** Looks at the store; true when another release was taken, or a text taken back. A release with a fault of structure is refused and the old one stays. */
  refresh(): Promise<boolean>
}

export interface ShelfOptions {
  readonly store: Store
  readonly files: Layer
  readonly goLive: boolean
  /** A release that cannot be used: said once, in plain words. */
  readonly refused: (sentence: string) => void
}

export const openShelf = ({ store, files, goLive, refused }: ShelfOptions): Shelf => {
  let base = files
  let release: Layer | null = null
  let withdrawn: readonly string[] = []
  let builtWithout = withdrawn
  let catalog = buildCatalog([base], { goLive })
  let current = ''
  let stale: number | null = null
  const build = (next: Layer | null): void => {
    catalog = buildCatalog(next ? [base, next] : [base], { goLive, withdrawn })
    release = next
    builtWithout = withdrawn
    stale = null
  }
  const takeBack = async (): Promise<boolean> => {
    const ids = await readWithdrawn(store)
    if (ids.join(' ') !== withdrawn.join(' ')) withdrawn = ids
    if (withdrawn === builtWithout) return false
    build(release)
    return true
  }
  const takeRelease = async (): Promise<boolean> => {
    const name = await pointedAt(store)
    if (name === null || name === current) return false
    const fault = await faultIn(async () => build(await layerNamed(store, name)))
    current = name
    if (fault !== null) refused(`The published release ${name} was refused, the one before stays: ${fault}`)
    return fault === null
  }
  return {
    catalog: () => catalog,
    withdrawn: () => withdrawn,
    staleTexts: () => (stale ??= countStale(release ? [base, release] : [base])),
    addTopics: (topics) => {
      base = { ...base, ...topics }
      build(release)
    },
    refresh: () => both(takeBack, takeRelease),
  }
}

/** What cannot be taken back from this release may be mended by the next one: a fault of the first stops not the second. */
const both = async (first: () => Promise<boolean>, second: () => Promise<boolean>): Promise<boolean> => {
  let isOther = false
  try {
    isOther = await first()
  } finally {
    isOther = (await second()) || isOther
  }
  return isOther
}

const faultIn = async (work: () => Promise<void>): Promise<string | null> => {
  try {
    await work()
    return null
  } catch (error) {
    // Looked at again as soon as the store is back.
    if (error instanceof StoreGone) throw error
    return error instanceof Error ? error.message : 'unknown fault'
  }
}

const pointedAt = async (store: Store): Promise<string | null> => {
  const [found] = await store.read(partition, [pointerKey])
  const parsed = Pointer.safeParse(found?.value)
  return parsed.success ? parsed.data.layer : null
}

const layerNamed = async (store: Store, name: string): Promise<Layer> => {
  const [found] = await store.read(partition, [`layer/${name}`])
  if (!found) throw new Error('its texts are not in the store')
  return Layer.parse(found.value)
}

/** Publishes a release: the layer first, then the pointer; whoever watches swaps within seconds. @returns its name. */
export const publishRelease = async (store: Store, layer: Json): Promise<string> => {
  const name = textHash(JSON.stringify(layer))
  const [pointer] = await store.read(partition, [pointerKey])
  await store.commit(partition, {
    check: [{ key: pointerKey, version: pointer?.version ?? 0 }],
    set: [
      { key: `layer/${name}`, value: layer },
      { key: pointerKey, value: { v: 1, layer: name } },
    ],
  })
  return name
}

/** Of stages, topics and the files of locales. */
const countStale = (layers: readonly Layer[]): number => {
  const layer = layers.reduce(over, Layer.parse({}))
  const tags = layer.locales?.map(({ tag }) => tag) ?? []
  const sections = Object.entries(packTexts(layer)).flatMap(([id, texts]) =>
    Object.entries(texts).flatMap(([tag, text]) =>
      Object.keys(text.texts).filter((section) => isStale(layer, tag, id, section)),
    ),
  )
  return sections.length + tags.reduce((sum, tag) => sum + staleKeys(layer, tag).size, 0)
}
