import { z } from 'zod'
import type { Catalog } from '../bot/catalog.ts'
import { buildCatalog, over } from './catalog.ts'
import { Layer, textHash } from './content.ts'
import { isStale, packTexts, staleKeys } from './staleness.ts'
import type { Json, Store } from './store/store.ts'

const partition = 'main/catalog'
const pointerKey = 'current'
const Pointer = z.object({ v: z.literal(1), layer: z.string() })

/** The Catalog of this moment: files of the image, then the published release; swapped whole, without a restart. */
export interface Shelf {
  catalog(): Catalog
  /** How many texts are stale, for metrics. */
  staleTexts(): number
  /** Topics come after the start, which does not wait for them. */
  addTopics(topics: Pick<Layer, 'topics' | 'topicTexts'>): void
  /** Looks at the pointer; true when another release was taken. A release with a fault of structure is refused and the old one stays. */
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
  let catalog = buildCatalog([base], { goLive })
  let current = ''
  let stale: number | null = null
  const build = (next: Layer | null): void => {
    catalog = buildCatalog(next ? [base, next] : [base], { goLive })
    release = next
    stale = null
  }
  return {
    catalog: () => catalog,
    staleTexts: () => {
      stale ??= countStale(release ? [base, release] : [base])
      return stale
    },
    addTopics: (topics) => {
      base = { ...base, ...topics }
      build(release)
    },
    refresh: async () => {
      const name = await pointedAt(store)
      if (name === null || name === current) return false
      current = name
      try {
        build(await layerNamed(store, name))
        return true
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown fault'
        refused(`The published release ${name} was refused, the one before stays: ${reason}`)
        return false
      }
    },
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
