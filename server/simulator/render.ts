import { pageBack, pageNext, type Spoken } from '../../bot/message.ts'
import type { Rendered } from '../channel.ts'

const textLimit = 4096
const rowsPerPage = 12

interface Row {
  readonly id: string
  readonly label: string
}

/** The rows of one page; every page but the last ends with a row to go on, every page but the first with one to go back. */
function rowsOf({ choices, page, frame }: Spoken): Row[] {
  if (choices.length <= rowsPerPage) return [...choices]
  const perPage = rowsPerPage - 2
  const last = Math.ceil(choices.length / perPage) - 1
  const index = Math.min(Math.max(0, page), last)
  return [
    ...choices.slice(index * perPage, (index + 1) * perPage),
    ...(index < last ? [{ id: pageNext, label: frame.pageNext }] : []),
    ...(index > 0 ? [{ id: pageBack, label: frame.pageBack }] : []),
  ]
}

/** A numbered line runs as the whole message does, whatever script its label is in. */
const lineOf = (label: string, index: number, dir: Spoken['dir']): string =>
  `${dir === 'rtl' ? '\u200f' : '\u200e'}${index + 1}. \u2068${label}\u2069`

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

function split(text: string): string[] {
  const parts: string[] = []
  let part = ''
  for (const { segment } of graphemes.segment(text)) {
    if (part.length + segment.length > textLimit) {
      parts.push(part)
      part = ''
    }
    part += segment
  }
  return part.trim() === '' ? parts : [...parts, part]
}

/** A channel without buttons: numbers in front of the choices. Number n means `shown[n - 1]`. */
export function render(spoken: Spoken): Rendered {
  const body = spoken.body.toWellFormed().trim()
  const rows = rowsOf(spoken)
  if (rows.length === 0) return { payloads: split(body).map((text) => ({ text })), shown: [] }
  const numbered = rows.map(({ label }, index) => lineOf(label, index, spoken.dir))
  const text = [body, numbered.join('\n'), spoken.frame.typeNumber].filter((part) => part !== '').join('\n\n')
  return { payloads: split(text).map((part) => ({ text: part })), shown: rows.map(({ id }) => id) }
}
