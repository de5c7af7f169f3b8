import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { Channel } from '../../bot/activity.ts'
import type { Event } from '../../bot/event.ts'

/** A fault in a file of ours, said in a plain sentence: printed as it stands. */
export class Mistake extends Error {
  override name = 'Mistake'
}

export type Line =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tap'; readonly label: string; readonly isOld: boolean }
  | { readonly type: 'media'; readonly kind: 'voice' | 'photo' }
  | { readonly type: 'wait'; readonly written: string; readonly duration: Temporal.Duration }
  /** From here on this text has changed in substance. */
  | { readonly type: 'change'; readonly id: string }
  /** A line break between two parts, kept as it was written. */
  | { readonly type: 'note'; readonly text: string }

/** A conversation written down as a test. */
export interface Transcript {
  readonly about: readonly string[]
  readonly locale: string | null
  readonly channel: Channel
  readonly now: Temporal.Instant
  readonly lines: readonly Line[]
}

const Header = z.object({
  locale: z.string().optional(),
  channel: Channel,
  now: z.string(),
})

/** Reads what is played; what the bot said is made anew. @throws Mistake */
export const parseTranscript = (path: string, text: string): Transcript => {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.startsWith('contact:'))
  const head = first < 0 ? lines : lines.slice(0, first)
  const header = Header.safeParse(
    Object.fromEntries(head.flatMap((line) => (/^(locale|channel|now): /.test(line) ? [fieldOf(line)] : []))),
  )
  if (!header.success)
    throw new Mistake(
      `${path}: the lines before the first "contact:" must name channel: telegram, whatsapp or text, and now: a moment such as 2026-12-18T09:00:00Z. ${z.prettifyError(header.error)}`,
    )
  return {
    about: head.filter((line) => line.startsWith('> ')).map((line) => line.slice(2).trim()),
    locale: header.data.locale ?? null,
    channel: header.data.channel,
    now: momentOf(path, header.data.now),
    lines:
      first < 0 ? [] : lines.slice(first).flatMap((line, index) => lineOf(path, line, first + index + 1)),
  }
}

const fieldOf = (line: string): [string, string] => {
  const at = line.indexOf(':')
  return [line.slice(0, at), line.slice(at + 1).trim()]
}

/** @throws Mistake */
export const momentOf = (path: string, text: string): Temporal.Instant => {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text)
      ? Temporal.PlainDate.from(text)
          .toZonedDateTime({ timeZone: 'Europe/Amsterdam', plainTime: '10:00' })
          .toInstant()
      : Temporal.Instant.from(text)
  } catch {
    throw new Mistake(`${path}: "${text}" is no moment. Write 2026-12-18 or 2026-12-18T09:00:00Z.`)
  }
}

const lineOf = (path: string, line: string, number: number): Line[] => {
  if (line.startsWith('case-manager:'))
    throw new Mistake(
      `${path}:${number}: a case manager's line cannot be played yet, because the desk is not built. Leave it out.`,
    )
  if (line.startsWith('# ')) return [{ type: 'note', text: line }]
  if (line.startsWith('change:')) return [{ type: 'change', id: fieldOf(line)[1] }]
  if (line.startsWith('wait:')) return [waitOf(path, fieldOf(line)[1], number)]
  if (line.startsWith('contact:')) return [contactOf(fieldOf(line)[1])]
  if (line === '' || /^(bot|event):|^ /.test(line)) return []
  throw new Mistake(
    `${path}:${number}: "${line.slice(0, 40)}" is no line of a transcript. Lines begin with contact:, bot:, event:, wait:, change:, # or five blanks.`,
  )
}

/** What a person does in one line; `[Label]` is a tap, `(voice)` and `(photo)` are what they say. */
export const contactOf = (text: string): Line => {
  if (text === '(voice)') return { type: 'media', kind: 'voice' }
  if (text === '(photo)') return { type: 'media', kind: 'photo' }
  const [, label, old] = /^\[(.+?)\]( \(from before\))?$/.exec(text) ?? []
  return label === undefined ? { type: 'text', text } : { type: 'tap', label, isOld: old !== undefined }
}

const units = { m: 'minutes', h: 'hours', d: 'days' } as const

/** @throws Mistake */
export const waitOf = (path: string, written: string, number: number): Line & { type: 'wait' } => {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(written) ?? []
  if (count === undefined || (unit !== 'm' && unit !== 'h' && unit !== 'd'))
    throw new Mistake(`${path}:${number}: "${written}" is no time to wait. Write 10m, 5h or 3d.`)
  return { type: 'wait', written, duration: Temporal.Duration.from({ [units[unit]]: Number(count) }) }
}

/** How a line reads in the file. */
export const showLine = (line: Line): string => {
  switch (line.type) {
    case 'text':
      return `contact: ${line.text}`.trimEnd()
    case 'tap':
      return `contact: [${line.label}]${line.isOld ? ' (from before)' : ''}`
    case 'media':
      return `contact: (${line.kind})`
    case 'wait':
      return `wait: ${line.written}`
    case 'change':
      return `change: ${line.id}`
    case 'note':
      return line.text
    default:
      return line satisfies never
  }
}

/** Ids are random, and a step is seen by its words: neither is written down. */
const unsaid = ['type', 'fresh', 'contact', 'word']

/** One line an event; null for those that say what the reader sees anyway. */
export const showEvent = (event: Event): string | null => {
  if (event.type === 'step.entered') return null
  if (event.type === 'slot.filled')
    return `event: slot.filled ${event.slot}${event.slot === 'whose' ? '' : `=${event.value}`}`
  const rest = Object.entries(event).filter(([name]) => !unsaid.includes(name))
  return ['event:', event.type, ...rest.map(([name, value]) => `${name}=${value}`)].join(' ')
}
