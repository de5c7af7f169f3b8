import { parseArgs } from 'node:util'
import { readWhole } from '../content.ts'

type Print = (line: string) => void

const help = `npm run topics [-- --json]

  --json    one array [{"id","title"}] and nothing else; titles in English
  --help    this text

"npm run --silent" leaves out the two lines that npm itself prints.`

const options = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** What is asked for goes to `print`, what was not understood to `complain`. Gives the exit code. */
export const main = (argv: readonly string[], print: Print, complain: Print): number => {
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false })
    if (values.help) print(help)
    else for (const line of listed(values.json)) print(line)
    return 0
  } catch (error) {
    complain(error instanceof Error ? error.message : 'It failed for an unknown reason.')
    return 1
  }
}

const listed = (json: boolean): string[] => {
  const { topics, topicTexts } = readWhole()
  const all = Object.keys(topics)
    .toSorted()
    .map((id) => ({ id, title: topicTexts[id]?.en?.texts.title ?? id }))
  return json ? [JSON.stringify(all)] : all.map(({ id, title }) => `${id.padEnd(20)} ${title}`)
}

if (process.argv[1]?.endsWith('cli/topics.ts'))
  process.exitCode = main(process.argv.slice(2), console.log, console.error)
