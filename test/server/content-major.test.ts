import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { buildCatalog } from '../../server/catalog.ts'
import { main } from '../../server/cli/content.ts'
import { readWhole } from '../../server/content.ts'
import { markFigure } from '../../server/content-major.ts'

const own = fileURLToPath(new URL('../..', import.meta.url))
const copy = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'major-'))
  for (const folder of ['content', 'locales'])
    cpSync(join(own, folder), join(root, folder), { recursive: true })
  return root
}
const run = (root: string, ...argv: string[]) => {
  const lines: string[] = []
  const code = main([...argv, '--root', root], (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}
const editions = (root: string) => {
  const { edition, editionOf } = buildCatalog([readWhole({ root })], { goLive: false })
  return {
    edition,
    norm: editionOf('appeal/norm'),
    bank: editionOf('bank/text'),
    ill: editionOf('safety:ill'),
  }
}

test('npm run content -- major marks a section, a topic and a text of the locales, each text once', () => {
  const root = copy()
  const before = editions(root)
  for (const words of [['appeal', 'norm'], ['bank', 'text'], ['safety:ill']]) {
    expect(run(root, 'major', ...words)).toMatchObject({ code: 0, said: expect.stringContaining('marked.') })
    expect(run(root, 'major', ...words)).toMatchObject({ code: 0, said: expect.stringContaining('already') })
  }
  const { edition, norm, bank, ill } = editions(root)
  expect({ edition: edition - before.edition, norm, bank, ill }).toEqual({
    edition: 3,
    norm: 1,
    bank: 1,
    ill: 1,
  })
  const file = readFileSync(join(root, 'content/nl/stages/appeal/nl.md'), 'utf8')
  expect(file).toMatch(/^---\ntitle: [\s\S]*major:\n {2}norm: '[0-9a-f]{12}'\n[\s\S]*?---\n\n## what/)
  expect(run(root, 'check').said).toContain('No fault.')
})

test('a figure is marked once for each value it changes to', () => {
  const root = copy()
  const edition = () =>
    buildCatalog([readWhole({ root })], { goLive: false }).editionOf('fact/appeal-short-weeks')
  const markIt = () => run(root, 'major', 'fact', 'appeal-short-weeks')
  expect(edition()).toBe(0)
  expect(markIt()).toMatchObject({ code: 0, said: expect.stringContaining('marked.') })
  expect(markIt().said).toContain('already')
  expect(edition()).toBe(1)
  const path = join(root, 'content/nl/facts/appeal.yaml')
  const before = readFileSync(path, 'utf8')
  expect(before).toMatch(/appeal-short-weeks:\n {2}value: 1\n[\s\S]*? {2}major: \["1 weeks"\]\nappeal-/)
  writeFileSync(path, before.replace(/(appeal-short-weeks:\n {2}value: )1/, '$12'))
  expect(markIt().code).toBe(0)
  expect(readFileSync(path, 'utf8')).toContain('  major: ["1 weeks", "2 weeks"]\n')
  expect(edition()).toBe(2)
})

test('every figure can be marked', () => {
  const root = copy()
  const layer = readWhole({ root })
  const { facts } = layer
  const before = editions(root).edition
  for (const id of Object.keys(facts))
    expect(markFigure(layer, { root, pack: 'nl', id }), id).toMatchObject({ path: expect.any(String) })
  expect(editions(root).edition - before).toBe(Object.keys(facts).length)
  expect(run(root, 'major', 'fact', 'nothing')).toMatchObject({
    code: 2,
    said: expect.stringContaining('no fact "nothing"'),
  })
})

test('what does not exist is said in a sentence', () => {
  const root = copy()
  for (const words of [['appeal', 'nothing'], ['nowhere', 'what'], ['safety:nothing'], []])
    expect(run(root, 'major', ...words)).toMatchObject({
      code: 2,
      said: expect.stringMatching(/Name (both|it) as/),
    })
})
