import { pageBack, pageNext, type Spoken } from '../../bot/message.ts'
import type { Rendered } from '../channel.ts'
import type { Json } from '../store/store.ts'
import { buttonId, labelsOf, pageOf, split, tailStarts, wellFormed } from '../wire/fit.ts'
import { laidOut } from '../wire/layout.ts'

// Cloud API, messages reference (Graph v26.0).
const limits = { text: 4096, body: 1024, buttons: 3, buttonTitle: 20, rows: 10, rowTitle: 24, listButton: 20 }

interface Row {
  readonly id: string
  readonly label: string
}

function rowsOf(spoken: Spoken): Row[] {
  const page = pageOf(spoken.choices.length, limits.rows, spoken.page)
  const all = [
    ...spoken.choices.slice(page.start, page.end),
    ...(page.next ? [{ id: pageNext, label: spoken.frame.pageNext }] : []),
    ...(page.back ? [{ id: pageBack, label: spoken.frame.pageBack }] : []),
  ]
  const labels = labelsOf(
    all.map((row) => row.label),
    limits.rowTitle,
    'a WhatsApp list',
  )
  return all.map((row, index) => ({ id: row.id, label: labels[index] ?? row.label }))
}

const replyButtons = (asking: string | null, rows: readonly Row[]): Json => ({
  buttons: rows.map((row) => ({ type: 'reply', reply: { id: buttonId(asking, row.id), title: row.label } })),
})

function list(spoken: Spoken, rows: readonly Row[]): Json {
  const [button = ''] = labelsOf([spoken.frame.listButton], limits.listButton, 'the WhatsApp list button')
  return {
    button,
    sections: [{ rows: rows.map((row) => ({ id: buttonId(spoken.asking, row.id), title: row.label })) }],
  }
}

function interactive(spoken: Spoken, body: string, rows: readonly Row[]): Json {
  const fitsButtons =
    rows.length <= limits.buttons && rows.every((row) => row.label.length <= limits.buttonTitle)
  const asked = fitsButtons
    ? { type: 'button', body: { text: body }, action: replyButtons(spoken.asking, rows) }
    : { type: 'list', body: { text: body }, action: list(spoken, rows) }
  return { type: 'interactive', interactive: asked }
}

const text = (body: string): Json => ({ type: 'text', text: { body, preview_url: false } })

/** The text that goes before, and what stands above the choices: as few messages as fit, then the shortest end. */
function divide(body: string): { before: string[]; above: string } {
  if (body.length <= limits.body) return { before: [], above: split(body, limits.body)[0] ?? '…' }
  const divided = tailStarts(body, limits.body).map((start) => ({
    before: split(body.slice(0, start), limits.text),
    above: body.slice(start).trim(),
  }))
  const fewest = Math.min(...divided.map(({ before }) => before.length))
  return (
    divided.find(({ before }) => before.length === fewest) ?? { before: split(body, limits.text), above: '…' }
  )
}

/**
 * Messages without recipient: up to 3 choices of at most 20 units become reply buttons, else a list of 10 rows, `+`
 * and `-` included; a body over 1024 goes first as text and its last paragraph stands above the choices. Nothing
 * visible to say and nothing to choose: no payload.
 */
export function render(said: Spoken): Rendered {
  const spoken = laidOut(said)
  const body = wellFormed(spoken.body)
  if (spoken.choices.length === 0) return { payloads: split(body, limits.text).map(text), shown: [] }
  const rows = rowsOf(spoken)
  const { before, above } = divide(body)
  return {
    payloads: [...before.map(text), interactive(spoken, above, rows)],
    shown: rows.map((row) => row.id),
  }
}
