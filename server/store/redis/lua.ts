import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** One Lua script as it is sent: the shared prelude and its own file. */
export interface Script {
  readonly source: string
  readonly sha: string
}

const prelude = read('prelude')

function read(name: string): string {
  return readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8')
}

function script(name: string): Script {
  const source = `${prelude}\n${read(name)}`
  return { source, sha: createHash('sha1').update(source).digest('hex') }
}

export const scripts = {
  backlog: script('backlog'),
  claim: script('claim'),
  commit: script('commit'),
  look: script('look'),
  marked: script('marked'),
  putBlob: script('put-blob'),
  release: script('release'),
  removeAll: script('remove-all'),
  removeBlob: script('remove-blob'),
  renew: script('renew'),
  replace: script('replace'),
  rows: script('rows'),
  scan: script('scan'),
  sweep: script('sweep'),
} as const
