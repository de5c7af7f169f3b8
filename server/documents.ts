import { z } from 'zod'
import { ContentFault, type Files } from './files.ts'
import type { Layer } from './layer.ts'
import { readMarkdown } from './markdown.ts'
import { sourceMarks } from './topics.ts'

/** With source, other lists and the menu they fill the ten rows that WhatsApp has. */
const mostItems = 7

/** One list of papers that people tick off: a row of `content/<pack>/documents.yaml`. */
export const DocumentList = z.strictObject({
  id: z.string().regex(/^papers-[a-z0-9]{1,12}$/, 'A list id is papers- and at most 12 small letters.'),
  stages: z.array(z.string()),
  children: z.boolean(),
  tapOnly: z.boolean(),
  items: z
    .array(z.string().regex(/^[a-z][a-z-]{0,18}$/, 'An item id is at most 19 small letters.'))
    .min(1)
    .max(mostItems)
    .refine((items) => new Set(items).size === items.length, 'Two items have one id.'),
  source: z.object({ id: z.string(), at: z.string().default('') }),
  asOf: z.iso.date(),
  reviewBy: z.iso.date(),
  status: z.enum(['verified', 'secondary', 'unverified']),
})
export type DocumentList = z.infer<typeof DocumentList>
const DocumentFile = z.strictObject({ lists: z.array(DocumentList) })

const DocumentFront = z.object({ from: z.record(z.string(), z.string()).default({}), same: sourceMarks.same })

/** The section under which the words of a whole list stand: by it a translation is current or stale. */
export const wholeList = 'all'

/** Reads the lists and their words: for each list and locale `title`, `short`, `<item>` and its label `<item>-row`. @throws ContentFault */
export const readDocuments = (files: Files, pack: string): Pick<Layer, 'documents' | 'documentTexts'> => {
  const { lists } = files.read(DocumentFile, `content/${pack}/documents.yaml`)
  const documentTexts: Layer['documentTexts'] = {}
  for (const name of files.names(documentFolder(pack), '.md')) {
    const path = `${documentFolder(pack)}/${name}`
    const { front, sections } = readMarkdown(files, path, DocumentFront)
    for (const { id } of lists) {
      const from: Record<string, string> = front.from[id] === undefined ? {} : { [wholeList]: front.from[id] }
      const same = front.same?.[id] === undefined ? {} : { same: { [wholeList]: front.same[id] } }
      const texts = listTexts(path, id, sections[id])
      documentTexts[id] = {
        ...documentTexts[id],
        [name.replace('.md', '')]: { texts, from, major: {}, ...same },
      }
    }
  }
  return { documents: Object.fromEntries(lists.map((list) => [list.id, list])), documentTexts }
}

export const documentFolder = (pack: string): string => `content/${pack}/documents`

/** A list is written as `## id`, its short name, its title; each item as `### id`, its label, its words. */
const listTexts = (path: string, id: string, words: string | undefined): Record<string, string> => {
  if (words === undefined)
    throw new ContentFault(`${path} lacks the list "## ${id}" that documents.yaml names. Write it.`)
  const [head = '', ...items] = words.split(/^### /m)
  const [short, title] = twoOf(path, id, head)
  const texts: Record<string, string> = { short, title, [wholeList]: words }
  for (const item of items) {
    const [name = '', ...lines] = item.split('\n')
    const [row, text] = twoOf(path, `${id}, ${name.trim()}`, lines.join('\n'))
    texts[name.trim()] = text
    texts[`${name.trim()}-row`] = row
  }
  return texts
}

const twoOf = (path: string, where: string, words: string): readonly [string, string] => {
  const [label, text, ...rest] = words.trim().split(/\n{2,}/)
  if (!label || !text || rest.length > 0)
    throw new ContentFault(
      `${path}, ${where}: a label and one line of words are wanted, an empty line between.`,
    )
  return [label, text]
}

/** Faults of structure: dead stages and sources, one stage in two lists, items without words or words without an item. */
export const documentFaults = (layer: Layer): string[] =>
  Object.values(layer.documents).flatMap((list) => [
    ...list.stages.flatMap((stage) => stageFaults(layer, list, stage)),
    ...(layer.sources[list.source.id]
      ? []
      : [`documents.yaml, ${list.id}: the source "${list.source.id}" is not in sources.yaml.`]),
    ...Object.entries(layer.documentTexts[list.id] ?? {}).flatMap(([tag, { texts }]) =>
      itemFaults(list, tag, Object.keys(texts)),
    ),
  ])

const stageFaults = (layer: Layer, list: DocumentList, stage: string): string[] => {
  if (!layer.stages[stage]) return [`documents.yaml, ${list.id}: "${stage}" is no stage.`]
  const other = Object.values(layer.documents).find((one) => one !== list && one.stages.includes(stage))
  return other && other.id < list.id
    ? [`documents.yaml: the stage "${stage}" has two lists, ${other.id} and ${list.id}. Keep it in one.`]
    : []
}

const itemFaults = (list: DocumentList, tag: string, found: readonly string[]): string[] => {
  const wanted = ['short', 'title', wholeList, ...list.items.flatMap((item) => [item, `${item}-row`])]
  return [
    ...wanted
      .filter((name) => !found.includes(name))
      .map((name) => `documents/${tag}.md, ${list.id} lacks "### ${name}".`),
    ...found
      .filter((name) => !wanted.includes(name))
      .map(
        (name) => `documents/${tag}.md, ${list.id} has "### ${name}", which documents.yaml does not name.`,
      ),
  ]
}
