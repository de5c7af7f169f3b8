import { z } from 'zod'
import { ContentFault, type Files, parseText } from './files.ts'
import { sourceMarks } from './topics.ts'

/** What every text of the pack begins with. */
export const Front = z.object({
  title: z.string(),
  short: z.string(),
  /** The source text's hash by section. */
  from: z.record(z.string(), z.string()).default({}),
  ...sourceMarks,
})

export interface Markdown<T> {
  readonly front: T
  /** Words by section: one `## id` heading each. */
  readonly sections: Readonly<Record<string, string>>
}

/** Front matter between two lines of `---`, then sections. @throws ContentFault */
export const readMarkdown = <T>(files: Files, path: string, schema: z.ZodType<T>): Markdown<T> => {
  const text = files.text(path)
  const [, front, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? []
  if (front === undefined || body === undefined)
    throw new ContentFault(
      `${path}: it does not begin with a front matter between two lines of "---" (title, short).`,
    )
  const parsed = schema.safeParse(parseText(`${path} (front matter)`, front))
  if (!parsed.success) throw new ContentFault(`${path}: ${z.prettifyError(parsed.error)}`)
  return { front: parsed.data, sections: sectionsOf(body) }
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
