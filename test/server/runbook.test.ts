import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8')
const runbook = read('server/RUNBOOK.md')
const texts = { 'server/RUNBOOK.md': runbook, 'README.md': read('README.md') }

test.each(Object.entries(texts))('%s names only commands, files and rules that are there', (_, text) => {
  const { scripts } = JSON.parse(read('package.json'))
  const commands = [...text.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name ?? '')
  expect(commands.length).toBeGreaterThan(5)
  expect(commands.filter((name) => !(name in scripts))).toEqual([])
  const files = text.match(/\b(?:server|content|locales|test)\/[\w./-]+\.(?:md|yaml|json|ts|mjs)\b/g) ?? []
  expect(files.filter((file) => !existsSync(`${root}${file}`))).toEqual([])
  const cli = [...text.matchAll(/\bcli\/(\w+)\.ts/g)].map(([file]) => file)
  expect(cli.filter((file) => !existsSync(`${root}server/${file}`))).toEqual([])
})

test('what the runbook says one sees is what the commands say', () => {
  const said = globSync('server/**/*.ts', { cwd: root })
    .map((file) => read(String(file)))
    .join('\n')
  const sentences = [
    'bytes, checked.',
    'erasures that a restore will repeat.',
    'Now start the server.',
    'No fault.',
    'Nothing is left under another key.',
    'cannot be reached',
    'refuses the token',
    'The store does not answer.',
    'before-restore-',
  ]
  for (const [text, name] of [
    [runbook, 'the runbook'],
    [said, 'the code'],
  ] as const)
    expect(
      sentences.filter((sentence) => !text.includes(sentence)),
      name,
    ).toEqual([])
})
