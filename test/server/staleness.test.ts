import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../../server/cli/content.ts'
import { type Layer, readWhole, textHash } from '../../server/content.ts'
import { markedSame } from '../../server/content-mark.ts'
import type { Place } from '../../server/content-places.ts'
import { isStale, keyStates } from '../../server/staleness.ts'
import { isSame } from '../../server/substance.ts'

/** What editor and translator do, one letter each: edit, mark as minor, mark as major, translate, mark as current. */
const letters = ['e', 'm', 'M', 't', 's'] as const
type Doing = (typeof letters)[number]

const sequences = (length: number): Doing[][] =>
  length === 0 ? [[]] : sequences(length - 1).flatMap((rest) => letters.map((letter) => [...rest, letter]))

/** The files as far as they matter here: one source text, one translation that follows, one that nobody touches again. */
class Files {
  now = 0
  same: readonly string[] | undefined = undefined
  ar = 0
  readonly fr = 0
  words = 0

  place(): Place {
    return {
      id: 'x',
      group: 'stage',
      marks: 'own',
      folder: () => 'x',
      source: 'nl',
      tags: ['nl', 'ar', 'fr'],
      parts: new Map([['what', `text ${this.now}`]]),
      has: () => true,
      from: (tag): Record<string, string> =>
        tag === 'nl' ? {} : { what: textHash(`text ${tag === 'ar' ? this.ar : this.fr}`) },
      same: this.same === undefined ? {} : { what: this.same },
    }
  }

  mark(kind: 'minor' | 'major'): boolean {
    const same = markedSame({ kind, place: this.place(), part: 'what' })
    if (typeof same === 'string') return false
    this.same = same.length > 0 ? same : undefined
    return true
  }

  isStale(tag: 'ar' | 'fr'): boolean {
    const named = textHash(`text ${tag === 'ar' ? this.ar : this.fr}`)
    return !isSame(textHash(`text ${this.now}`), named, this.same)
  }
}

/** The same told as a story: which versions were said to mean the same, by whoever marked them. */
class Story {
  readonly meaning: number[] = [0]
  marked: number | null = null
  ar = 0

  get now(): number {
    return this.meaning.length - 1
  }

  edit(): void {
    this.meaning.push(Math.max(...this.meaning) + 1)
  }

  /** Also takes back a mark of the same text as minor. */
  major(): void {
    this.meaning[this.now] = Math.max(...this.meaning) + 1
    this.marked = this.now
  }

  minor(): 'done' | 'unclear' {
    const names = new Set([this.ar, 0].filter((version) => version !== this.now))
    if (this.marked === null && names.size > 1) return 'unclear'
    const before = this.marked ?? [...names][0] ?? this.now
    // A mark of the text that was marked already changes nothing.
    if (this.marked !== null && this.meaning[this.marked] === this.meaning[this.now]) return 'done'
    if (this.marked !== null || names.size > 0) this.marked = this.now
    this.meaning[this.now] = this.meaning[before] ?? 0
    return 'done'
  }
}

const play = (doings: readonly Doing[]): string[] => {
  const [files, story] = [new Files(), new Story()]
  const wrong: string[] = []
  for (const [at, doing] of doings.entries()) {
    if (doing === 'e') {
      files.now++
      story.edit()
    } else if (doing === 't') files.words++
    else if (doing === 's') {
      files.ar = files.now
      story.ar = story.now
    } else if (doing === 'm') {
      const isMarked = files.mark('minor')
      if (isMarked !== (story.minor() === 'done'))
        wrong.push(`${doings.slice(0, at + 1).join('')}: marked ${isMarked}`)
    } else {
      files.mark('major')
      story.major()
    }
    for (const tag of ['ar', 'fr'] as const) {
      const means = story.meaning[tag === 'ar' ? story.ar : 0]
      if (files.isStale(tag) !== (means !== story.meaning[story.now]))
        wrong.push(
          `${doings.slice(0, at + 1).join('')}: ${tag} is ${files.isStale(tag) ? 'stale' : 'current'}`,
        )
    }
  }
  return wrong
}

describe('staleness', () => {
  test('in all orders of edit, mark as minor or major, translate and mark as current', () => {
    const all = sequences(6).filter((doings) => doings.filter((doing) => doing === 'e').length <= 3)
    expect(all.length).toBeGreaterThan(10_000)
    expect(all.flatMap(play)).toEqual([])
  })

  /** e edit, m minor, M major, t translate, s mark as current. */
  test.each([
    ['', 'current'],
    ['e', 'stale'],
    ['et', 'stale'],
    ['ets', 'current'],
    ['em', 'current'],
    ['eM', 'stale'],
    ['eMts', 'current'],
    ['emem', 'current'],
    ['emememts', 'current'],
    ['emeM', 'stale'],
    ['eMem', 'stale'],
    ['eMtsem', 'current'],
    ['eMem' + 'ts', 'current'],
    ['eme', 'stale'],
    ['ees', 'current'],
    ['etsM', 'current'],
    ['etsMem', 'current'],
    ['etsMeM', 'stale'],
  ])('%s: the translation is %s', (word, state) => {
    const files = new Files()
    for (const doing of word) {
      if (doing === 'e') files.now++
      if (doing === 's') files.ar = files.now
      if (doing === 'm' || doing === 'M') files.mark(doing === 'm' ? 'minor' : 'major')
    }
    expect(files.isStale('ar') ? 'stale' : 'current').toBe(state)
  })
})

describe('npm run content -- minor, major, stamp', () => {
  let root: string
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'wegwijs-stale-'))
    for (const folder of ['content', 'locales']) cpSync(folder, join(root, folder), { recursive: true })
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const run = (...argv: string[]) => {
    const lines: string[] = []
    const code = main([...argv, '--root', root], (line) => lines.push(line))
    return { code, said: lines.join('\n') }
  }
  const edit = (path: string, before: string, after: string) => {
    const text = readFileSync(join(root, path), 'utf8')
    expect(text).toContain(before)
    writeFileSync(join(root, path), text.replace(before, after))
  }
  const layer = (): Layer => readWhole({ root })
  const others = ['en', 'ar', 'ti', 'tr', 'fa', 'so', 'fr']
  const staleOf = (id: string, section: string) => {
    const now = layer()
    return others.filter((tag) => isStale(now, tag, id, section))
  }

  test.each([
    [
      'a stage',
      'content/nl/stages/lodging/nl.md',
      'lodging',
      'what',
      'Dat heet indienen.',
      'Dat noemen we indienen.',
    ],
    [
      'a topic',
      'content/nl/topics/own-income/nl.md',
      'own-income',
      'text',
      'Vraag het COA.',
      'Vraag dat aan het COA.',
    ],
  ])(
    '%s: a minor change leaves translations current, the next major one does not',
    (_, path, id, section, old, new_) => {
      expect(staleOf(id, section)).toEqual([])
      edit(path, old, new_)
      expect(staleOf(id, section)).toEqual(others)
      expect(run('minor', id, section).said).toMatch(
        /nl\.md: marked as minor\nEvery translation is current\.$/,
      )
      expect(staleOf(id, section)).toEqual([])
      edit(path, new_, `${new_} Doe dat nu.`)
      expect(staleOf(id, section)).toEqual(others)
      expect(run('check').said).toContain(`${id}, ${section} (nl) changed since it was marked.`)
      expect(run('major', id, section).said).toContain(`Stale now: ${[...others].sort().join(' ')}.`)
      expect(run('stamp', id, 'ar', section).code).toBe(0)
      expect(staleOf(id, section)).toEqual(others.filter((tag) => tag !== 'ar'))
      expect(run('check').code).toBe(0)
    },
  )

  test('a fact that is said anew makes a translation stale, whoever calls the change minor, and is no fault', () => {
    const stage = 'content/nl/stages/interview'
    edit(
      `${stage}/stage.yaml`,
      'at: art. 13 }, status: verified, facts: []',
      'at: art. 13 }, status: verified, facts: [pact-start]',
    )
    edit(`${stage}/nl.md`, 'De tolk beslist niet.', 'De tolk beslist niet (sinds {{pact-start}}).')
    expect(run('minor', 'interview', 'who').said).toContain(`Stale now: ${[...others].sort().join(' ')}.`)
    expect(run('check').said).toMatch(/No fault\.$/)
  })

  test('a text of locales is written from the English one, key by key', () => {
    const keyState = (tag: string) => keyStates(layer(), tag, 'consent').get('about')
    expect(keyState('am')).toBe('current')
    edit(
      'locales/en/consent.json',
      'You can read the same texts both ways.',
      'You may read the same texts both ways.',
    )
    expect(keyState('am')).toBe('stale')
    expect(run('stamp', 'consent', 'ar', 'about').said).toBe(
      'locales/ar/from.json: stamped\n1 files changed.',
    )
    expect([keyState('ar'), keyState('am')]).toEqual(['current', 'stale'])
    expect(run('minor', 'consent', 'about').said).toContain('locales/en/same.json: marked as minor')
    expect([keyState('ar'), keyState('am')]).toEqual(['current', 'current'])
    expect(run('check').said).toMatch(/No fault\.$/)
  })

  test('what cannot be known is asked, and what is not there is named', () => {
    const path = 'content/nl/topics/bank/nl.md'
    const title = layer().topicTexts.bank?.nl?.texts.title ?? ''
    edit(path, title, `${title} A`)
    run('stamp', 'bank', 'ar', 'title')
    edit(path, `${title} A`, `${title} B`)
    const asked = run('minor', 'bank', 'title')
    expect(asked.code).toBe(2)
    expect(asked.said).toMatch(/bank, title: translations name several texts: .* Say with --since <hash>/)
    expect(run('minor', 'bank', 'title', '--since', textHash(`${title} A`)).code).toBe(0)
    expect(staleOf('bank', 'title')).toEqual(others.filter((tag) => tag !== 'ar'))
    for (const argv of [
      ['minor'],
      ['minor', 'nowhere', 'text'],
      ['major', 'bank', 'nothing'],
      ['stamp', 'bank', 'kmr'],
    ])
      expect(run(...argv).code).toBe(2)
  })
})
