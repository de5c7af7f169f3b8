import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildCatalog } from '../../server/catalog.ts'
import { main } from '../../server/cli/content.ts'
import { readFiles } from '../../server/content.ts'
import { factCells } from '../../server/fact-words.ts'
import { readability } from '../../server/readability.ts'
import { isStale } from '../../server/staleness.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wegwijs-content-'))
  for (const folder of ['content', 'locales']) cpSync(folder, join(root, folder), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

const run = (...argv: string[]) => {
  const lines: string[] = []
  const code = main([...argv, '--root', root], (line) => lines.push(line))
  return { code, said: lines.join('\n') }
}

const edit = (path: string, before: string | RegExp, after: string) => {
  const text = readFileSync(join(root, path), 'utf8')
  const edited = text.replace(before, after)
  expect(edited).not.toBe(text)
  writeFileSync(join(root, path), edited)
}

const lodging = 'content/nl/stages/lodging'

describe('npm run content', () => {
  test('the pack has no fault', () => {
    const { code, said } = run()
    expect(said).toMatch(/No fault\.$/)
    expect(code).toBe(0)
  })

  test('review dates that passed long ago are a state, and the pack still loads', () => {
    const { code, said } = run('check', '--now', '2036-01-01', '--all')
    expect(code).toBe(0)
    expect(said).toMatch(/^lodging +8!8 /m)
    expect(said).toMatch(/No fault\.$/)
    expect(buildCatalog([readFiles({ root })], { goLive: true }).complete).toContain('ar')
  })

  test.each<[string, string, string | RegExp, string, string]>([
    [
      'a missing section',
      `${lodging}/ar.md`,
      '## norm',
      '## normaal',
      'Stage lodging, ar.md lacks the section "## norm".',
    ],
    [
      'an unknown fact',
      `${lodging}/stage.yaml`,
      /facts: \[lodging-days\]/,
      'facts: [lodging-dayz]',
      'the fact "lodging-dayz" is in no facts file',
    ],
    [
      'a fact that stage.yaml does not list',
      `${lodging}/en.md`,
      'You sign',
      '{{pact-start}} You sign',
      'what uses {{pact-start}}, which stage.yaml does not list',
    ],
    [
      'a lost fact',
      `${lodging}/ar.md`,
      '{{lodging-border-days+unit}}',
      '5',
      'Stage lodging, ar.md, norm lacks {{lodging-border-days}}.',
    ],
    [
      'a unit that the fact does not have',
      `${lodging}/nl.md`,
      '{{lodging-border-days+unit}}',
      '{{lodging-border-days+unit}}, {{pact-start+unit}}',
      'norm: the fact of {{pact-start+unit}} has no unit. Write {{pact-start}}.',
    ],
    [
      'a dead next',
      `${lodging}/stage.yaml`,
      'next: [responsible_state',
      'next: [nowhere',
      'Stage lodging: next names "nowhere", which is no stage.',
    ],
    [
      'a label too long for a button',
      'locales/fr/frame.json',
      /"person": "[^"]*"/,
      '"person": "👤 Parler avec une personne"',
      'locales/fr/frame.json, menu.person: the label',
    ],
    [
      'a stage label too long for a list',
      `${lodging}/nl.md`,
      /^short: .*$/m,
      'short: Het ondertekenen van je aanvraag',
      'Stage lodging, nl.md, short: the label',
    ],
    [
      'two stages with one label',
      `${lodging}/en.md`,
      /^short: .*$/m,
      `short: Interview (gehoor)`,
      'stands at',
    ],
    [
      'a section too long',
      `${lodging}/nl.md`,
      '## what\n',
      `## what\n\n${'woord '.repeat(61)}\n`,
      'Stage lodging, nl.md, what has',
    ],
    [
      'a lost placeholder',
      'locales/so/consent.json',
      /\{\{operator\}\}/,
      'ururka',
      'locales/so/consent.json: intro lacks {{operator}}.',
    ],
    [
      'a missing text',
      'locales/am/hide.json',
      '"done"',
      '"klaar"',
      'locales/am/hide.json lacks the text "done".',
    ],
    ['broken YAML', `${lodging}/stage.yaml`, 'actors: [', 'actors: {[', 'stage.yaml cannot be read'],
    ['no front matter', `${lodging}/ar.md`, '---\n', '', 'does not begin with a front matter'],
    [
      'one fact in two files',
      'content/nl/facts/permit.yaml',
      'permit-card-years:',
      'lodging-days:',
      'the fact "lodging-days" stands in another file too',
    ],
    [
      'a topic label too long for a list',
      'content/nl/topics/bank/fr.md',
      /^short: .*$/m,
      'short: Un compte bancaire à votre nom',
      'Topic bank, fr.md, short: the label',
    ],
    [
      'a topic too long for one bubble',
      'content/nl/topics/bank/nl.md',
      '## text\n',
      `## text\n\n${'woord '.repeat(61)}\n`,
      'Topic bank, nl.md, text has',
    ],
    [
      'a further bubble too long',
      'content/nl/topics/housing/en.md',
      '## more\n',
      `## more\n\n${'word '.repeat(180)}\n`,
      'Topic housing, en.md, more has',
    ],
    [
      'a text too long for WhatsApp with its lines',
      'content/nl/topics/housing/en.md',
      '## more\n',
      `## more\n\n${'word '.repeat(180)}\n`,
      'WhatsApp holds 1024',
    ],
    [
      'a section that nothing shows',
      'content/nl/topics/bank/tr.md',
      '## text\n',
      '## teksts\n\nYanlış başlık.\n\n## text\n',
      'Topic bank, tr.md has a section "## teksts" that nothing shows. Name it in topic.yaml, or take it out.',
    ],
    [
      'a topic that names itself',
      'content/nl/topics/bank/topic.yaml',
      /related: \[ ?/,
      'related: [bank, ',
      'Topic bank: related names the topic itself.',
    ],
    [
      'an option without a route',
      'content/nl/topics/opt-medical/topic.yaml',
      /^route: .*\n/m,
      '',
      'Topic opt-medical: it is an option without a route.',
    ],
    [
      'half an address in a text',
      'content/nl/topics/bank/en.md',
      '## text\n',
      '## text\n\nSee http://coa.nl.\n',
      'Topic bank, en.md: "http://coa.nl." is no whole address.',
    ],
    [
      'a source without https',
      'content/nl/sources.yaml',
      "'https://www.rvr.org'",
      "'http://www.rvr.org'",
      'sources.yaml, S19: the address "http://www.rvr.org" is not one of https.',
    ],
    [
      'a figure of a source that nobody knows',
      'content/nl/facts/appeal.yaml',
      'source: { id: S1,',
      'source: { id: S99,',
      'Fact appeal-short-weeks: the source "S99" is not in sources.yaml.',
    ],
    [
      'a term that people must keep and that does not say so',
      'content/nl/facts/appeal.yaml',
      '  deadline: true\n',
      '',
      'Fact appeal-short-weeks: a rule of deadlines.yaml counts it for a person. Add "deadline: true".',
    ],
    [
      'a figure that differs from its rule',
      'content/nl/facts/appeal.yaml',
      'value: 1',
      'value: 3',
      'the fact "appeal-short-weeks" says 3 weeks. Make them one.',
    ],
    [
      'a paper without words',
      'content/nl/documents/ar.md',
      '### originals',
      '### original',
      'documents/ar.md, papers-interview lacks "### originals".',
    ],
    [
      'a list of papers without words',
      'content/nl/documents/ti.md',
      '## papers-appeal',
      '## papers-apeal',
      'content/nl/documents/ti.md lacks the list "## papers-appeal"',
    ],
    [
      'a stage with two lists',
      'content/nl/documents.yaml',
      'stages: [art64]',
      'stages: [art64, interview]',
      'documents.yaml: the stage "interview" has two lists, papers-art64 and papers-interview.',
    ],
    [
      'a paper with a label too long beside its box',
      'content/nl/documents/en.md',
      'Original papers',
      'Original papers you have',
      'documents/en.md, papers-interview, originals: the label',
    ],
  ])('%s is a fault that names the file', (_, path, before, after, sentence) => {
    edit(path, before, after)
    const { code, said } = run()
    expect(said).toContain(sentence)
    expect(code).toBe(1)
  })

  test('an edited source text makes its translations stale until they are stamped', () => {
    run('stamp')
    const stale = () => isStale(readFiles({ root }), 'ar', 'lodging', 'what')
    expect(stale()).toBe(false)
    edit(`${lodging}/nl.md`, 'Dat heet indienen.', 'Dat noemen we indienen.')
    expect(stale()).toBe(true)
    expect(run('--all').said).toMatch(/^lodging +7s1 +8 +7s1/m)
    expect(run().code).toBe(0)
    expect(run('stamp', 'lodging', 'en', 'what').said).toBe(`${lodging}/en.md: stamped\n1 files changed.`)
    expect(stale()).toBe(true)
    expect(run('stamp', 'lodging', 'ar', 'norm').said).toBe('0 files changed.')
    const said = run('stamp').said
    expect(said).toContain(`${lodging}/ar.md: stamped`)
    expect(said, 'what was stamped a moment ago is not stamped again').not.toContain('/en.md')
    expect(stale()).toBe(false)
    expect(run('stamp').said).toBe('0 files changed.')
  })

  test('an edited list of papers makes its translations stale until they are stamped', () => {
    const stale = () => isStale(readFiles({ root }), 'ar', 'papers-interview', 'dates')
    expect(stale()).toBe(false)
    edit('content/nl/documents/nl.md', 'Een lijst met data en plaatsen', 'Een lijst van data en plaatsen')
    expect(stale()).toBe(true)
    expect(run('--all').said).toMatch(/^papers-interview +s1 +1 +s1/m)
    expect(run('stamp', 'papers-interview', 'ar').said).toBe(
      'content/nl/documents/ar.md: stamped\n1 files changed.',
    )
    expect(stale()).toBe(false)
  })

  test('the table has a line a group, with --all a line a text, and --json has all of it', () => {
    const short = run().said
    expect(short).toMatch(/^topics, options \(19\) +38 +38/m)
    expect(short).toMatch(/^locales\/\*\.json/m)
    expect(short).not.toMatch(/^bank /m)
    expect(short.split('\n').length).toBeLessThan(50)
    expect(run('--all').said).toMatch(/^bank +1 +1/m)
    const report = JSON.parse(run('--json', '--now', '2036-01-01').said)
    expect(report).toMatchObject({ now: '2036-01-01', faults: [], directory: { called: 0 } })
    expect(report.terms.overdue).toBe(report.terms.rules + report.terms.letters)
    expect(report.rows.find(({ text }: { text: string }) => text === 'bank').states[0]).toMatchObject({
      current: 1,
      overdue: 1,
    })
    expect(report.locales[0]).toMatchObject({ tag: 'en', readOn: null })
  })

  test('what is hard to read, and figures that nothing shows, are warnings and no fault', () => {
    const long = `${'and so it went on '.repeat(8)}with the card.`
    edit('content/nl/topics/bank/en.md', /## text\n[^#]+/, `## text\n\n${long}\n\n`)
    edit('content/nl/topics/bsn-brp/topic.yaml', /facts: \[ ?bsn-brp-months ?\]/, 'facts: []')
    for (const tag of ['nl', 'en', 'ar', 'ti', 'tr', 'fa', 'so', 'fr'])
      edit(`content/nl/topics/bsn-brp/${tag}.md`, /\{\{bsn-brp-months(\+unit)?\}\}/, '…')
    run('stamp', 'bsn-brp', 'ar')
    const { said } = run('check', '--all')
    expect(said).toContain('Topic bank, en.md, text: the longest sentence has 43 words. Divide it.')
    expect(said).toContain('Fact bsn-brp-months is shown nowhere and counted by no rule.')
    expect(said).toMatch(/No fault\.$/)
  })

  test('words it does not know are answered with its usage', () => {
    expect(run('--help').code).toBe(0)
    for (const argv of [
      ['mend'],
      ['--fix'],
      ['--now', 'soon'],
      ['stamp', 'lodging', 'xx'],
      ['stamp', 'lodging', 'ar', 'whom'],
    ])
      expect(run(...argv).code).toBe(2)
  })
})

describe('how a text reads', () => {
  test('is counted in sentences of every script', () => {
    expect(readability('One two. Three four five six! Seven?', 'so')).toMatchObject({
      average: 7 / 3,
      longest: 4,
    })
    expect(readability('اسأل محاميك. هل عندك موعد؟', 'ar')).toMatchObject({ average: 2.5, longest: 3 })
    expect(readability('ጠበቓ ሕተቱ። ቆጸራ ኣለኩም ዶ፧', 'ti')).toMatchObject({ average: 2.5, longest: 3 })
    expect(readability('It costs 12.95 a week.', 'fr')?.longest).toBe(6)
    expect(readability('', 'en')).toBeNull()
  })

  test('has the ease of Flesch in English and of Flesch and Douma in Dutch', () => {
    expect(readability('The cat sat on the mat.', 'en')?.ease).toBeCloseTo(116.145)
    expect(readability('De kat zat op de mat.', 'nl')?.ease).toBeCloseTo(124.26)
    expect(readability('Immigration authorities', 'en')?.ease).toBeLessThan(0)
    expect(readability('The cat sat on the mat.', 'tr')?.ease).toBeNull()
  })
})

describe('fact cells', () => {
  const locale = (tag: string) => ({ tag, name: tag, dutch: tag, dir: 'ltr' as const, also: [] })
  const cell = (value: number | string, unit?: 'weeks' | 'working-days') => ({
    value,
    ...(unit ? { unit } : {}),
    source: { id: 'S1', at: '' },
    asOf: '2026-09-01',
    reviewBy: '2027-02-20',
    status: 'verified' as const,
  })

  const said = (placeholder: string, fact: ReturnType<typeof cell>, tag: string) =>
    factCells(['x'], { x: fact }, locale(tag))[placeholder]

  test('a count may have its unit, in the grammar of its number', () => {
    const weeks = (tag: string) => [1, 2, 4, 15, 23].map((count) => said('x+unit', cell(count, 'weeks'), tag))
    expect(weeks('en')).toEqual(['1 week', '2 weeks', '4 weeks', '15 weeks', '23 weeks'])
    expect(weeks('nl')).toEqual(['1 week', '2 weken', '4 weken', '15 weken', '23 weken'])
    const isolated = ['أسبوع واحد', 'أسبوعين', '4 أسابيع', '15 أسبوعًا', '23 أسبوعًا'].map(
      (words) => `\u2068${words}\u2069`,
    )
    expect(weeks('ar')).toEqual(isolated)
    expect(said('x+unit', cell(15, 'working-days'), 'nl')).toBe('15 werkdagen')
    expect(said('x', cell(15, 'weeks'), 'en')).toBe('15')
  })

  test('a date has its month in words, Gregorian, with Latin digits', () => {
    const date = (tag: string) => said('x', cell('2026-06-12'), tag)
    expect([date('en'), date('nl'), date('ar')]).toEqual([
      '12 June 2026',
      '12 juni 2026',
      '\u206812 يونيو (حزيران) 2026\u2069',
    ])
  })
})
