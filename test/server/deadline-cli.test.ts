import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main } from '../../server/cli/deadline.ts'
import { factFaults, readDeadlines } from '../../server/deadlines.ts'

const run = (line: string) => {
  const out: string[] = []
  const wrong: string[] = []
  const code = main(
    line.split(' ').filter((word) => word !== ''),
    (text) => out.push(text),
    (text) => wrong.push(text),
  )
  return { code, out: out.join('\n'), wrong: wrong.join('\n') }
}

describe('npm run deadline', () => {
  test('--json prints that one object and nothing else', () => {
    expect(run('--rule NL-APPEAL-1W --date 2026-12-18 --now 2026-12-18 --json')).toEqual({
      code: 0,
      out: '{"rule":"NL-APPEAL-1W","date":"2026-12-18","last":"2026-12-28","safe":"2026-12-23","source":"Vreemdelingenwet art. 69(2)(a), 69(4)"}',
      wrong: '',
    })
  })

  test('--now moves the safe day alone', () => {
    const on = (now: string) =>
      JSON.parse(run(`--rule NL-APPEAL-1W --date 2026-12-18 --now ${now} --json`).out)
    expect(on('2020-01-01')).toEqual(on('2026-12-23'))
    expect(on('2026-12-26')).toEqual({ ...on('2026-12-23'), safe: '2026-12-26' })
    expect(on('2031-02-01')).toEqual({ ...on('2026-12-23'), safe: '2031-02-01' })
  })

  test('without --now it is today in the Netherlands', () => {
    const today = Temporal.Now.plainDateISO('Europe/Amsterdam').toString()
    expect(JSON.parse(run('--rule NL-APPEAL-1W --date 2001-01-01 --json').out).safe).toBe(today)
  })

  test('the trigger of NL-NAREIS-3M is the notification', () => {
    const { out } = run('--rule NL-NAREIS-3M --date 2026-09-24 --now 2026-10-01 --json')
    expect(JSON.parse(out)).toMatchObject({ date: '2026-09-24', last: '2026-12-28', safe: '2026-12-23' })
  })

  test.each([
    [
      '--rule NL-APPEAL-1W --date 2026-12-18 --now 2026-12-18',
      /last day is Monday,? 28 December 2026\. Act by Wednesday/,
    ],
    ['--rule NL-APPEAL-1W --date 2026-12-18 --now 2026-12-24', /Act today/],
    ['--rule NL-APPEAL-1W --date 2026-11-02 --now 2026-12-24', /passed: see a lawyer today/],
    ['--rule NL-APPEAL-1W --date 2026-05-04', /holds from 2026-06-12, after the day/],
    ['--rule NL-REG-5D --date 2026-11-23', /term of the authority/],
    ['--rule NL-WORK-6M --date 2026-11-24', /The first day is Monday,? 24 May 2027/],
  ])('in words: %s', (line, words) =>
    expect(run(line)).toMatchObject({ code: 0, out: expect.stringMatching(words) }),
  )

  test('--list and --help', () => {
    expect(run('--help').out).toContain('--rule')
    const { out } = run('--list')
    for (const { id } of [...readDeadlines().rules, ...readDeadlines().uncounted]) expect(out).toContain(id)
  })

  test.each([
    ['', /Say which rule/],
    ['--rule NL-APPEAL-1W', /Say from which day/],
    ['--rule NL-NOTHING --date 2026-12-18', /There is no rule "NL-NOTHING"/],
    ['--rule constructor --date 2026-12-18', /There is no rule/],
    ['--rule NL-OLD-APPEAL --date 2026-12-18', /No day is counted/],
    ['--rule NL-APPEAL-1W --date 2026-02-30', /--date wants a day .* got "2026-02-30"/],
    ['--rule NL-APPEAL-1W --date 18-12-2026', /--date wants a day/],
    ['--rule NL-APPEAL-1W --date 2026-12-18T00:00:00Z', /--date wants a day/],
    ['--rule NL-APPEAL-1W --date 2026-12-18 --now soon', /--now wants a day/],
    ['--rule NL-APPEAL-1W --date 2026-12-18 --loud', /--loud/],
    ['hello', /hello/],
  ])('"%s" is refused plainly', (line, words) => {
    for (const more of ['', ' --json'])
      expect(run(line + more)).toMatchObject({ code: 1, out: '', wrong: expect.stringMatching(words) })
  })

  test('as a program', async () => {
    const call = (...words: string[]) =>
      promisify(execFile)(process.execPath, ['server/run.mjs', 'cli/deadline.ts', ...words])
    const { stdout, stderr } = await call('--rule', 'NL-LODGE-21D', '--date', '2026-12-04', '--json')
    expect(stdout.split('\n')).toHaveLength(2)
    expect(JSON.parse(stdout)).toMatchObject({ last: '2026-12-28', source: 'EU 2024/1348 art. 28(1)' })
    expect(stderr).toBe('')
    await expect(call('--rule', 'X', '--date', '2026-12-04')).rejects.toMatchObject({ code: 1, stdout: '' })
  }, 20_000)
})

describe('a fault in the files is said in a sentence', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'wegwijs-deadlines-'))
    cpSync('content', join(root, 'content'), { recursive: true })
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const edit = (name: string, before: string | RegExp, after: string) => {
    const path = join(root, 'content/nl', name)
    const text = readFileSync(path, 'utf8')
    expect(text.replace(before, after)).not.toBe(text)
    writeFileSync(path, text.replace(before, after))
  }

  test.each([
    ['deadlines.yaml', 'unit: weeks', 'unit: fortnights', /deadlines\.yaml.*rules\[0\]\.term\.unit/s],
    ['deadlines.yaml', 'amount: 1,', 'amount: 0.5,', /deadlines\.yaml.*amount/s],
    ['deadlines.yaml', 'id: NL-HB-2W', 'id: NL-HB-4W', /two rows of NL-HB-4W hold on the same day/],
    ['deadlines.yaml', 'id: NL-OLD-APPEAL', 'id: NL-APPEAL-1W', /counted and not counted/],
    ['deadlines.yaml', 'id: S13,', 'id: S99,', /NL-ART64-END names the source "S99"/],
    ['deadlines.yaml', 'rules:', 'rules: [', /deadlines\.yaml cannot be read/],
    ['deadlines.yaml', 'after: 1', 'afther: 1', /afther/],
    ['holidays.yaml', 'type: easter', 'type: moon', /holidays\.yaml/],
    ['holidays.yaml', 'id: S11', 'id: S98', /holidays\.yaml: new-year names the source "S98"/],
  ])('%s: %s → %s', (name, before, after, words) => {
    edit(name, before, after)
    expect(() => readDeadlines({ root })).toThrow(words)
  })

  test('a rule that says another figure than its fact cell', () => {
    const { rules } = readDeadlines()
    const said = factFaults(rules, {}).concat(
      factFaults(rules.slice(0, 1), {
        'appeal-short-weeks': {
          value: 2,
          unit: 'weeks',
          source: { id: 'S1', at: '' },
          asOf: '2026-09-01',
          reviewBy: '2026-12-22',
          status: 'verified',
        },
      }),
    )
    expect(said[0]).toContain('which is nowhere')
    expect(said.at(-1)).toContain('NL-APPEAL-1W says 1 weeks, the fact "appeal-short-weeks" says 2 weeks')
  })
})
