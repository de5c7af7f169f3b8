import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { layerFaults } from '../catalog-check.ts'
import { ContentFault, type Layer, readWhole } from '../content.ts'
import { lengthFaults } from '../content-lengths.ts'
import { markMajor } from '../content-major.ts'
import { stamp } from '../content-stamp.ts'
import { add, longest, type Row, type State, stateRows, statusCounts } from '../content-states.ts'
import { filesIn } from '../files.ts'
import { learntFaults } from '../learnt-check.ts'

type Print = (line: string) => void

const usage = `npm run content [-- check] [--now 2026-12-18]
npm run content -- stamp [<stage> <locale> [section …]]
npm run content -- major <stage or topic> <section>, or major <flow:key>

  check     shows how the texts stand in every locale, and every fault of structure or length; exit code 1 on a fault
  stamp     says in each translation (or in one) from which Dutch text it was made; first read them side by side
  major     says that a deadline or safety text changed in substance: whoever was given it before is told

  --now     the day from which review dates are counted; today unless said
  --root    a folder with locales/ and content/ in place of this one
  --help    this text

A cell of the table: how many sections are current; "s2" two are stale, "-3" three are missing, "!4" four are past their
review date. These are states, never faults. Stages have ten sections at most; a file of locales counts as one.`

/** Lines go to `print`. Gives the exit code: 0 done, 1 a fault, 2 not understood. */
export const main = (argv: readonly string[], print: Print): number => {
  const read = parseArgs(argv)
  if (typeof read === 'string') {
    print(read === '' ? usage : `${read}\n\n${usage}`)
    return read === '' ? 0 : 2
  }
  try {
    const layer = readWhole({ root: read.root })
    if (read.words[0] === 'major') return major(layer, read, print)
    return read.words[0] === 'stamp' ? stampAll(layer, read, print) : check(layer, read, print)
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
}

/** @returns a sentence where the words are not understood, an empty one for --help. */
const parseArgs = (argv: readonly string[]): Args | string => {
  const words: string[] = []
  let now = new Date().toISOString().slice(0, 10)
  let root = fileURLToPath(new URL('../..', import.meta.url))
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] ?? ''
    if (arg === '--help') return ''
    if (arg === '--now') now = argv[++at] ?? ''
    else if (arg === '--root') root = argv[++at] ?? ''
    else if (arg.startsWith('-')) return `${arg} is no option here.`
    else words.push(arg)
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(now)) return `--now wants a day such as 2026-12-18 and got "${now}".`
  if (!['check', 'stamp', 'major', undefined].includes(words[0]))
    return `"${words[0]}" is none of check, stamp, major.`
  return { words, now, root }
}

const major = (layer: Layer, { words, root }: Args, print: Print): number => {
  const [, id = '', section = null] = words
  const marked = markMajor(layer, { root, pack: layer.pack?.id ?? 'nl', id, section })
  if (typeof marked === 'string') {
    print(marked)
    return 2
  }
  print(
    marked.path === null
      ? 'This text is marked already: people were told, or will be.'
      : `${relative(root, marked.path)}: marked. Whoever was given the text before is told.`,
  )
  return 0
}

const stampAll = (layer: Layer, { words, root }: Args, print: Print): number => {
  const [, stage, locale, ...sections] = words
  const texts =
    layer.stageTexts[stage ?? ''] ?? layer.documentTexts[stage ?? ''] ?? layer.topicTexts[stage ?? '']
  if (stage !== undefined && (locale === undefined || !texts?.[locale])) {
    print(
      `There is no text of the stage "${stage}" in "${locale ?? 'no locale'}". Name both as the files do.`,
    )
    return 2
  }
  const unknown = sections.find((section) => texts?.nl?.texts[section] === undefined)
  if (unknown !== undefined) {
    print(`The stage "${stage}" has no section "${unknown}".`)
    return 2
  }
  const only = stage !== undefined && locale !== undefined ? { stage, locale, sections } : null
  const changed = stamp(layer, { root, pack: layer.pack?.id ?? 'nl', ...(only ? { only } : {}) })
  for (const path of changed) print(`${relative(root, path)}: stamped`)
  print(`${changed.length} files changed.`)
  return 0
}

const check = (layer: Layer, { now: today, root }: Args, print: Print): number => {
  const { locales, pack } = layer
  if (!locales || !pack) return 1
  const rows = stateRows(layer, locales, today)
  for (const line of table(locales, rows)) print(line)
  print('')
  for (const [at, locale] of locales.entries())
    print(`${locale.tag.padEnd(4)} ${inWords(layer, locale, at, rows)}`)
  const { verified, secondary, unverified } = statusCounts(layer)
  print(
    `\nSections of stages: ${verified} verified, ${secondary} secondary, ${unverified} unverified (withheld once a go-live record exists).`,
  )
  const faults = [
    ...layerFaults(layer, locales, pack),
    ...lengthFaults(layer, locales),
    ...learntFaults(filesIn(root), layer),
  ]
  for (const fault of faults) print(fault)
  print(faults.length === 0 ? 'No fault.' : `${faults.length} faults.`)
  return faults.length === 0 ? 0 : 1
}

const table = (locales: NonNullable<Layer['locales']>, rows: readonly Row[]): string[] => [
  ['', ...locales.map(({ tag }) => tag)].map(padded).join(''),
  ...rows.map(({ text, states }) => [text, ...states.map(cell)].map(padded).join('').trimEnd()),
]

const padded = (word: string, at: number): string => word.padEnd(at === 0 ? 21 : 6)

const cell = ({ current, stale, missing, overdue }: State): string =>
  [
    current > 0 ? String(current) : '',
    stale > 0 ? `s${stale}` : '',
    missing > 0 ? `-${missing}` : '',
    overdue > 0 ? `!${overdue}` : '',
  ].join('')

const inWords = (
  layer: Layer,
  locale: NonNullable<Layer['locales']>[number],
  at: number,
  rows: readonly Row[],
): string => {
  const none: State = { current: 0, stale: 0, missing: 0, overdue: 0 }
  const sum = rows.map(({ states }) => states[at] ?? none).reduce(add, none)
  const read = locale.readOn ? `read by a native reader on ${locale.readOn}` : 'unread by a native reader'
  const most = longest(layer, locale)
  return [
    `${sum.current} current, ${sum.stale} stale, ${sum.missing} missing, ${sum.overdue} past review; ${read}`,
    ...(most ? [`fullest section ${most.words} words, ${most.characters} characters (${most.where})`] : []),
  ].join('; ')
}

// run.mjs names the file as `cli/content.ts`, so `import.meta.main` does not tell.
if (process.argv[1]?.endsWith('cli/content.ts')) process.exitCode = main(process.argv.slice(2), console.log)
