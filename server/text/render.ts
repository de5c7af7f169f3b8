import { pageBack, pageNext, type Spoken } from '../../bot/message.ts'
import type { Rendered } from '../channel.ts'
import { pageOf } from '../wire/fit.ts'
import { laidOut, laidOutText } from '../wire/layout.ts'

const rowsPerPage = 9

interface Row {
  readonly id: string
  readonly label: string
}

/** For a channel without buttons: the words, then numbered choices, then how to choose; nine rows a page. */
export const render = (said: Spoken): Rendered => {
  const spoken = laidOut(said)
  const body = spoken.body.toWellFormed().trim()
  if (spoken.choices.length === 0)
    return { payloads: body === '' ? [] : [{ type: 'text', text: body }], shown: [] }
  if (!spoken.asking)
    throw new RangeError('A Message with choices needs an asking, so that a number can mean one of them.')
  const rows = rowsOf(spoken)
  const numbered = laidOutText(
    rows.map(({ label }, index) => `${index + 1}. ${isolated(label)}`).join('\n'),
    spoken.dir,
  )
  const text = [body, numbered, spoken.frame.typeNumber].filter((part) => part !== '').join('\n\n')
  return { payloads: [{ type: 'text', text }], shown: rows.map(({ id }) => id) }
}

const rowsOf = (spoken: Spoken): Row[] => {
  const { start, end, back, next } = pageOf(spoken.choices.length, rowsPerPage, spoken.page)
  const rows = spoken.choices.slice(start, end).map(({ id, label }) => ({ id, label: labelOf(label) }))
  return [
    ...rows,
    ...(next ? [{ id: pageNext, label: spoken.frame.pageNext }] : []),
    ...(back ? [{ id: pageBack, label: spoken.frame.pageBack }] : []),
  ]
}

/** A label of another direction stays behind its number. */
const isolated = (label: string): string => `\u2068${label}\u2069`

/** @throws RangeError where a choice would be a number without words. */
const labelOf = (label: string): string => {
  const line = label.toWellFormed().replace(/\s+/g, ' ').trim()
  if (line === '')
    throw new RangeError('A label is blank in a numbered list. Give the choice words or a sign.')
  return line
}
