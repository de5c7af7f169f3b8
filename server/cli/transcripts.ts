import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { flows } from '../../flows/index.ts'
import { buildCatalog } from '../catalog.ts'
import { readWhole } from '../content.ts'
import { readLaw } from '../deadlines.ts'
import { demoOperator } from '../operator.ts'
import { type Setting, seededChance } from '../world.ts'
import { playTranscript } from './play-transcript.ts'
import { Mistake, parseTranscript } from './transcript.ts'

type Print = (line: string) => void

const usage = `npm run transcripts [-- --check] [file …]

  plays every test/transcripts/**/*.chat anew and writes what the bot says now

  --check   writes nothing; says which files differ, exit code 1
  --help    this text`

const folder = new URL('../../test/transcripts/', import.meta.url).pathname
const root = new URL('../../', import.meta.url).pathname

/** Ids repeat from run to run, so that a file changes only where words or routes did. */
export const transcriptSetting = (): Setting => {
  const layer = readWhole()
  const catalog = buildCatalog([layer], { goLive: demoOperator.goLive })
  return {
    catalog,
    operator: demoOperator,
    chance: seededChance(),
    law: readLaw(),
    zone: layer.pack?.zone ?? 'Europe/Amsterdam',
  }
}

export const transcriptFiles = (): string[] => globSync(`${folder}**/*.chat`).toSorted()

/** One file printed anew beside what it holds. @throws Mistake */
export const replay = (path: string, setting: Setting): { before: string; after: string } => {
  const before = readFileSync(path, 'utf8')
  const name = relative(root, resolve(path))
  const repeatable = { ...setting, chance: seededChance() }
  return { before, after: playTranscript(name, parseTranscript(name, before), repeatable, flows) }
}

const firstDifference = (before: string, after: string): string => {
  const [old, made] = [before.split('\n'), after.split('\n')]
  const at = made.findIndex((line, index) => line !== old[index])
  const line = at < 0 ? made.length : at
  return `line ${line + 1}: the file has "${old[line] ?? ''}", the bot says "${made[line] ?? ''}"`
}

/** Lines go to `print`. Gives the exit code: 0 done, 1 a file differs or cannot be played, 2 not understood. */
export const main = (argv: readonly string[], print: Print): number => {
  const unknown = argv.find((arg) => arg.startsWith('-') && !['--check', '--help'].includes(arg))
  if (unknown || argv.includes('--help')) {
    print(unknown ? `${unknown} is no option here.\n\n${usage}` : usage)
    return unknown ? 2 : 0
  }
  const named = argv.filter((arg) => !arg.startsWith('-'))
  const setting = transcriptSetting()
  const files = named.length > 0 ? named : transcriptFiles()
  return files.map((path) => work(path, setting, argv.includes('--check'), print)).includes(false) ? 1 : 0
}

const work = (path: string, setting: Setting, isCheck: boolean, print: Print): boolean => {
  try {
    const { before, after } = replay(path, setting)
    if (before === after) return true
    if (!isCheck) writeFileSync(path, after)
    const what = isCheck ? firstDifference(before, after) : 'written anew'
    print(`${relative(root, resolve(path))}: ${what}`)
    return !isCheck
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    print(error.message)
    return false
  }
}

// run.mjs names the file as `cli/transcripts.ts`, so `import.meta.main` does not tell.
if (process.argv[1]?.endsWith('cli/transcripts.ts'))
  process.exitCode = main(process.argv.slice(2), console.log)
