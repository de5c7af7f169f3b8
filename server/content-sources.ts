import type { Layer } from './content.ts'
import { packPlaces } from './content-places.ts'
import { sectionsOf } from './content-states.ts'
import { type Deadlines, factFaults } from './deadlines.ts'
import { cellOf } from './staleness.ts'

interface Page {
  readonly id: string
  readonly section: string
  readonly facts: readonly string[]
  readonly source: string
}

const pagesOf = (layer: Layer): Page[] =>
  packPlaces(layer).flatMap((place) =>
    sectionsOf(layer, place).flatMap((section): Page[] => {
      const cell = cellOf(layer, place.id, section)
      return cell ? [{ id: place.id, section, facts: cell.facts, source: cell.source.id }] : []
    }),
  )

/** Every figure names a source that is known, in one place; terms are the same in both files. */
export const sourceFaults = (
  layer: Layer,
  { rules, sources }: Pick<Deadlines, 'rules' | 'sources'>,
): string[] => [
  ...Object.entries(layer.facts)
    .filter(([, { source }]) => !layer.sources[source.id])
    .map(([id, { source }]) => `Fact ${id}: the source "${source.id}" is not in sources.yaml. Add it there.`),
  ...Object.entries(sources)
    .filter(([, { url }]) => url !== null && !/^https:\/\/[^\s/]+\.[^\s/]+/.test(url))
    .map(
      ([id, { url }]) => `sources.yaml, ${id}: the address "${url}" is not one of https. Write it in full.`,
    ),
  ...factFaults(rules, layer.facts),
  ...termFaults(layer, rules),
]

/** P9 needs to know which figures a person must act within. */
const termFaults = (layer: Layer, rules: Deadlines['rules']): string[] => {
  const terms = new Set(
    rules
      .filter(({ whose, kind }) => whose === 'person' && kind === 'last')
      .flatMap(({ fact }) => fact ?? []),
  )
  return Object.entries(layer.facts).flatMap(([id, { deadline }]) => {
    if (terms.has(id) === (deadline === true)) return []
    return terms.has(id)
      ? [`Fact ${id}: a rule of deadlines.yaml counts it for a person. Add "deadline: true".`]
      : [`Fact ${id}: it says "deadline: true", but no rule counts it for a person. Take that line out.`]
  })
}

/** Signs for an editor: nothing here is wrong for sure. */
export const sourceWarnings = (layer: Layer, { rules }: Pick<Deadlines, 'rules'>): string[] => {
  const pages = pagesOf(layer)
  const used = new Set([...pages.flatMap(({ facts }) => facts), ...rules.flatMap(({ fact }) => fact ?? [])])
  const unused = Object.keys(layer.facts).filter((id) => !used.has(id))
  const other = pages.flatMap(({ id, section, facts, source }) =>
    facts
      .filter((fact) => layer.facts[fact] && layer.facts[fact]?.source.id !== source)
      .map(
        (fact) =>
          `${id}, ${section} names the source ${source}; its figure {{${fact}}} comes from ${layer.facts[fact]?.source.id}.`,
      ),
  )
  return [...unused.map((id) => `Fact ${id} is shown nowhere and counted by no rule.`), ...other]
}
