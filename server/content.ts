import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'

/** A fault of structure in content or locales: file, what was found, what would fit. Start-up fails with it. */
export class ContentFault extends Error {
  override name = 'ContentFault'
}

const date = z.iso.date()
const status = z.enum(['verified', 'secondary', 'unverified'])
const sourceRef = z.object({ id: z.string(), at: z.string().default('') })

export const Source = z.object({
  short: z.string().max(28),
  title: z.string(),
  url: z.url().nullable(),
  asOf: date,
})
export const Fact = z.object({
  value: z.union([z.number(), z.string()]),
  unit: z.enum(['days', 'weeks', 'months', 'years', 'working-days', 'hours']).optional(),
  source: sourceRef,
  asOf: date,
  validFrom: date.optional(),
  validUntil: date.optional(),
  reviewBy: date,
  status,
})
export const StageFile = z.object({
  id: z.string(),
  regime: z.enum(['new', 'both', 'old']),
  validFrom: date.optional(),
  reviewBy: date,
  actors: z.array(z.string()),
  next: z.array(z.string()),
  grave: z.boolean(),
  children: z.boolean(),
  sections: z.record(z.string(), z.object({ source: sourceRef, status, facts: z.array(z.string()) })),
})
export const PackFile = z.object({
  id: z.string(),
  name: z.string(),
  zone: z.string(),
  sourceLocale: z.string(),
  owner: z.string(),
  regimeStart: z.string(),
  phases: z.array(z.object({ id: z.string(), stages: z.array(z.string()).min(1) })),
})
export const LocaleFile = z.array(
  z.object({
    tag: z.string(),
    name: z.string(),
    dir: z.enum(['ltr', 'rtl']),
    dutch: z.string(),
    plural: z.array(z.enum(['zero', 'one', 'two', 'few', 'many', 'other'])),
    /** The day on which a native reader had read every text of this locale; left out until then. */
    readOn: date.optional(),
  }),
)

/** One stage's texts in one locale: sections plus `title` and `short`; `from` holds the source text's hash by section. */
export const StageText = z.object({
  texts: z.record(z.string(), z.string()),
  from: z.record(z.string(), z.string()),
})

type Tree = { readonly [key: string]: string | Tree }
const Tree: z.ZodType<Tree> = z.lazy(() => z.record(z.string(), z.union([z.string(), Tree])))
export const Words = z.record(z.string(), z.array(z.string()))

/** Everything a Catalog is built from. A later layer replaces what it names and leaves the rest. */
export const Layer = z.object({
  locales: LocaleFile.optional(),
  /** texts[tag][flow] is the tree of keys. */
  texts: z.record(z.string(), z.record(z.string(), Tree)).default({}),
  commands: z.record(z.string(), Words).default({}),
  danger: z.record(z.string(), Words).default({}),
  pack: PackFile.optional(),
  sources: z.record(z.string(), Source).default({}),
  facts: z.record(z.string(), Fact).default({}),
  stages: z.record(z.string(), StageFile).default({}),
  /** stageTexts[stage][tag] */
  stageTexts: z.record(z.string(), z.record(z.string(), StageText)).default({}),
})
export type Layer = z.infer<typeof Layer>

const image = fileURLToPath(new URL('..', import.meta.url))

export interface Where {
  /** The folder that holds `locales/` and `content/`; the image's own unless said. */
  readonly root?: string
  readonly pack?: string
}

/** A folder of files, each read through a schema; every fault names the file. */
interface Files {
  read<T>(schema: z.ZodType<T>, path: string): T
  text(path: string): string
  folders(path: string): string[]
  names(path: string, ending: string): string[]
}

const filesIn = (root: string): Files => {
  const text = (path: string) => readFileSync(join(root, path), 'utf8')
  return {
    text,
    read: (schema, path) => {
      const parsed = schema.safeParse(parseText(path, text(path)))
      if (parsed.success) return parsed.data
      throw new ContentFault(`${path}: ${z.prettifyError(parsed.error)}`)
    },
    folders: (path) =>
      readdirSync(join(root, path)).filter((name) => statSync(join(root, path, name)).isDirectory()),
    names: (path, ending) => readdirSync(join(root, path)).filter((name) => name.endsWith(ending)),
  }
}

const parseText = (path: string, text: string): unknown => {
  try {
    return path.endsWith('.json') ? JSON.parse(text) : parseYaml(text)
  } catch (error) {
    throw new ContentFault(
      `${path} cannot be read: ${error instanceof Error ? error.message : 'unknown fault'}`,
    )
  }
}

/** Reads `locales/` and `content/<pack>/`. @throws ContentFault */
export const readFiles = ({ root = image, pack = 'nl' }: Where = {}): Layer => {
  const files = filesIn(root)
  return {
    locales: files.read(LocaleFile, 'locales/locales.yaml'),
    ...readLocales(files),
    pack: files.read(PackFile, `content/${pack}/pack.yaml`),
    sources: files.read(z.record(z.string(), Source), `content/${pack}/sources.yaml`),
    facts: readFacts(files, `content/${pack}/facts`),
    ...readStages(files, pack),
  }
}

const readLocales = (files: Files): Pick<Layer, 'texts' | 'commands' | 'danger'> => {
  const made: Pick<Layer, 'texts' | 'commands' | 'danger'> = { texts: {}, commands: {}, danger: {} }
  for (const tag of files.folders('locales')) {
    const texts: Record<string, Tree> = {}
    for (const file of files.names(`locales/${tag}`, '.json')) {
      const path = `locales/${tag}/${file}`
      if (file === 'commands.json') made.commands[tag] = files.read(Words, path)
      else if (file === 'danger.json') made.danger[tag] = files.read(Words, path)
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
  for (const id of [...files.folders(`content/${pack}/stages`), 'child']) {
    const folder = stageFolder(pack, id)
    const path = `${folder}/${id === 'child' ? 'child' : 'stage'}.yaml`
    const stage = files.read(StageFile, path)
    if (stage.id !== id)
      throw new ContentFault(`${path}: the id is "${stage.id}"; the folder says "${id}". Make them one.`)
    stages[id] = stage
    stageTexts[id] = Object.fromEntries(
      files
        .names(folder, '.md')
        .map((name) => [name.replace('.md', ''), readMarkdown(files, `${folder}/${name}`)]),
    )
  }
  return { stages, stageTexts }
}

/** Where a stage's texts lie; `child` is the short route of a child alone. */
export const stageFolder = (pack: string, id: string): string =>
  id === 'child' ? `content/${pack}/child` : `content/${pack}/stages/${id}`

const Front = z.object({
  title: z.string(),
  short: z.string(),
  from: z.record(z.string(), z.string()).default({}),
})

/** Front matter (title, short, from) and one `## id` heading a section. */
const readMarkdown = (files: Files, path: string): z.infer<typeof StageText> => {
  const text = files.text(path)
  const [, front, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? []
  if (front === undefined || body === undefined)
    throw new ContentFault(
      `${path}: it does not begin with a front matter between two lines of "---" (title, short).`,
    )
  const parsed = Front.safeParse(parseText(`${path} (front matter)`, front))
  if (!parsed.success) throw new ContentFault(`${path}: ${z.prettifyError(parsed.error)}`)
  const { from, ...texts } = parsed.data
  return { texts: { ...texts, ...sectionsOf(body) }, from }
}

const sectionsOf = (body: string): Record<string, string> =>
  Object.fromEntries(
    body
      .split(/^## /m)
      .slice(1)
      .map((part) => {
        const [id = '', ...lines] = part.split('\n')
        return [id.trim(), lines.join('\n').trim()]
      }),
  )

/** The hash that names a text: 12 hex digits of SHA-256 over its words, white space folded. */
export const textHash = (words: string): string =>
  createHash('sha256').update(words.normalize('NFC').replace(/\s+/g, ' ').trim()).digest('hex').slice(0, 12)
