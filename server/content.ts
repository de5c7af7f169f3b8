import { z } from 'zod'
import { readDirectory } from './directory.ts'
import { readDocuments } from './documents.ts'
import { ContentFault, type Files, filesIn, type Where } from './files.ts'
import {
  DangerFile,
  Fact,
  FromFile,
  type Layer,
  LocaleFile,
  PackFile,
  Phrases,
  SameFile,
  SenseFile,
  Source,
  StageFile,
  Tree,
  Words,
} from './layer.ts'
import { Front, readMarkdown } from './markdown.ts'
import { TopicFile, TopicFront } from './topics.ts'

export { ContentFault } from './files.ts'
export * from './layer.ts'

/** Reads `locales/` and `content/<pack>/`. @throws ContentFault */
export const readFiles = ({ root, pack = 'nl' }: Where = {}): Layer => {
  const files = filesIn(root)
  return {
    locales: files.read(LocaleFile, 'locales/locales.yaml'),
    ...readLocales(files),
    pack: files.read(PackFile, `content/${pack}/pack.yaml`),
    sources: files.read(z.record(z.string(), Source), `content/${pack}/sources.yaml`),
    facts: readFacts(files, `content/${pack}/facts`),
    ...readStages(files, pack),
    ...readDocuments(files, pack),
    ...readDirectory(files, pack),
    topics: {},
    topicTexts: {},
  }
}

type LocaleWords = Pick<
  Layer,
  'texts' | 'commands' | 'danger' | 'senses' | 'topicSenses' | 'smalltalk' | 'from' | 'same'
>

const readLocales = (files: Files): LocaleWords => {
  const made: LocaleWords = {
    texts: {},
    commands: {},
    danger: {},
    senses: {},
    topicSenses: {},
    smalltalk: {},
    from: {},
    same: {},
  }
  for (const tag of files.folders('locales')) {
    const texts: Record<string, Tree> = {}
    for (const file of files.names(`locales/${tag}`, '.json')) {
      const path = `locales/${tag}/${file}`
      if (file === 'commands.json') made.commands[tag] = files.read(Words, path)
      else if (file === 'smalltalk.json') made.smalltalk[tag] = files.read(Phrases, path)
      else if (file === 'senses.json') made.senses[tag] = files.read(SenseFile, path)
      else if (file === 'topic-senses.json') made.topicSenses[tag] = files.read(Words, path)
      else if (file === 'danger.json') made.danger[tag] = files.read(DangerFile, path)
      else if (file === 'from.json') made.from[tag] = files.read(FromFile, path)
      else if (file === 'same.json') made.same = files.read(SameFile, path)
      else texts[file.replace('.json', '')] = files.read(Tree, path)
    }
    made.texts[tag] = texts
  }
  return made
}

const readFacts = (files: Files, path: string): Layer['facts'] => {
  const facts: Layer['facts'] = {}
  for (const file of files.names(path, '.yaml'))
    for (const [id, fact] of Object.entries(files.read(z.record(z.string(), Fact), `${path}/${file}`))) {
      if (facts[id])
        throw new ContentFault(`${path}/${file}: the fact "${id}" stands in another file too. Keep one.`)
      facts[id] = fact
    }
  return facts
}

const readStages = (files: Files, pack: string): Pick<Layer, 'stages' | 'stageTexts'> => {
  const stages: Layer['stages'] = {}
  const stageTexts: Layer['stageTexts'] = {}
  const ids = [...files.folders(`content/${pack}/stages`), 'child', ...files.folders(`content/${pack}/walks`)]
  for (const id of ids) {
    const folder = stageFolder(pack, id)
    const path = `${folder}/${id === 'child' ? 'child' : isWalk(id) ? 'walk' : 'stage'}.yaml`
    const stage = files.read(StageFile, path)
    if (stage.id !== id)
      throw new ContentFault(`${path}: the id is "${stage.id}"; the folder says "${id}". Make them one.`)
    stages[id] = stage
    stageTexts[id] = Object.fromEntries(
      files
        .names(folder, '.md')
        .map((name) => [name.replace('.md', ''), stageText(files, `${folder}/${name}`)]),
    )
  }
  return { stages, stageTexts }
}

/** A walk is a few pages in a fixed order, read like a stage that is nobody's own. */
const isWalk = (id: string): boolean => id.endsWith('-walk')

/** Where a stage's texts lie; `child` is the short route of a child alone. */
export const stageFolder = (pack: string, id: string): string => {
  if (id === 'child') return `content/${pack}/child`
  return `content/${pack}/${isWalk(id) ? 'walks' : 'stages'}/${id}`
}

const stageText = (files: Files, path: string): Layer['stageTexts'][string][string] => {
  const { front, sections } = readMarkdown(files, path, Front)
  const { title, short, ...marks } = front
  return { texts: { title, short, ...sections }, ...marks }
}

type Topics = Pick<Layer, 'topics' | 'topicTexts'>

/** Everything at once: for the command line and tests. @throws ContentFault */
export const readWhole = (where: Where = {}): Layer => {
  const made: Topics = { topics: {}, topicTexts: {} }
  for (const one of eachTopic(where)) add(made, one)
  return { ...readFiles(where), ...made }
}

/**
 * The topics alone: hundreds of files, which no start has to wait for. Gives way between folders, so that a server
 * that is already listening goes on answering. @throws ContentFault
 */
export const readTopics = async (where: Where = {}): Promise<Topics> => {
  const made: Topics = { topics: {}, topicTexts: {} }
  for (const one of eachTopic(where)) {
    add(made, one)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return made
}

interface ReadTopic {
  readonly topic: TopicFile
  readonly texts: Layer['topicTexts'][string]
}

const add = (made: Topics, { topic, texts }: ReadTopic): void => {
  made.topics[topic.id] = topic
  made.topicTexts[topic.id] = texts
}

function* eachTopic({ root, pack = 'nl' }: Where): Generator<ReadTopic> {
  const files = filesIn(root)
  for (const id of files.folders(`content/${pack}/topics`)) {
    const folder = `content/${pack}/topics/${id}`
    const topic = files.read(TopicFile, `${folder}/topic.yaml`)
    if (topic.id !== id)
      throw new ContentFault(
        `${folder}/topic.yaml: the id is "${topic.id}"; the folder says "${id}". Make them one.`,
      )
    const texts = files
      .names(folder, '.md')
      .map((name) => [name.replace('.md', ''), topicText(files, `${folder}/${name}`)])
    yield { topic, texts: Object.fromEntries(texts) }
  }
}

const topicText = (files: Files, path: string): Layer['topicTexts'][string][string] => {
  const { front, sections } = readMarkdown(files, path, TopicFront)
  const { title, short, ...rest } = front
  return { texts: { title, short, ...sections }, ...rest }
}
