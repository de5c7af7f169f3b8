import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageNext } from '../../bot/message.ts'
import { buildCatalog } from '../../server/catalog.ts'
import { main } from '../../server/cli/content.ts'
import { readWhole } from '../../server/content.ts'
import { setting, type Talk, talk } from '../support/bot.ts'

/** A language that nobody has written yet, and one that has its guarded texts alone. */
const made = { tag: 'sw', name: 'Kiswahili' }
const begun = { tag: 'ru', name: 'Русский' }

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'wegwijs-locale-'))
  for (const folder of ['content', 'locales']) cpSync(folder, join(root, folder), { recursive: true })
})
afterAll(() => rmSync(root, { recursive: true }))

const run = (...argv: string[]) => {
  const lines: string[] = []
  const code = main([...argv, '--root', root], (line) => lines.push(line))
  return { code, lines }
}

/** A language without words for units says them itself. */
const withoutUnits = (text: string): string => text.replace(/\{\{([^}]+)\+unit\}\}/g, '{{$1}} vitengo')

/** Every English file is copied to its place in the new language; what is there already stays. */
const copyEnglish = (tag: string): void => {
  cpSync(join(root, 'locales/en'), join(root, 'locales', tag), { recursive: true, force: false })
  for (const path of readdirSync(join(root, 'content/nl'), { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('/en.md') && !path.startsWith('questions')) {
      const to = join(root, 'content/nl', path.replace(/en\.md$/, `${tag}.md`))
      const text = readFileSync(join(root, 'content/nl', path), 'utf8')
      if (!existsSync(to)) writeFileSync(to, withoutUnits(text).replace(/^from:\n(?: .*\n)+/m, ''))
    }
  copyFileSync(join(root, 'content/nl/questions/en.md'), join(root, `content/nl/questions/${tag}.md`))
}

const talkIn = (tag: string): Talk => {
  const catalog = buildCatalog([readWhole({ root })], { goLive: false })
  const person = talk({ hint: tag, setting: setting({ catalog }), now: '2026-11-20T10:00:00Z' })
  person.say('👋')
  expect(person.ids()).toContain(tag)
  for (const choice of [tag, 'yes', '@menu']) person.tap(choice)
  return person
}
const tapOn = (person: Talk, choice: string): void => {
  while (!person.ids().includes(choice) && person.ids().includes(pageNext)) person.tap(pageNext)
  person.tap(choice)
}
const catalogNow = () => buildCatalog([readWhole({ root })], { goLive: false })

describe('a language is added with no code', () => {
  test('before its files are there, the faults say which', () => {
    const path = join(root, 'locales/locales.yaml')
    const row = `- { tag: ${made.tag}, name: ${made.name}, dir: ltr, dutch: Swahili, plural: [one, other], also: [swahili] }\n`
    writeFileSync(path, `${readFileSync(path, 'utf8')}${row}`)
    const { code, lines } = run('check')
    expect(code).toBe(1)
    for (const file of ['frame', 'consent', 'safety', 'hide', 'contact', 'letter', 'data', 'commands'])
      expect(
        lines.some((line) => line.startsWith(`locales/${made.tag}/${file}.json`)),
        file,
      ).toBe(true)
    expect(lines.some((line) => line.includes('where.json'))).toBe(false)
  })

  test('its texts are stale until somebody says from what they were made, and then whole', () => {
    copyEnglish(made.tag)
    copyEnglish(begun.tag)
    const before = run('check').lines.find((line) => line.startsWith('sw '))
    expect(before).toMatch(/^sw +\d+ current, [1-9]\d* stale, 0 missing/)
    expect(run('stamp').code).toBe(0)
    const { lines } = run('check')
    for (const tag of [made.tag, begun.tag])
      expect(lines.find((line) => line.startsWith(`${tag} `))).toMatch(/ current, 0 stale, 0 missing/)
    const faults = lines.filter((line) => /\.(json|md|yaml|model)/.test(line) && !line.startsWith('  '))
    // Danger and topics are learnt anew by a command; nothing else is left.
    expect(
      faults.filter((fault) => !fault.includes('npm run learn') && !fault.startsWith('locales/*')),
    ).toEqual([])
    expect(catalogNow().complete).toEqual(expect.arrayContaining([made.tag, begun.tag]))
  })

  test.each([made, begun])('the picker offers $name, and its main path runs', ({ tag }) => {
    const person = talkIn(tag)
    const note = catalogNow().key(tag, 'frame:not-native', {})?.words
    expect(person.body()).toContain(note)
    for (const choice of ['where', 'me', 'no', 'after', 'start', 'lodging', 'norm']) tapOn(person, choice)
    expect(person.state()?.persons[0]?.stage).toBe('lodging')
    expect(person.body()).toMatch(/vitengo/)
    expect(person.body()).toMatch(/EU 2024\/1348, \d{2}-\d{2}-\d{4}/)
  })

  test.each([made, begun])('a letter is counted, saved and shown in $name', ({ tag }) => {
    const person = talkIn(tag)
    for (const choice of ['letter', 'ontvankelijk', 'no', 'me', 'after']) tapOn(person, choice)
    person.say('18-11-2026')
    for (const choice of ['right', 'today', 'save']) tapOn(person, choice)
    expect(person.state()?.persons[0]?.dates).toHaveLength(1)
    expect(person.state()?.conversation.fallback).toBeNull()
  })

  test.each([made, begun])('topics, papers and who can help open in $name', ({ tag }) => {
    const person = talkIn(tag)
    for (const choice of ['daily', 'daily', 'money']) tapOn(person, choice)
    expect(person.state()?.conversation.at).toEqual({ flow: 'topic', step: 'page' })
    expect(person.state()?.conversation.fallback).toBeNull()
    expect(person.ids()).not.toContain('en')
  })
})
