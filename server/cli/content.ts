import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ContentFault, type Layer, readWhole } from '../content.ts'
import { markFigure, markMajor } from '../content-major.ts'
import { mark } from '../content-mark.ts'
import { type Place, placesOf } from '../content-places.ts'
import { type Law, reportOf } from '../content-report.ts'
import { stamp } from '../content-stamp.ts'
import { reportLines } from '../content-table.ts'
import { readDeadlines, readLaw } from '../deadlines.ts'
import { filesIn } from '../files.ts'
import { readGlossaries } from '../glossary.ts'
import { learntFaults } from '../learnt-check.ts'
import { isStale, keyStates } from '../staleness.ts'

type Print = (line: string) => void

const usage = `npm run content [-- check] [--now 2026-12-18] [--all | --json]
npm run content -- minor <text> <section> [--since <hash>]
npm run content -- major <text> <section>, or <file>:<key>, or fact <id>
npm run content -- stamp [<text> <locale> [section …]]

  check     shows how the texts stand in every locale, and every fault; exit code 1 on a fault
  minor     a source text changed, its meaning did not: translations stay current
  major     its meaning changed: translations are stale until they are stamped (so are those of a change nobody marked),
            and whoever was given a deadline or safety text before is told; of a fact: whoever read a text with that figure,
            or a day counted with it
  stamp     says in each translation (or in one) from which text it was made; first read them side by side

  --now     the day from which review dates are counted; today unless said
  --all     each text and each warning, in place of one line a group
  --json    the same as one object
  --since   the hash of the text before the change, where translations name several
  --root    a folder with locales/ and content/ in place of this one
  --help    this text

A text is a stage, a topic, or a file of locales such as "frame", whose sections are its keys ("menu.help").
A cell of the table: how many sections are current; "s2" two are stale, "-3" three are missing, "!4" four are past their
review date. These are states, never faults.`

/** Lines go to `print`. Gives the exit code: 0 done, 1 a fault, 2 not understood. */
export const main = (argv: readonly string[], print: Print): number => {
  const read = argsOf(argv)
  if (typeof read === 'string') {
    print(read === '' ? usage : `${read}\n\n${usage}`)
    return read === '' ? 0 : 2
  }
  try {
    return run(read, print)
  } catch (error) {
    if (!(error instanceof ContentFault)) throw error
    print(error.message)
    return 1
  }
}

interface Args {
  readonly words: readonly string[]
  readonly now: string
  readonly root: string
  readonly all: boolean
  readonly json: boolean
  readonly since: string | undefined
}

const commands = ['check', 'minor', 'major', 'stamp']

/** @returns a sentence where the words are not understood, an empty one for --help. */
const argsOf = (argv: readonly string[]): Args | string => {
  try {
    const { values, positionals: words } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        now: { type: 'string', default: new Date().toISOString().slice(0, 10) },
        root: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
        since: { type: 'string' },
        all: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return ''
    if (!/^\d{4}-\d{2}-\d{2}$/.test(values.now))
      return `--now wants a day such as 2026-12-18 and got "${values.now}".`
    if (!commands.includes(words[0] ?? 'check')) return `"${words[0]}" is none of ${commands.join(', ')}.`
    const { now, root, all, json, since } = values
    return { words, now, root, all, json, since }
  } catch (error) {
    return error instanceof Error ? error.message : 'These words are not understood.'
  }
}

const run = (args: Args, print: Print): number => {
  const layer = readWhole({ root: args.root })
  const [command] = args.words
  if (command === 'stamp') return stampAll(layer, args, print)
  if (command === 'minor' || command === 'major') return markOne(layer, command, args, print)
  const looked = reportOf(layer, lawOf(args.root), readGlossaries({ root: args.root }), args.now)
  const report = { ...looked, faults: [...looked.faults, ...learntFaults(filesIn(args.root), layer)] }
  if (args.json) print(JSON.stringify(report, null, 2))
  else for (const line of reportLines(report, args.all)) print(line)
  return report.faults.length === 0 ? 0 : 1
}

const lawOf = (root: string): Law => ({ ...readDeadlines({ root }), letters: readLaw({ root }).letters })

const refused = (print: Print, sentence: string): number => {
  print(sentence)
  return 2
}

const placeNamed = (layer: Layer, id: string): Place | undefined =>
  placesOf(layer).find((place) => place.id === id)

const stampAll = (layer: Layer, { words, root }: Args, print: Print): number => {
  const [, id, locale = '', ...parts] = words
  if (id !== undefined) {
    const place = placeNamed(layer, id)
    if (!place?.tags.includes(locale))
      return refused(print, `There is no text "${id}" in "${locale}". Name both as the files do.`)
    const unknown = parts.find((part) => !place.parts.has(part))
    if (unknown !== undefined) return refused(print, `The text "${id}" has no section "${unknown}".`)
  }
  const changed = stamp(layer, { root, ...(id === undefined ? {} : { only: { id, locale, parts } }) })
  for (const path of changed) print(`${relative(root, path)}: stamped`)
  print(`${changed.length} files changed.`)
  return 0
}

const markOne = (layer: Layer, kind: 'minor' | 'major', args: Args, print: Print): number => {
  const { root, since } = args
  const [id = '', part = ''] = args.words.slice(1).flatMap((word) => word.split(':'))
  if (id === 'fact' && kind === 'major') return markFact(layer, root, part, print)
  const place = placeNamed(layer, id)
  if (!place)
    return refused(
      print,
      `There is no text "${id}". Name it as the files do: a stage, a topic, a list of papers, or a file of locales.`,
    )
  if (!place.parts.has(part))
    return refused(
      print,
      `There is no section "${part}" in "${id}". Name both as the files do; it has ${[...place.parts.keys()].join(', ')}.`,
    )
  const changed = mark(layer, root, { kind, place, part, since })
  if (typeof changed === 'string') return refused(print, changed)
  for (const path of changed) print(`${relative(root, path)}: marked as ${kind}`)
  if (kind === 'major') tellMajor(layer, place, part, root, print)
  const stale = staleTags(readWhole({ root }), place, part)
  print(stale.length === 0 ? 'Every translation is current.' : `Stale now: ${stale.join(' ')}.`)
  return 0
}

const markFact = (layer: Layer, root: string, id: string, print: Print): number => {
  const marked = markFigure(layer, { root, pack: layer.pack?.id ?? 'nl', id })
  if (typeof marked === 'string') return refused(print, marked)
  print(told(marked.path, root))
  return 0
}

const told = (path: string | null, root: string): string =>
  path === null
    ? 'This text is marked already: people were told, or will be.'
    : `${relative(root, path)}: marked. Whoever was given the text before is told.`

/** P14: whoever was given the text before is told. Lists of papers and plural forms are no such texts. */
const tellMajor = (layer: Layer, { id, group }: Place, part: string, root: string, print: Print): void => {
  const named = group === 'locale' ? { id: `${id}:${part}`, section: null } : { id, section: part }
  const marked = markMajor(layer, { root, pack: layer.pack?.id ?? 'nl', ...named })
  if (typeof marked === 'string') return
  print(told(marked.path, root))
}

const staleTags = (layer: Layer, place: Place, part: string): string[] =>
  place.tags.filter((tag) =>
    place.group === 'locale'
      ? !['current', 'missing'].includes(keyStates(layer, tag, place.id).get(part) ?? 'current')
      : isStale(layer, tag, place.id, part),
  )

// run.mjs names the file as `cli/content.ts`, so `import.meta.main` does not tell.
if (process.argv[1]?.endsWith('cli/content.ts')) process.exitCode = main(process.argv.slice(2), console.log)
