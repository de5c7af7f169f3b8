import { createHash } from 'node:crypto'
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { Erasure } from './erased.ts'
import { layoutVersion } from './store/sqlite/layout.ts'

/** What stands beside a backup, so that a broken or a wrong one is never put in place. */
const Manifest = z.object({
  v: z.literal(1),
  made: z.iso.datetime(),
  file: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  layout: z.number(),
})
export type Manifest = z.infer<typeof Manifest>

const storeName = 'wegwijs.sqlite'
const erasedName = 'erased.json'

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** A copy of the store while servers go on writing; values stay sealed. @throws Error in plain sentences */
export const makeBackup = async (dataDir: string, to: string, now: Date): Promise<Manifest> => {
  const source = join(dataDir, storeName)
  if (!existsSync(source))
    throw new Error(`There is no store in ${dataDir}. Set DATA_DIR as the servers have it.`)
  const file = `wegwijs-${now.toISOString().replaceAll(/[:.]/g, '-')}.sqlite`
  const path = join(to, file)
  const db = new DatabaseSync(source, { readOnly: true, timeout: 5_000 })
  try {
    await backup(db, path)
  } finally {
    db.close()
  }
  chmodSync(path, 0o600)
  checkFile(path)
  const bytes = readFileSync(path).length
  const sha256 = await hashOf(path)
  const manifest = { v: 1 as const, made: now.toISOString(), file, bytes, sha256, layout: layoutVersion }
  writeFileSync(`${path}.json`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  return manifest
}

/** @throws Error when SQLite itself finds the file damaged or of another layout */
const checkFile = (path: string): void => {
  const db = new DatabaseSync(path)
  try {
    const [answer] = db.prepare('PRAGMA integrity_check').all()
    if (answer?.integrity_check !== 'ok')
      throw new Error(`${path} is damaged: SQLite finds faults in it. Take another backup.`)
    const layout = Number(db.prepare('PRAGMA user_version').get()?.user_version)
    if (layout > layoutVersion)
      throw new Error(
        `${path} has layout ${layout}; this version of Wegwijs knows ${layoutVersion}. Restore with the newer version.`,
      )
  } finally {
    db.close()
  }
}

/** Reads the manifest and holds the file against it. @throws Error in plain sentences */
export const checkBackup = async (path: string): Promise<Manifest> => {
  if (!existsSync(path)) throw new Error(`There is no file ${path}.`)
  if (!existsSync(`${path}.json`))
    throw new Error(
      `${path}.json is missing: it stands beside every backup and says what the file must be. Copy it too.`,
    )
  const read = Manifest.safeParse(jsonOf(`${path}.json`))
  if (!read.success) throw new Error(`${path}.json is no manifest of a backup. Copy it anew.`)
  if ((await hashOf(path)) !== read.data.sha256)
    throw new Error(`${path} is not the file that was backed up: its checksum differs. Copy it anew.`)
  checkFile(path)
  return read.data
}

const jsonOf = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Puts a checked backup in place of the store; what stood there is kept beside it under another name. */
export const putInPlace = async (path: string, dataDir: string, now: Date): Promise<string | null> => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const target = join(dataDir, storeName)
  const before = existsSync(target)
    ? join(dataDir, `before-restore-${now.toISOString().replaceAll(/[:.]/g, '-')}.sqlite`)
    : null
  if (before !== null) {
    intoOneFile(target)
    renameSync(target, before)
  }
  for (const rest of ['-wal', '-shm'].filter((one) => existsSync(`${target}${one}`)))
    if (before === null) rmSync(`${target}${rest}`)
    else renameSync(`${target}${rest}`, `${before}${rest}`)
  const fresh = `${target}.restoring`
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    await backup(db, fresh)
  } finally {
    db.close()
  }
  chmodSync(fresh, 0o600)
  renameSync(fresh, target)
  return before
}

/** So that one name is enough to go back. A damaged store is put aside as it lies. @throws Error while somebody uses it */
const intoOneFile = (path: string): void => {
  const db = new DatabaseSync(path)
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE')
  } catch (error) {
    if (error instanceof Error && /locked|busy/.test(error.message))
      throw new Error(`${path} is in use. Stop every server, then run this again; nothing was changed.`)
  } finally {
    db.close()
  }
}

const ErasedFile = z.object({ v: z.literal(1), erased: z.array(Erasure) })

/** The list beside the backups, joined with what is given; each once. Erasures older than every backup may go. */
export const joinErased = (folder: string, more: readonly Erasure[], since: Date | null): Erasure[] => {
  const path = join(folder, erasedName)
  const known = existsSync(path) ? readErased(path) : []
  const all = new Map([...known, ...more].map((one) => [one.contact, one]))
  const kept = [...all.values()]
    .filter(({ at }) => since === null || at >= since.toISOString())
    .toSorted((one, two) => one.at.localeCompare(two.at))
  writeFileSync(path, `${JSON.stringify({ v: 1, erased: kept })}\n`, { mode: 0o600 })
  return kept
}

/** @throws Error where the list cannot be read: a restore without it would bring back who asked to be forgotten */
export const readErased = (path: string): Erasure[] => {
  const read = ErasedFile.safeParse(jsonOf(path))
  if (read.success) return read.data.erased
  throw new Error(
    `${path} cannot be read. It lists what was erased, and a restore without it would bring that back. Mend it or take a copy.`,
  )
}

export const erasedBeside = (path: string): string => join(dirname(path), erasedName)
