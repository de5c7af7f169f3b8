import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { environment } from '../config.ts'
import type { Engine } from '../store/engine.ts'
import { type KeyRing, parseKeyRing } from '../store/key-ring.ts'
import { openRedis } from '../store/redis.ts'
import { countByKid, resealAll } from '../store/reseal.ts'
import { openSqlite } from '../store/sqlite.ts'

const help = `npm run keys -- check     counts the stored values by the key they are sealed under
npm run keys -- rotate    seals everything anew under the first key of DATA_KEY

To change the key while several servers run:
  1. put the new key behind the old one, DATA_KEY="1:<old base64>,2:<new base64>", and restart every server;
  2. put the new one first, DATA_KEY="2:<new base64>,1:<old base64>", and restart every server;
  3. run "rotate", then "check", and take the old key out when "check" says so.
A single server may begin with 2. Servers may run meanwhile, and a run that was stopped is simply started again.
Backups made before need the old key for as long as they are kept.
Reads DATA_KEY, DATA_DIR (./data) and REDIS_URL.`

const Environment = z.object({
  DATA_KEY: z.string({ error: 'DATA_KEY is not set. Give the keys the servers use.' }),
  DATA_DIR: z.string().default('./data'),
  REDIS_URL: z.string().optional(),
})

/** Runs one command; `print` gets plain lines. Resolves with the exit code. */
export async function runKeys(
  args: readonly string[],
  environment: Record<string, string | undefined>,
  print: (line: string) => void,
): Promise<number> {
  const [command, ...more] = args
  if (command === '--help' || command === 'help') {
    print(help)
    return 0
  }
  if ((command !== 'check' && command !== 'rotate') || more.length > 0) {
    print(`Say what to do: "check" or "rotate".\n\n${help}`)
    return 1
  }
  try {
    return await withEngine(environment, (engine, ring) =>
      command === 'check' ? check(engine, ring, print) : rotate(engine, ring, print),
    )
  } catch (error) {
    print(error instanceof Error ? error.message : 'It failed for an unknown reason.')
    return 1
  }
}

async function withEngine(
  environment: Record<string, string | undefined>,
  work: (engine: Engine, ring: KeyRing) => Promise<number>,
): Promise<number> {
  const read = Environment.safeParse(environment)
  if (!read.success) throw new Error(read.error.issues.map((issue) => issue.message).join('\n'))
  const ring = parseKeyRing(read.data.DATA_KEY)
  const engine = await openEngine(read.data)
  try {
    return await work(engine, ring)
  } finally {
    await engine.close()
  }
}

async function openEngine({ REDIS_URL, DATA_DIR }: z.infer<typeof Environment>): Promise<Engine> {
  if (REDIS_URL) return openRedis({ url: REDIS_URL })
  const file = join(DATA_DIR, 'wegwijs.sqlite')
  // Opening would make an empty store, in which everything looks well.
  if (!existsSync(file)) {
    throw new Error(`There is no store in ${DATA_DIR}. Set DATA_DIR or REDIS_URL as the servers have it.`)
  }
  return openSqlite({ file })
}

async function check(engine: Engine, ring: KeyRing, print: (line: string) => void): Promise<number> {
  const counts = await countByKid(engine)
  for (const kid of new Set([...ring.keys.keys(), ...counts.keys()])) {
    print(`Key ${kid}: ${counts.get(kid) ?? 0} values${kid === ring.first ? ', the one that seals' : ''}.`)
  }
  const missing = [...counts.keys()].filter((kid) => !ring.keys.has(kid))
  if (missing.length > 0) {
    print(`Values under key ${missing.join(', ')} cannot be opened: DATA_KEY does not hold it. Put it back.`)
    return 1
  }
  const old = [...ring.keys.keys()].filter((kid) => kid !== ring.first)
  const used = old.filter((kid) => counts.has(kid))
  if (used.length > 0) {
    print(`Key ${used.join(', ')} is still needed; do not remove it. Run "npm run keys -- rotate".`)
  } else if (old.length > 0) {
    print(
      `Nothing lies under key ${old.join(', ')}. It may be removed once every server seals with ${ring.first}.`,
    )
  } else {
    print('Everything lies under the only key; there is nothing to remove.')
  }
  return 0
}

async function rotate(engine: Engine, ring: KeyRing, print: (line: string) => void): Promise<number> {
  const { moved, left } = await resealAll(engine, ring)
  print(`${moved} values were sealed anew under key ${ring.first}.`)
  if (left === 0) {
    print('Nothing is left under another key. "npm run keys -- check" says which may be removed.')
    return 0
  }
  print(
    `${left} are under another key: some server still seals with it. Restart all servers, then rotate again.`,
  )
  return 1
}

if (process.argv[1]?.endsWith('cli/keys.ts')) {
  process.exitCode = await runKeys(process.argv.slice(2), environment, console.log)
}
