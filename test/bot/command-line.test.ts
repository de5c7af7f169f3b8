import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { readOptions } from '../../server/cli/chat-options.ts'
import { parseTranscript } from '../../server/cli/transcript.ts'
import { main } from '../../server/cli/transcripts.ts'

const head = '> Why.\nchannel: whatsapp\nnow: 2026-12-18T09:00:00Z\n\n'

describe('a transcript', () => {
  test('is read line by line', () => {
    const text = `${head}contact: hello\nbot: x\n     y\nevent: z\n\ncontact: [Me] (from before)\n\ncontact: (voice)\n\nwait: 3d\n`
    expect(parseTranscript('a.chat', text).lines).toEqual([
      { type: 'text', text: 'hello' },
      { type: 'tap', label: 'Me', isOld: true },
      { type: 'media', kind: 'voice' },
      { type: 'wait', written: '3d', duration: Temporal.Duration.from({ days: 3 }) },
    ])
  })

  test.each([
    ['case-manager: Hello', 'a.chat:7: a case manager’s line cannot be played yet'.replace('’', "'")],
    ['wait: soon', '"soon" is no time to wait. Write 10m, 5h or 3d.'],
    ['nonsense', '"nonsense" is no line of a transcript'],
  ])('%s is refused with a plain sentence', (line, sentence) =>
    expect(() => parseTranscript('a.chat', `${head}contact: hi\n\n${line}\n`)).toThrow(sentence),
  )

  test('needs a channel and a moment', () => {
    expect(() => parseTranscript('a.chat', 'contact: hi\n')).toThrow('must name channel')
    expect(() =>
      parseTranscript('a.chat', `${head.replace('2026-12-18T09:00:00Z', 'Friday')}contact: hi\n`),
    ).toThrow('"Friday" is no moment')
  })
})

describe('npm run transcripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijs-chat-'))
  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const run = (...argv: string[]) => {
    const said: string[] = []
    return { code: main(argv, (line) => said.push(line)), said: said.join('\n') }
  }

  test('--check says which line differs and writes nothing; without it the file is written anew', () => {
    const path = file('a.chat', `${head}contact: hello\nbot: old words\n`)
    expect(run('--check', path)).toMatchObject({
      code: 1,
      said: expect.stringContaining('line 6: the file has "bot: old words"'),
    })
    expect(readFileSync(path, 'utf8')).toContain('old words')
    expect(run(path).code).toBe(0)
    expect(readFileSync(path, 'utf8')).toContain('[English] [Nederlands]')
    expect(run('--check', path)).toEqual({ code: 0, said: '' })
  })

  test('says which button there is, and which option', () => {
    const wrong = run(file('b.chat', `${head}contact: hello\n\ncontact: [Nowhere]\n`))
    expect(wrong).toMatchObject({
      code: 1,
      said: expect.stringContaining('[Nowhere] cannot be tapped. The last bubble has [English]'),
    })
    expect(run('--fast')).toMatchObject({
      code: 2,
      said: expect.stringContaining('--fast is no option here'),
    })
    expect(run('--help').code).toBe(0)
  })
})

describe('npm run chat', () => {
  const clock = Temporal.Instant.from('2026-12-18T09:00:00Z')
  const read = (...argv: string[]) => readOptions(argv, ['en', 'ar'], clock)

  test('takes its options', () =>
    expect(read('--locale', 'ar', '--channel', 'telegram', '--now', '2026-12-20', '--events')).toMatchObject({
      locale: 'ar',
      channel: 'telegram',
      events: true,
      save: null,
    }))

  test.each([
    [['--locale', 'xx'], '--locale xx is none of ours. There are en, ar.'],
    [['--channel', 'fax'], '--channel fax is none of ours. There are telegram, whatsapp, text.'],
    [['--now', 'soon'], '"soon" is no moment'],
    [['--bogus'], '--bogus'],
    [['word'], 'word'],
  ])('%j is refused with a plain sentence', (argv, sentence) =>
    expect(read(...argv)).toMatchObject({ fault: expect.stringContaining(sentence) }),
  )

  test('talks through a pipe and saves what was said', () => {
    const save = join(mkdtempSync(join(tmpdir(), 'wegwijs-chat-')), 'talk.chat')
    const argv = ['server/run.mjs', 'cli/chat.ts', '--locale', 'ar', '--now', '2026-12-18', '--save', save]
    const input = 'مرحبا\n1\n[نعم]\n/voice\n/wait 3d\n/quit\nnot read\n'
    const ran = spawnSync(process.execPath, argv, { input, encoding: 'utf8' })
    expect(ran.stderr).toBe('')
    expect(ran.status).toBe(0)
    expect(ran.stdout).toContain('[العربية]')
    const saved = readFileSync(save, 'utf8')
    expect(saved).toContain('contact: [العربية]')
    expect(saved).toContain('wait: 3d')
    expect(main(['--check', save], () => {})).toBe(0)
  })
})
