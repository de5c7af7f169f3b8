import { readWhole } from '../content.ts'
import { readLaw } from '../deadlines.ts'
import type { Store } from '../store/store.ts'
import { readWithdrawn, setWithdrawn, withdrawFault } from '../withdrawn.ts'
import { onStore } from './on-store.ts'

type Print = (line: string) => void

const usage = `npm run withdraw                       what is withdrawn now
npm run withdraw -- <text or rule>     takes it back at once, in every language; servers follow within seconds
npm run withdraw -- back <id>          shows it again, after it was mended

  appeal/norm       a section of a stage, a topic or a list of papers: stage/section
  safety:violence   a text of locales/: file:key
  NL-APPEAL-1W      a term: nothing is counted with it, "the letter and your lawyer" instead

In its place people read "This text is being changed. Do not rely on what you read before." (P9), with a person beside it; in
danger, 112 and the numbers stay. Whoever read it is told when it is mended and marked: npm run content -- major. What was
sent before, and answers that wait to be sent, are not taken back. Reads the environment as the server does.`

/** Runs one command over an open store. Gives the exit code. */
export const runWithdraw = async (argv: readonly string[], store: Store, print: Print): Promise<number> => {
  const [first, second, ...more] = argv
  if (more.length > 0 || (second !== undefined && first !== 'back')) {
    print(`"${argv.join(' ')}" is not understood.\n\n${usage}`)
    return 2
  }
  if (first === undefined) return list(store, print)
  return first === 'back' ? back(second ?? '', store, print) : take(first, store, print)
}

const list = async (store: Store, print: Print): Promise<number> => {
  const ids = await readWithdrawn(store)
  for (const id of ids) print(id)
  print(ids.length === 0 ? 'Nothing is withdrawn.' : `${ids.length} withdrawn.`)
  return 0
}

const take = async (id: string, store: Store, print: Print): Promise<number> => {
  const fault = withdrawFault(id, readWhole(), readLaw())
  if (fault !== null) {
    print(fault)
    return 2
  }
  const isNew = await setWithdrawn(store, id, false)
  print(isNew ? `${id} is withdrawn. Servers follow within seconds.` : `${id} was withdrawn already.`)
  return 0
}

const back = async (id: string, store: Store, print: Print): Promise<number> => {
  const isShown = await setWithdrawn(store, id, true)
  print(isShown ? `${id} is shown again.` : `"${id}" is not withdrawn. "npm run withdraw" lists what is.`)
  return isShown ? 0 : 1
}

// run.mjs names the file as `cli/withdraw.ts`, so `import.meta.main` does not tell.
if (process.argv[1]?.endsWith('cli/withdraw.ts'))
  process.exitCode = await onStore(process.argv.slice(2), usage, runWithdraw)
