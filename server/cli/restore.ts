import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkBackup, erasedBeside, joinErased, putInPlace, readErased } from '../backup.ts'
import { type Config, environment, parseConfig } from '../config.ts'
import { reasonOf } from '../doctor/finding.ts'
import { type Erasure, listedErasures } from '../erased.ts'
import { openStore } from '../open-store.ts'
import { repeatErasures } from '../repeat-erasures.ts'
import { lookupKey } from '../store/lookup-key.ts'

const usage = `npm run restore -- --from <folder>/wegwijs-<moment>.sqlite
npm run restore -- --erased <folder>/erased.json

Stop every server first. Puts a backup in place of the store (what stood there is kept beside it), then erases again
whoever was erased since: by the list beside the backup, and by the list of the store that stood there, if it can be read.

  --from     a backup made by "npm run backup"; its .json stands beside it
  --erased   only repeats the erasures of this list (after Redis was restored by its own means)
  --help     this text

Reads DATA_DIR, DATA_KEY and REDIS_URL as the server does. Answers that were unsent when the backup was made are sent
when the server starts, behind "New message. Tap to read."`

type Print = (line: string) => void

/** Runs the command; `print` gets plain lines. Resolves with the exit code. */
export const runRestore = async (
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  print: Print,
): Promise<number> => {
  const { values } = parseArgs({
    args: [...argv],
    options: { from: { type: 'string' }, erased: { type: 'string' }, help: { type: 'boolean' } },
  })
  const { from, erased: list, help } = values
  if (help || (from === undefined) === (list === undefined)) {
    print(usage)
    return help ? 0 : 2
  }
  const config = parseConfig(env)
  const erased = from === undefined ? readErased(list ?? '') : await putBack(config, from, print)
  try {
    const back = await eraseAgain(config, erased)
    print(`${erased.length} erasures repeated; ${back} of them had come back with the backup.`)
  } catch (error) {
    const again = `npm run restore -- --erased ${list ?? owedList(config)}`
    throw new Error(
      `${reasonOf(error)} What was erased is not erased again yet: mend this, and run "${again}" before any server starts.`,
    )
  }
  if (from !== undefined) rmSync(owedList(config), { force: true })
  print('Now start the server.')
  return 0
}

/** Stands beside the store while erasures are still to be repeated. */
const owedList = (config: Config): string => join(config.dataDir, 'erased.json')

/** @throws Error also where DATA_KEY does not open this store, though nothing is to be repeated */
const eraseAgain = async (config: Config, erased: readonly Erasure[]): Promise<number> => {
  const { store } = await openStore(config)
  try {
    await lookupKey(store)
    return await repeatErasures(store, erased)
  } finally {
    await store.close()
  }
}

/** @returns everything that has to be erased again */
const putBack = async (config: Config, from: string, print: Print): Promise<Erasure[]> => {
  if (config.redisUrl !== null)
    throw new Error(
      'REDIS_URL is set, and --from is a copy of the embedded store. Restore Redis by its own means, then use --erased.',
    )
  const manifest = await checkBackup(from)
  const beside = erasedBeside(from)
  if (!existsSync(beside))
    throw new Error(
      `${beside} is missing: it lists what was erased. Copy it from where the backups are kept; without it people who asked to be forgotten would come back.`,
    )
  const listed = readErased(beside)
  const newer = await erasedHere(config, print)
  const before = await putInPlace(from, config.dataDir, new Date())
  const all = joinErased(config.dataDir, [...listed, ...newer], null)
  print(`${basename(from)} of ${manifest.made} stands in place.`)
  if (before !== null)
    print(`What stood there is ${basename(before)}. Delete it once all is well: it may hold what was erased.`)
  return all
}

/** What the store that is about to be replaced knows; nothing where there is none or it cannot be read. */
const erasedHere = async (config: Config, print: Print): Promise<Erasure[]> => {
  const isThere = existsSync(config.dataDir) && readdirSync(config.dataDir).includes('wegwijs.sqlite')
  if (!isThere) return []
  try {
    const { store } = await openStore(config)
    try {
      return await listedErasures(store)
    } finally {
      await store.close()
    }
  } catch {
    print(
      `The store in ${join(config.dataDir)} cannot be read: erasures since the last backup are known only if somebody else listed them.`,
    )
    return []
  }
}

if (process.argv[1]?.endsWith('cli/restore.ts')) {
  const failed = (error: unknown): number => {
    console.error(error instanceof Error ? error.message : 'The restore failed for an unknown reason.')
    return 1
  }
  process.exitCode = await runRestore(process.argv.slice(2), environment, console.log).catch(failed)
}
