import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'wegwijs-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A command of package.json as a process of its own, with nothing of this environment but the path. */
const run = async (file: string, argv: readonly string[], typed = '') => {
  const child = spawn(process.execPath, ['server/run.mjs', `cli/${file}.ts`, ...argv], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: folder, DATA_DIR: join(folder, 'store') },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(typed)
  const [code] = await once(child, 'close')
  return { code: Number(code), said }
}

const odd = [
  ['--no-such-option'],
  ['--now', 'yesterday'],
  ['--locale', '../../etc/passwd'],
  ['--', '-rf'],
  ['constructor'],
  ['__proto__', '--channel', '__proto__'],
  ['\u202e\u0007', '--save', '/'],
  ['x'.repeat(10_000)],
]

describe.each(['chat', 'keys', 'telegram', 'whatsapp', 'deadline', 'backup', 'restore'])(
  'npm run %s',
  (file) => {
    test.each(odd)(
      '%s: a sentence, no stack, no signal',
      async (...argv) => {
        const { code, said } = await run(file, argv)
        expect([0, 1, 2]).toContain(code)
        expect(said).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m)
        expect(said).not.toContain('node:internal')
        expect(said.trim()).not.toBe('')
      },
      30_000,
    )
  },
)

test('a saved talk is its owner’s alone and does not hold an own word', async () => {
  const file = join(folder, 'talk.chat')
  const typed = [
    'hello',
    'English',
    'Yes',
    'menu',
    '🔒 My data, hide',
    '🔑 My own word',
    'zonnebloemveld',
    'zonnebloemveld',
    'hide',
    'zonnebloemveld',
    '/quit',
  ]
  const { code } = await run(
    'chat',
    ['--locale', 'en', '--channel', 'whatsapp', '--save', file],
    `${typed.join('\n')}\n`,
  )
  expect(code).toBe(0)
  const saved = readFileSync(file, 'utf8')
  expect(saved).toContain('Your word is kept')
  expect(saved).toContain('contact: ········')
  expect(saved).not.toContain('zonnebloemveld')
  expect(statSync(file).mode & 0o077).toBe(0)
}, 30_000)
