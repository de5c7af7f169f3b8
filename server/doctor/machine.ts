import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { type Finding, good, look, spanOf, wrong } from './finding.ts'

export const nodeFinding = (version: string): Finding =>
  Number(version.split('.')[0]) >= 24
    ? good('node', `Node ${version}.`)
    : wrong('node', `Node ${version} is too old.`, 'Use Node 24, or the image.')

const nearest = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))

const mega = 1024 * 1024

/** Room where the embedded store lies; Redis looks after its own disk. */
export const diskFindings = (config: Config, space = freeSpace): Finding[] => {
  if (config.redisUrl !== null) return []
  const folder = resolve(config.dataDir)
  const { free, all } = space(nearest(folder))
  const found = `${Math.floor(free / mega)} MB of ${Math.floor(all / mega)} MB are free in ${config.dataDir}.`
  const remedy =
    'Make room (old backups, logs) or give it a larger disk. A full disk loses nothing, but nobody is answered.'
  const room =
    free < 200 * mega
      ? wrong('disk', found, remedy)
      : free < 1024 * mega || free < all / 20
        ? look('disk', found, remedy)
        : good('disk', found)
  return [room, ...rightsOf(folder, config.dataDir)]
}

const freeSpace = (folder: string): { free: number; all: number } => {
  const { bavail, blocks, bsize } = statfsSync(folder)
  return { free: bavail * bsize, all: blocks * bsize }
}

const rightsOf = (folder: string, named: string): Finding[] =>
  existsSync(folder) && (statSync(folder).mode & 0o007) !== 0
    ? [
        look(
          'disk',
          `${named} may be read by every user of this machine. Its values are sealed; the development key is not.`,
          `chmod 700 ${named}`,
        ),
      ]
    : []

const hour = 60 * 60 * 1000

/** When files of a folder were written. */
const timesIn = (folder: string, pattern: RegExp): number[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => pattern.test(name))
        .map((name) => statSync(join(folder, name)).mtimeMs)
    : []

/** Redis is copied by its own means; the list of erasures beside the copy is ours. */
const listFindings = (folder: string, now: number): Finding[] => {
  const [at] = timesIn(folder, /^erased\.json$/)
  if (at !== undefined && now - at <= 26 * hour) return []
  const found =
    at === undefined ? `There is no erased.json in ${folder}` : `erased.json is ${spanOf(now - at)} old`
  return [
    wrong(
      'backup',
      `${found}: after a restore people who asked to be forgotten would come back.`,
      `npm run backup -- --to ${folder}`,
    ),
  ]
}

/** The newest backup in a folder, and those that are older than people were told. */
export const backupFindings = (
  folder: string,
  keptDays: number,
  now: number,
  isRedis: boolean,
): Finding[] => {
  const times = timesIn(folder, isRedis ? /\.rdb$/ : /^wegwijs-.*\.sqlite$/)
  const lists = isRedis ? listFindings(folder, now) : []
  const make = isRedis
    ? `redis-cli -u "$REDIS_URL" --rdb ${folder}/redis-$(date +%F).rdb`
    : `npm run backup -- --to ${folder}`
  if (times.length === 0) return [wrong('backup', `There is no backup in ${folder}.`, make), ...lists]
  const age = now - Math.max(...times)
  const newest =
    age > 26 * hour
      ? wrong('backup', `The newest backup is ${spanOf(age)} old.`, 'See why the daily one did not run.')
      : good('backup', `The newest backup is ${spanOf(age)} old.`)
  const old = times.filter((at) => now - at > keptDays * 24 * hour).length
  return old === 0
    ? [newest, ...lists]
    : [
        ...[newest, ...lists],
        wrong(
          'backup',
          `${old} backups are older than ${keptDays} days, as long as people were told they are kept.`,
          `find ${folder} -name '${isRedis ? '*.rdb' : 'wegwijs-*'}' -mtime +${keptDays - 1} -delete`,
        ),
      ]
}
