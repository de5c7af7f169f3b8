import { pageBack, pageNext, type Spoken } from '../../bot/message.ts'
import type { Rendered } from '../channel.ts'
import type { Json } from '../store/store.ts'
import { buttonId, labelsOf, split, wellFormed } from '../wire/fit.ts'
import { laidOut } from '../wire/layout.ts'

// Texts and captions after entities; we send no entities, so the text is what it is. Bot API.
const textLimit = 4096
// On a phone of 390 × 844 more rows than these push the question out of sight; then so many of a list make a page.
const rowsOnScreen = 11
const rowsOfPage = 8
// The Bot API names no limit for a button; longer ones are cut by the apps on a narrow phone.
const labelLimit = 64
const halfRow = 14

interface Button {
  readonly id: string
  readonly label: string
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
// A grapheme takes at least one unit and seldom more than three, so that few labels are cut into graphemes to be counted.
const isShort = (label: string): boolean =>
  label.length <= halfRow || (label.length <= 3 * halfRow && [...graphemes.segment(label)].length <= halfRow)

function rowsOf(buttons: readonly Button[]): Button[][] {
  const rows: Button[][] = []
  for (const button of buttons) {
    const last = rows.at(-1)
    const beside = last?.[0]
    if (last?.length === 1 && beside && isShort(beside.label) && isShort(button.label)) last.push(button)
    else rows.push([button])
  }
  return rows
}

/** The rows of this page: own choices, the buttons that turn pages, and on every page the ways out. */
function pageRows(spoken: Spoken): Button[][] {
  const all = labelled(spoken.choices)
  const rows = rowsOf(all)
  if (rows.length <= rowsOnScreen) return rows
  const lastOwn = all.findLastIndex(({ id }) => !id.startsWith('@'))
  const own = rowsOf(all.slice(0, lastOwn + 1))
  const count = Math.max(1, Math.ceil(own.length / rowsOfPage))
  const page = Math.max(0, Math.min(spoken.page, count - 1))
  const [start, end] = [page, page + 1].map((at) => Math.ceil((own.length * at) / count))
  const turns = [
    ...(page > 0 ? [{ id: pageBack, label: spoken.frame.pageBack }] : []),
    ...(page < count - 1 ? [{ id: pageNext, label: spoken.frame.pageNext }] : []),
  ]
  // A keyboard has no empty row.
  return [...own.slice(start, end), labelled(turns), ...rowsOf(all.slice(lastOwn + 1))].filter(
    (row) => row.length > 0,
  )
}

function labelled(buttons: readonly Button[]): Button[] {
  const labels = labelsOf(
    buttons.map(({ label }) => label),
    labelLimit,
    'a Telegram button',
  )
  return buttons.map(({ id, label }, index) => ({ id, label: labels[index] ?? label }))
}

const bubble = (text: string): { readonly [key: string]: Json } => ({
  text,
  link_preview_options: { is_disabled: true },
})

/**
 * `sendMessage` without chat_id: plain text (no parse_mode, so nothing needs escaping), link previews off, buttons
 * under the last bubble. `shown` holds the ids of this page, `+` and `-` included. Nothing visible to say and
 * nothing to choose: no payload.
 */
export function render(said: Spoken): Rendered {
  const spoken = laidOut(said)
  const texts = split(wellFormed(spoken.body), textLimit)
  if (spoken.choices.length === 0) return { payloads: texts.map(bubble), shown: [] }
  const rows = pageRows(spoken)
  const keyboard = rows.map((row) =>
    row.map(({ id, label }) => ({ text: label, callback_data: buttonId(spoken.asking, id) })),
  )
  const before = texts.slice(0, -1)
  const last = { ...bubble(texts.at(-1) ?? '…'), reply_markup: { inline_keyboard: keyboard } }
  return { payloads: [...before.map(bubble), last], shown: rows.flat().map(({ id }) => id) }
}
