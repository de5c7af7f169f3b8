import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { Catalog } from '../../bot/catalog.ts'
import { judge } from '../../bot/judged.ts'
import { buildCatalog } from '../catalog.ts'
import { readWhole } from '../content.ts'
import { evaluate } from './evaluate.ts'
import { eachLine } from './lines.ts'

type Print = (line: string) => void

const help = `npm run ask -- --input questions.jsonl
npm run ask -- --evaluate [--questions folder]

  --input      a file of lines {"id","locale","text"}; each line is judged alone, and for each one line is printed:
               {"id","kind","topics","risk"}. kind is topic, choice, risk, person, smalltalk or unknown; topics holds
               up to three ids, best first, for topic, choice, risk and unknown alike; "npm run topics" lists them.
  --evaluate   how well the project's own unseen questions (test/questions) and sentences of danger (test/danger) are
               understood, by language; folders within these two are taken too
  --questions  another folder of questions: a file <locale>.jsonl of lines {"topic", "text"}
  --help       this text

"npm run --silent" leaves out the two lines that npm itself prints.`

const options = {
  input: { type: 'string' },
  evaluate: { type: 'boolean', default: false },
  questions: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

/** What is asked for goes to `print`, what was not understood to `complain`. Gives the exit code. */
export const main = (argv: readonly string[], print: Print, complain: Print): number => {
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false })
    if (values.help) print(help)
    else if (values.evaluate) for (const line of evaluate(catalogHere(), values.questions)) print(line)
    else if (values.input === undefined)
      throw new Error(`Say which file: --input questions.jsonl.\n\n${help}`)
    else judgeAll(values.input, print)
    return 0
  } catch (error) {
    complain(error instanceof Error ? error.message : 'It failed for an unknown reason.')
    return 1
  }
}

const catalogHere = (): Catalog => buildCatalog([readWhole()], { goLive: false })

const Asked = z.object({ id: z.union([z.string(), z.number()]), locale: z.string(), text: z.string() })

const judgeAll = (file: string, print: Print): void => {
  const asked = eachLine(Asked, file, textOf(file))
  const catalog = catalogHere()
  const tags = new Set(catalog.locales.map(({ tag }) => tag))
  for (const { id, locale } of asked)
    if (!tags.has(locale))
      throw new Error(
        `${file}: question ${id} has the locale "${locale}". It may be ${[...tags].join(', ')}.`,
      )
  for (const { id, locale, text } of asked) print(JSON.stringify({ id, ...judge(text, catalog, locale) }))
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Error(`The file ${file} cannot be read. Is the name right?`)
  }
}

if (process.argv[1]?.endsWith('cli/ask.ts'))
  process.exitCode = main(process.argv.slice(2), console.log, console.error)
