import type { Layer } from './content.ts'
import { fileName } from './content-lengths.ts'
import { packPlaces } from './content-places.ts'
import { sectionsOf } from './content-states.ts'
import { textsOf } from './staleness.ts'

const titles = ['title', 'short']

/** Ways from text to text that lead nowhere, and texts to which no way leads. */
export const linkFaults = (layer: Layer): string[] => [
  ...unreachableSections(layer),
  ...addressFaults(layer),
  ...optionFaults(layer),
  ...stageFaults(layer),
]

const unreachableSections = (layer: Layer): string[] =>
  packPlaces(layer)
    .filter(({ group }) => group !== 'list')
    .flatMap((place) => {
      const known = [...titles, ...sectionsOf(layer, place)]
      return place.tags.flatMap((tag) =>
        Object.keys(textsOf(layer, place.id)[tag]?.texts ?? {})
          .filter((section) => !known.includes(section))
          .map(
            (section) =>
              `${fileName(place, tag)} has a section "## ${section}" that nothing shows. Name it in ${place.group}.yaml, or take it out.`,
          ),
      )
    })

const addressFaults = (layer: Layer): string[] =>
  packPlaces(layer)
    .filter(({ group }) => group !== 'list')
    .flatMap((place) =>
      place.tags.flatMap((tag) =>
        Object.values(textsOf(layer, place.id)[tag]?.texts ?? {}).flatMap((text) =>
          (text.match(/\b(?:https?:|www\.)\S+/gi) ?? [])
            .filter((address) => !isWhole(address.replace(/[.,;:)]+$/, '')))
            .map(
              (address) =>
                `${fileName(place, tag)}: "${address}" is no whole address. Write it as https://…, or as a name such as coa.nl.`,
            ),
        ),
      ),
    )

const isWhole = (address: string): boolean => address.startsWith('https://') && URL.canParse(address)

const optionFaults = (layer: Layer): string[] =>
  Object.values(layer.topics).flatMap(({ id, kind, route, related }) => [
    ...(kind === 'option' && route === undefined
      ? [`Topic ${id}: it is an option without a route. Say "route: stay", "not-sure" or "return".`]
      : []),
    ...(related.includes(id) ? [`Topic ${id}: related names the topic itself. Take it out.`] : []),
  ])

/** `child` is opened by the answer to P4; a walk by the flow it belongs to. */
const stageFaults = (layer: Layer): string[] => {
  const reached = new Set([
    'child',
    ...(layer.pack?.phases.flatMap(({ stages, old }) => [...stages, ...old]) ?? []),
    ...Object.values(layer.stages).flatMap(({ next }) => next),
  ])
  return Object.keys(layer.stages)
    .filter((id) => !reached.has(id) && !id.endsWith('-walk'))
    .map((id) => `Stage ${id}: no phase of pack.yaml and no other stage leads here. Name it in one.`)
}
