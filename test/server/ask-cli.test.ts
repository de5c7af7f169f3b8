import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main as ask } from '../../server/cli/ask.ts'
import { main as topics } from '../../server/cli/topics.ts'

type Main = typeof ask

const run = (main: Main, ...argv: string[]) => {
  const out: string[] = []
  const wrong: string[] = []
  const code = main(
    argv,
    (text) => out.push(text),
    (text) => wrong.push(text),
  )
  return { code, out, wrong: wrong.join('\n') }
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ask-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (text: string): string => {
  const path = join(folder, 'questions.jsonl')
  writeFileSync(path, text)
  return path
}

const lines = (asked: readonly { id: string; locale: string; text: string }[]) =>
  file(asked.map((one) => JSON.stringify(one)).join('\n'))

const judged = (asked: readonly { id: string; locale: string; text: string }[]) =>
  run(ask, '--input', lines(asked)).out.map((line) => JSON.parse(line))

const tags = 'en nl ar ti tr fa so fr prs ps ckb kmr ru uk es am'.split(' ')

describe('npm run ask', () => {
  test('prints one line for each, in order, with these keys alone', () => {
    const out = judged([
      { id: 'a', locale: 'en', text: 'can i work' },
      { id: 'b', locale: 'en', text: 'I want to kill myself' },
      { id: 'c', locale: 'nl', text: 'mens' },
      { id: 'd', locale: 'fr', text: 'bonjour, merci' },
      { id: 'e', locale: 'en', text: 'zzzz qqqq' },
    ])
    expect(out.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'a topic',
      'b risk',
      expect.stringMatching(/^c (person|unknown|choice)$/),
      'd smalltalk',
      'e unknown',
    ])
    for (const one of out) {
      expect(Object.keys(one)).toEqual(['id', 'kind', 'topics', 'risk'])
      expect(one.topics.length).toBeLessThanOrEqual(3)
    }
    expect(out[0].topics[0]).toBe('work')
    expect(out[1].risk).toBe('suicide')
  })

  test('takes all sixteen locales; a greeting and a call for a person are known in each', () => {
    const words: Readonly<Record<string, string>> = {
      ti: 'ሰላም',
      ru: 'привет',
      es: 'hola',
      am: 'ሰላም',
      kmr: 'silav',
    }
    for (const one of judged(tags.map((tag) => ({ id: tag, locale: tag, text: words[tag] ?? 'hello' }))))
      expect(`${one.id} ${one.kind}`).toBe(`${one.id} smalltalk`)
    for (const one of judged(tags.map((tag) => ({ id: tag, locale: tag, text: '👤' }))))
      expect(one.kind).toBe('person')
  })

  test('each line is judged alone: their order changes nothing', () => {
    const asked = ['hoi', 'can i work', 'ok', 'when do i get a house'].map((text, at) => ({
      id: String(at),
      locale: 'en',
      text,
    }))
    expect(judged(asked.toReversed()).toReversed()).toEqual(judged(asked))
  })

  test('faults are plain: no file, a wrong line, a wrong locale, nothing asked', () => {
    expect(run(ask, '--input', join(folder, 'none.jsonl')).wrong).toContain('cannot be read')
    expect(run(ask, '--input', file('{"id":"a"}\n')).wrong).toContain('line 1')
    expect(run(ask, '--input', file('\n{"id":"a","locale":"xx","text":"hi"}\n')).wrong).toContain('"xx"')
    expect(run(ask).wrong).toContain('--input')
    expect(run(ask, '--wrong').code).toBe(1)
    expect(run(ask, '--help')).toMatchObject({ code: 0, wrong: '' })
  })

  test('--evaluate reports every set by language, and what is reached stays reached', () => {
    const { code, out } = run(ask, '--evaluate')
    expect(code).toBe(0)
    const sets = tablesOf(out)
    expect([...sets.keys()]).toEqual(
      expect.arrayContaining(['questions', 'questions/second', 'danger', 'danger/more']),
    )
    for (const [set, { first, among, outside }] of Object.entries(floors))
      for (const row of sets.get(set)!) {
        expect(Number.parseFloat(row.first!), row[set]!).toBeGreaterThanOrEqual(first)
        expect(Number.parseFloat(row['in 3']!), row[set]!).toBeGreaterThanOrEqual(among)
        if (row['→ topic'] !== '–') expect(Number.parseFloat(row['→ topic']!)).toBeLessThanOrEqual(outside)
      }
  })

  test('--evaluate takes a folder of questions, with those within it', () => {
    const unseen = join(folder, 'mine', 'unseen')
    mkdirSync(unseen, { recursive: true })
    writeFileSync(join(unseen, 'en.jsonl'), '{"topic":"work","text":"may i work here"}')
    const { code, out } = run(ask, '--evaluate', '--questions', join(folder, 'mine'))
    expect(code).toBe(0)
    expect(out[0]).toContain('mine/unseen')
    expect(out[1]).toMatch(/en\s+1\s+100.0 %/)
    expect(run(ask, '--evaluate', '--questions', join(folder, 'none')).code).toBe(1)
  })
})

/** A little under what is reached. */
const floors = {
  questions: { first: 80, among: 88, outside: 7 },
  'questions/second': { first: 66, among: 78, outside: 5 },
}

/** The tables that were printed, by name; each row by the heads of its columns. */
const tablesOf = (out: readonly string[]): Map<string, Record<string, string>[]> => {
  const tables = new Map<string, Record<string, string>[]>()
  let heads: string[] = []
  for (const line of out) {
    const cells = line.trim().split(/\s{2,}/)
    if (cells[1] === 'asked' || cells[1] === 'danger') {
      heads = cells
      tables.set(cells[0]!, [])
    } else if (cells.length === heads.length)
      tables.get(heads[0]!)!.push(Object.fromEntries(heads.map((head, at) => [head, cells[at]!])))
  }
  return tables
}

describe('npm run topics', () => {
  test('--json is one array of ids with English titles; without it a table', () => {
    const { out } = run(topics, '--json')
    const all = JSON.parse(out.join(''))
    expect(all).toHaveLength(85)
    expect(all).toContainEqual({ id: 'work', title: 'Working during the procedure' })
    expect(Object.keys(all[0])).toEqual(['id', 'title'])
    expect(run(topics).out).toHaveLength(85)
    expect(run(topics, '--help').code).toBe(0)
    expect(run(topics, '--xml').code).toBe(1)
  })
})
