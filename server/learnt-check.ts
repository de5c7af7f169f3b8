import { dangerSources, exampleFaults, readExamples, topicSources } from './examples.ts'
import { ContentFault, type Files } from './files.ts'
import type { Layer } from './layer.ts'
import { dangerFile, readModel, topicFile } from './learnt.ts'

/** Faults of what is learnt from: senses, examples, and a model that was made of other ones. One sentence each. */
export const learntFaults = (files: Files, layer: Layer): string[] => {
  const examples = readExamples(files, layer)
  const written = [...senseFaults(layer), ...exampleFaults(examples)]
  if (written.length > 0) return written
  return [
    ...staleFaults(files, dangerFile, dangerSources(layer, examples)),
    ...staleFaults(files, topicFile, topicSources(layer, examples)),
  ]
}

const staleFaults = (files: Files, path: string, sources: string): string[] => {
  try {
    if (readModel(files, path).sources === sources) return []
    return [`${path} was made of other examples, words or keywords than stand here now. Run "npm run learn".`]
  } catch (error) {
    if (error instanceof ContentFault) return [error.message]
    throw error
  }
}

/** A sense means the same in every language: its name stands in the English file. */
const senseFaults = ({ senses, topicSenses }: Layer): string[] => [
  ...Object.entries(senses).flatMap(([tag, own]) =>
    unknownSenses(tag, 'senses', own.senses, senses.en?.senses),
  ),
  ...Object.entries(topicSenses).flatMap(([tag, own]) =>
    unknownSenses(tag, 'topic-senses', own, topicSenses.en),
  ),
]

const unknownSenses = (tag: string, file: string, own: object, english: object = {}): string[] =>
  Object.keys(own)
    .filter((sense) => !Object.hasOwn(english, sense))
    .map(
      (sense) =>
        `locales/${tag}/${file}.json: the sense "${sense}" is not in the English file. Use a name from there.`,
    )
