import type { z } from 'zod'

/** The lines of a `.jsonl` file, each read through a schema; empty lines are passed over. @throws Error naming the line */
export const eachLine = <T>(schema: z.ZodType<T>, file: string, text: string): T[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, at) => {
      if (line.trim() === '') return []
      const parsed = schema.safeParse(jsonOf(line))
      if (parsed.success) return [parsed.data]
      const [issue] = parsed.error.issues
      const what = issue ? `${issue.path.join('.') || 'the line'}: ${issue.message}` : 'it does not fit'
      throw new Error(
        `${file}, line ${at + 1}: ${what}. A line is one JSON object with the keys that --help names.`,
      )
    })

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
