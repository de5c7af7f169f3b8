import type { Flows } from '../../bot/flow.ts'
import type { Setting } from '../world.ts'
import { channelRender } from './channel-render.ts'
import { createPlay, type Doing, type Play, type Played } from './play.ts'
import type { Shown } from './shown.ts'
import { type Line, Mistake, showEvent, showLine, type Transcript } from './transcript.ts'

/** Every bubble that a person has seen so far, newest last. */
type Seen = readonly Shown[]

/** Plays a transcript from the beginning and prints it anew. @throws Mistake */
export const playTranscript = (
  path: string,
  transcript: Transcript,
  setting: Setting,
  flows: Flows,
  watch: (played: Played, play: Play) => void = () => {},
): string => {
  const { channel, now, locale } = transcript
  const play = createPlay({ setting, flows, channel, now, hint: locale, render: channelRender(channel) })
  const parts: string[] = [header(transcript)]
  let seen: Seen = []
  for (const line of transcript.lines) {
    const doing = doingOf(path, line, seen)
    if (line.type === 'change') play.change(line.id)
    const played = line.type === 'wait' ? play.wait(line.duration) : doing && play.give(doing)
    if (played) watch(played, play)
    seen = [...seen, ...(played?.bubbles ?? [])]
    parts.push([showLine(line), ...(played ? showPlayed(played) : [])].join('\n'))
  }
  return `${parts.join('\n\n')}\n`
}

const header = ({ about, locale, channel, now }: Transcript): string =>
  [
    ...about.map((line) => `> ${line}`),
    ...(locale ? [`locale: ${locale}`] : []),
    `channel: ${channel}`,
    `now: ${now.toString()}`,
  ].join('\n')

const doingOf = (path: string, line: Line, seen: Seen): Doing | null => {
  switch (line.type) {
    case 'text':
      return { type: 'text', text: line.text }
    case 'media':
      return { type: 'media', kind: line.kind }
    case 'tap':
      return tapOf(path, line, seen)
    case 'change':
    case 'wait':
    case 'note':
      return null
    default:
      return line satisfies never
  }
}

const tapOf = (path: string, line: Line & { type: 'tap' }, seen: Seen): Doing => {
  const last = seen.findLastIndex((bubble) => bubble.choices.length > 0)
  const before = seen.findLastIndex((bubble, index) => index < last && hasLabel(bubble, line.label))
  const bubble = line.isOld ? seen[before] : seen[last]
  const choice = bubble?.choices.find(({ label }) => bare(label) === bare(line.label))
  if (bubble?.asking && choice) return { type: 'tap', asking: bubble.asking, choice: choice.id }
  const there = seen[last]?.choices.map(({ label }) => `[${bare(label)}]`).join(' ') ?? 'no button'
  throw new Mistake(
    `${path}: [${line.label}] cannot be tapped${line.isOld ? ': it stood in no earlier bubble' : ''}. The last bubble has ${there}.`,
  )
}

/** Isolates keep numbers whole on a phone; in a file they would be letters that nobody sees. */
const bare = (label: string): string => label.replace(/[\u2066-\u2069]/g, '')
const hasLabel = (bubble: Shown, label: string): boolean =>
  bubble.choices.some((choice) => bare(choice.label) === bare(label))

const showPlayed = (played: Played): string[] => [
  ...played.bubbles.flatMap(showBubble),
  ...played.events.flatMap((event) => showEvent(event) ?? []),
]

const indent = '     '

/** The words line by line, then the choices as buttons. */
export const showBubble = (bubble: Shown): string[] => {
  const lines = bare(bubble.body)
    .split('\n')
    .filter((line) => line.trim() !== '')
  const buttons = bubble.choices.map(({ label }) => `[${bare(label)}]`).join(' ')
  const [first = '', ...rest] = [...lines, ...(buttons === '' ? [] : [buttons])]
  return [`bot: ${first}`, ...rest.map((line) => `${indent}${line}`)]
}
