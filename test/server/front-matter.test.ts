import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readFront } from '../../server/front-matter.ts'

const root = new URL('../../', import.meta.url).pathname

test('reads every front matter of the pack as YAML does, or leaves it to YAML', () => {
  const fronts = globSync(`${root}content/**/*.md`).flatMap((path) => {
    const [, front] = /^---\n([\s\S]*?)\n---\n/.exec(readFileSync(path, 'utf8')) ?? []
    return front === undefined ? [] : [front]
  })
  const quick = fronts.filter((front) => readFront(front) !== null)
  for (const front of quick) expect(readFront(front)).toEqual(parse(front))
  expect(quick.length).toBeGreaterThan(fronts.length * 0.8)
})

test.each([
  'title: yes',
  'title: 12',
  'title: a: b',
  'title: a # b',
  'title: [a]',
  'title: >\n  folded',
  'title: "a\\nb"',
  'list:\n  - a\n  b: c',
  '? a',
])('leaves %j to YAML', (text) => {
  expect(readFront(text)).toBeNull()
})
