import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { channels } from '../../bot/activity.ts'
import type { Outgoing } from '../../bot/draft.ts'
import { speak } from '../../bot/text.ts'
import { flows } from '../../flows/index.ts'
import { channelRender } from '../../server/cli/channel-render.ts'
import { playTranscript } from '../../server/cli/play-transcript.ts'
import { parseTranscript } from '../../server/cli/transcript.ts'
import { replay, transcriptFiles } from '../../server/cli/transcripts.ts'
import { worldOf } from '../../server/world.ts'
import { setting, watchedFlows } from '../support/bot.ts'

const files = transcriptFiles()

describe('transcripts', () => {
  test.each(files)('%s says what the bot says', (path) => {
    const { before, after } = replay(path, setting())
    expect(before, 'run "npm run transcripts" and read the difference').toBe(after)
  })

  test('every step and every next of every flow is walked by a transcript in English', () => {
    const walked = new Set<string>()
    const entered = new Set<string>()
    for (const path of files) {
      const transcript = parseTranscript(path, readFileSync(path, 'utf8'))
      if (transcript.locale !== 'en') continue
      playTranscript(path, transcript, setting(), watchedFlows(walked), ({ events }) => {
        for (const event of events)
          if (event.type === 'step.entered') entered.add(`${event.flow}/${event.step}`)
      })
    }
    const steps = Object.values(flows).flatMap((flow) =>
      Object.entries(flow.steps).map(([name, step]) => ({ at: `${flow.id}/${name}`, step })),
    )
    expect(steps.map(({ at }) => at).filter((at) => !entered.has(at))).toEqual([])
    const nexts = steps.flatMap(({ at, step }) =>
      step.next.map((next, index) => ({ id: `${at}#${index}`, next })),
    )
    expect(nexts.filter(({ id }) => !walked.has(id))).toEqual([])
  })

  test('the situations of PEOPLE.md are there in English and Arabic', () => {
    const names = files.filter((path) => path.includes('/situations/')).map((path) => basename(path))
    for (const name of [
      'no-bed-at-ter-apel',
      'wife-hides',
      'child-alone',
      'wrong-language',
      'two-siblings',
      'voice-note',
      'arrest',
      'deleted',
      'stranger',
      'own-word-return',
      'refused',
      'old-rules',
      'refusal-on-friday',
      'status-granted',
      'lawyer-other-date',
      'whatsapp-silent',
      'text-changed',
    ])
      for (const locale of ['en', 'ar']) expect(names).toContain(`${name}.${locale}.chat`)
  })

  test('no flow is ever stuck, and the state survives JSON between turns', () => {
    for (const path of files)
      playTranscript(
        path,
        parseTranscript(path, readFileSync(path, 'utf8')),
        setting(),
        flows,
        ({ events }) => expect(events.filter(({ type }) => type === 'flow.stuck')).toEqual([]),
      )
  })
})

describe('every message of every transcript fits every channel in every locale', () => {
  const messages = new Map<string, Outgoing>()
  for (const path of files)
    playTranscript(path, parseTranscript(path, readFileSync(path, 'utf8')), setting(), flows, ({ out }) => {
      for (const outgoing of out)
        messages.set(JSON.stringify({ ...outgoing.message, asking: null }), outgoing)
    })
  const { catalog } = setting()

  test.each(catalog.locales.map(({ tag }) => tag))('%s', (locale) => {
    const faults: string[] = []
    for (const outgoing of messages.values())
      for (const channel of channels) {
        const world = worldOf(setting(), channel, parseTranscript('', 'channel: text\nnow: 2026-12-18').now)
        const speech = speak(outgoing, { locale, fallback: 'en' }, world)
        if (speech.type === 'missing') throw new Error(JSON.stringify(speech.text))
        try {
          channelRender(channel)(speech.spoken)
        } catch (error) {
          faults.push(`${channel}: ${error instanceof Error ? error.message : error}`)
        }
      }
    expect([...new Set(faults)]).toEqual([])
  })
})
