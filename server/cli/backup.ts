import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { joinErased, makeBackup } from '../backup.ts'
import { environment, parseConfig } from '../config.ts'
import { listedErasures } from '../erased.ts'
import { openStore } from '../open-store.ts'

const usage = `npm run backup -- --to <folder>

Copies the embedded store while the server runs, and lists beside it what was erased, so that a restore forgets it again.
Values stay sealed: keep DATA_KEY somewhere else, a backup cannot be read without it. Copy the whole folder to another
machine, and delete backups after the backupDays of your operator file; people were told that number.

  --to      the folder of the backups; made when missing
  --help    this text

Reads DATA_DIR and DATA_KEY as the server does. With REDIS_URL it writes the list of erasures and says how Redis is copied.`

const redisWords = (
  to: string,
): string => `The store is a Redis: this writes the list of erasures alone. Copy Redis itself with
  redis-cli -u "$REDIS_URL" --rdb ${join(to, 'redis-$(date +%F).rdb')}
(in a cluster once for each master). To restore follow "Restore" in server/RUNBOOK.md: with AOF on, Redis ignores a copy
that is only put back, and begins empty.`

/** Runs the command; `print` gets plain lines. Resolves with the exit code. */
export const runBackup = async (
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<number> => {
  const { values } = parseArgs({
    args: [...argv],
    options: { to: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help || values.to === undefined) {
    print(usage)
    return values.help ? 0 : 2
  }
  const config = parseConfig(env)
  mkdirSync(values.to, { recursive: true, mode: 0o700 })
  const now = new Date()
  if (config.redisUrl === null) {
    const { file, bytes } = await makeBackup(config.dataDir, values.to, now)
    print(`${file}: ${bytes} bytes, checked.`)
  } else print(redisWords(values.to))
  const { store } = await openStore(config)
  try {
    const since = new Date(now.getTime() - 91 * 24 * 60 * 60 * 1000)
    const listed = joinErased(values.to, await listedErasures(store), since)
    print(`erased.json: ${listed.length} erasures that a restore will repeat.`)
  } finally {
    await store.close()
  }
  return 0
}

if (process.argv[1]?.endsWith('cli/backup.ts')) {
  const failed = (error: unknown): number => {
    console.error(error instanceof Error ? error.message : 'The backup failed for an unknown reason.')
    return 1
  }
  process.exitCode = await runBackup(process.argv.slice(2), environment, console.log).catch(failed)
}
