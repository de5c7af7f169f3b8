import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { environment, parseConfig } from '../config.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store/store.ts'

type Print = (line: string) => void
type Run = (argv: readonly string[], store: Store, print: Print) => Promise<number>

/** A command that works on the servers' own store, while they run: opens it, runs, closes. Gives the exit code. */
export const onStore = async (argv: readonly string[], usage: string, run: Run): Promise<number> => {
  if (argv.includes('--help')) {
    console.log(usage)
    return 0
  }
  try {
    const config = parseConfig(environment)
    // Opening would make an empty store, which no server reads.
    if (config.redisUrl === null && !existsSync(join(config.dataDir, 'wegwijs.sqlite')))
      throw new Error(
        `There is no store in ${config.dataDir}. Set DATA_DIR or REDIS_URL as the servers have it.`,
      )
    const { store } = await openStore(config)
    try {
      return await run(argv, store, console.log)
    } finally {
      await store.close()
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'It failed for an unknown reason.')
    return 1
  }
}
