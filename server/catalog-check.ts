import { commands, type Locale } from '../bot/catalog.ts'
import { normal } from '../bot/normal.ts'
import { ContentFault, type Layer } from './content.ts'
import { directoryFaults } from './directory.ts'
import { documentFaults } from './documents.ts'
import { editionFaults } from './editions.ts'
import { foldedLeaves, namesSource } from './staleness.ts'
import { factsIn } from './substance.ts'
import { topicFaults } from './topic-check.ts'

/** Files that every locale must have whole: the frame, and the guarded classes of P9. */
export const everywhere = ['frame', 'consent', 'contact', 'hide', 'safety', 'letter', 'data'] as const

/** Files that a locale has whole or not at all; those that belong to the texts of stages come with them. */
const withStages = ['where', 'documents', 'directory', 'topic'] as const

const filesOf = (layer: Layer, tag: string): readonly string[] => [
  ...everywhere,
  ...(layer.texts[tag]?.where ? withStages : []),
  ...(layer.texts[tag]?.dates ? ['dates'] : []),
  ...(layer.texts[tag]?.templates ? ['templates'] : []),
]

/** Refuses a fault of structure, with the sentence that helps. @throws ContentFault */
export const checkLayer = (
  layer: Layer,
): { locales: readonly Locale[]; pack: NonNullable<Layer['pack']> } => {
  const { locales, pack } = layer
  if (!locales || !pack)
    throw new ContentFault('No layer holds locales.yaml or pack.yaml. The files of the image hold both.')
  const faults = layerFaults(layer, locales, pack)
  if (faults.length > 0) throw new ContentFault(faults.slice(0, 20).join('\n'))
  return { locales, pack }
}

/** Every fault of structure, one sentence each. */
export const layerFaults = (
  layer: Layer,
  locales: readonly Locale[],
  pack: NonNullable<Layer['pack']>,
): string[] => [
  ...localeFaults(layer, locales),
  ...packFaults(layer, pack),
  ...commandFaults(layer, locales),
  ...documentFaults(layer),
  ...directoryFaults(layer),
  ...topicFaults(layer),
  ...editionFaults(layer),
]

const localeFaults = (layer: Layer, locales: readonly Locale[]): string[] =>
  locales.flatMap(({ tag }) => filesOf(layer, tag).flatMap((flow) => flowFaults(layer, tag, flow)))

const flowFaults = (layer: Layer, tag: string, flow: string): string[] => {
  const wanted = foldedLeaves(layer.texts.en?.[flow])
  const found = foldedLeaves(layer.texts[tag]?.[flow])
  const missing = [...wanted.keys()].filter((key) => !found.has(key))
  const lost = [...wanted].flatMap(([key, english]) => {
    const text = found.get(key)
    return text === undefined
      ? []
      : placeholders(english)
          .filter((name) => name !== 'count' && !text.includes(`{{${name}}}`))
          .map((name) => `${key} lacks {{${name}}}`)
  })
  const file = `locales/${tag}/${flow}.json`
  return [
    ...missing.map(
      (key) =>
        `${file} lacks the text "${key}". Every locale needs it: write it natively from the English one.`,
    ),
    ...lost.map((what) => `${file}: ${what}. Keep every placeholder of the English text.`),
  ]
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{([^}]+)\}\}/g)].map((match) => match[1] ?? '')

const packFaults = (layer: Layer, pack: NonNullable<Layer['pack']>): string[] => {
  const known = new Set(Object.keys(layer.stages))
  // A start reads the topics last, and is checked before.
  const hasTopics = Object.keys(layer.topics).length > 0
  const named = pack.phases.flatMap((phase) => [
    ...phase.stages,
    ...(hasTopics ? phase.old.filter((id) => layer.topics[id] === undefined) : []),
  ])
  return [
    ...named
      .filter((id) => !known.has(id))
      .map((id) => `pack.yaml names the stage "${id}", but content has no folder for it.`),
    ...(layer.facts[pack.regimeStart]
      ? []
      : [`pack.yaml: regimeStart names the fact "${pack.regimeStart}", which no facts file has.`]),
    ...Object.values(layer.stages).flatMap((stage) => stageFaults(layer, stage, known, pack.sourceLocale)),
  ]
}

const stageFaults = (
  layer: Layer,
  stage: Layer['stages'][string],
  known: ReadonlySet<string>,
  source: string,
): string[] => {
  const texts = layer.stageTexts[stage.id] ?? {}
  const dead = stage.next
    .filter((id) => !known.has(id))
    .map((id) => `Stage ${stage.id}: next names "${id}", which is no stage.`)
  const lost =
    stage.walk === undefined || known.has(stage.walk)
      ? []
      : [`Stage ${stage.id}: walk names "${stage.walk}", which is no folder of walks.`]
  const lacking = texts[source]
    ? []
    : [`Stage ${stage.id} lacks ${source}.md, the text that the others are made from.`]
  const cells = Object.entries(stage.sections).flatMap(([section, cell]) => [
    ...(layer.sources[cell.source.id]
      ? []
      : [`Stage ${stage.id}, ${section}: the source "${cell.source.id}" is not in sources.yaml.`]),
    ...cell.facts
      .filter((id) => !layer.facts[id])
      .map((id) => `Stage ${stage.id}, ${section}: the fact "${id}" is in no facts file.`),
    ...Object.entries(texts).flatMap(([tag, text]) =>
      textFaults(
        `Stage ${stage.id}, ${tag}.md`,
        section,
        text.texts[section],
        // A translation of older words is stale, a state and no fault (P9).
        namesSource(layer, tag, stage.id, section) ? cell.facts : null,
      ),
    ),
  ])
  return [...dead, ...lost, ...lacking, ...cells]
}

const textFaults = (
  file: string,
  section: string,
  text: string | undefined,
  facts: readonly string[] | null,
): string[] => {
  if (text === undefined || text === '') return [`${file} lacks the section "## ${section}".`]
  if (facts === null) return []
  const used = factsIn(text)
  const unknown = used.filter((id) => !facts.includes(id))
  const lost = facts.filter((id) => !used.includes(id))
  return [
    ...unknown.map((id) => `${file}, ${section} uses {{${id}}}, which stage.yaml does not list under facts.`),
    ...lost.map((id) => `${file}, ${section} lacks {{${id}}}. Say it, or take it out of stage.yaml.`),
  ]
}

/** A command is the same word in every language, so one word may not mean two things. */
const commandFaults = (layer: Layer, locales: readonly Locale[]): string[] => {
  const meaning = new Map<string, string>()
  const faults: string[] = []
  for (const { tag } of locales)
    for (const command of commands) {
      const phrases = layer.commands[tag]?.[command] ?? []
      if (phrases.length === 0) faults.push(`locales/${tag}/commands.json has no word for "${command}".`)
      for (const phrase of phrases) {
        const other = meaning.get(normal(phrase))
        if (other && other !== command)
          faults.push(
            `locales/${tag}/commands.json: "${phrase}" means ${command} here and ${other} elsewhere. Choose another word.`,
          )
        meaning.set(normal(phrase), command)
      }
    }
  return faults
}
