import { normal } from '../bot/normal.ts'
import { ContentFault } from './files.ts'

/** One line of a file of examples: what it is an example of, and in which line it stands. */
export interface Example {
  readonly heading: string
  readonly text: string
  readonly line: number
}

export interface ExampleFile {
  readonly examples: readonly Example[]
  /** One sentence each: file, line, what was found, what would fit. */
  readonly faults: readonly string[]
}

/** Longer examples are two. */
const longest = 400

/** Reads `# heading` and below it `- example` lines; a heading is one of `headings`, an example stands once in a file. */
export const parseExamples = (path: string, text: string, headings: readonly string[]): ExampleFile => {
  const examples: Example[] = []
  const faults: string[] = []
  const seen = new Map<string, number>()
  const known = new Set(headings)
  let heading = ''
  for (const [at, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = at + 1
    const written = raw.trim()
    if (written === '') continue
    if (written.startsWith('# ')) {
      heading = written.slice(2).trim()
      if (!known.has(heading))
        faults.push(`${path}, line ${line}: the heading "${heading}" is none of ${shown(headings)}.`)
      continue
    }
    const example = written.startsWith('- ') ? written.slice(2).trim() : ''
    const fault = faultOf(example, heading, seen.get(normal(example)))
    if (fault) faults.push(`${path}, line ${line}: ${fault}`)
    else if (known.has(heading)) examples.push({ heading, text: example, line })
    if (!seen.has(normal(example))) seen.set(normal(example), line)
  }
  return { examples, faults }
}

const faultOf = (example: string, heading: string, before: number | undefined): string | null => {
  if (example === '') return 'a line is "# heading" or "- example"; this is neither.'
  if (heading === '') return `"${example}" stands before the first heading. Write "# heading" above it.`
  if (normal(example) === '') return `"${example}" holds no word.`
  if (example.length > longest)
    return `the example has ${example.length} letters; ${longest} at most. Make it two.`
  return before === undefined ? null : `"${example}" stands in line ${before} too. Keep one.`
}

const shown = (headings: readonly string[]): string =>
  headings.length <= 10 ? headings.join(', ') : 'the topic ids that "npm run topics" lists'

/** @throws ContentFault with the first faults */
export const examplesOf = ({ examples, faults }: ExampleFile): readonly Example[] => {
  if (faults.length > 0) throw new ContentFault(faults.slice(0, 20).join('\n'))
  return examples
}
