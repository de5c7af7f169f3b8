import type { Layer } from './layer.ts'
import { namesSource } from './staleness.ts'
import { factsIn } from './substance.ts'

type Topic = Layer['topics'][string]

/** Faults of structure in topics: dead links, unknown sources and facts, missing pages, stray placeholders. */
export const topicFaults = (layer: Layer): string[] =>
  Object.values(layer.topics).flatMap((topic) => [
    ...topic.related
      .filter((id) => !layer.topics[id])
      .map((id) => `Topic ${topic.id}: related names "${id}", which is no topic.`),
    ...topic.stages
      .filter((id) => !layer.stages[id])
      .map((id) => `Topic ${topic.id}: stages names "${id}", which is no stage.`),
    ...(topic.walk === undefined || layer.stages[topic.walk]
      ? []
      : [`Topic ${topic.id}: walk names "${topic.walk}", which is no folder of walks.`]),
    ...pagesOf(topic).flatMap(([page, cell]) => pageFaults(layer, topic, page, cell)),
  ])

const pagesOf = (topic: Topic): (readonly ['text' | 'more', Topic['text']])[] => [
  ['text', topic.text],
  ...(topic.more ? [['more', topic.more] as const] : []),
]

const pageFaults = (layer: Layer, topic: Topic, page: string, cell: Topic['text']): string[] => [
  ...(layer.sources[cell.source.id]
    ? []
    : [`Topic ${topic.id}, ${page}: the source "${cell.source.id}" is not in sources.yaml.`]),
  ...cell.facts
    .filter((id) => !layer.facts[id])
    .map((id) => `Topic ${topic.id}, ${page}: the fact "${id}" is in no facts file.`),
  ...Object.entries(layer.topicTexts[topic.id] ?? {}).flatMap(([tag, { texts }]) =>
    textFaults(
      `Topic ${topic.id}, ${tag}.md`,
      page,
      texts[page],
      // A translation of older words is stale, a state and no fault (P9).
      namesSource(layer, tag, topic.id, page) ? cell.facts : null,
    ),
  ),
]

const textFaults = (
  file: string,
  page: string,
  text: string | undefined,
  facts: readonly string[] | null,
): string[] => {
  if (!text) return [`${file} lacks the section "## ${page}".`]
  if (facts === null) return []
  const used = factsIn(text)
  return [
    ...used
      .filter((id) => !facts.includes(id))
      .map((id) => `${file}, ${page} uses {{${id}}}, which topic.yaml does not list under facts.`),
    ...facts
      .filter((id) => !used.includes(id))
      .map((id) => `${file}, ${page} lacks {{${id}}}. Say it, or take it out of topic.yaml.`),
  ]
}
