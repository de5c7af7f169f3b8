import { pageBack, pageNext, type Spoken } from '../../bot/message.ts'
import type { Rendered } from '../channel.ts'
import type { Json } from '../store/store.ts'
import { buttonId, labelsOf, pageOf, split, wellFormed } from '../wire/fit.ts'

// Texts and captions after entities; we send no entities, so the text is what it is. Bot API.
const textLimit = 4096
const buttonsPerPage = 20
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

/** Choices of this page and, apart in the last row, the buttons that turn pages. */
function buttonsOf(spoken: Spoken): { choices: Button[]; turns: Button[] } {
  const page = pageOf(spoken.choices.length, buttonsPerPage, spoken.page)
  const shown = spoken.choices.slice(page.start, page.end)
  const turns = [
    ...(page.back ? [{ id: pageBack, label: spoken.frame.pageBack }] : []),
    ...(page.next ? [{ id: pageNext, label: spoken.frame.pageNext }] : []),
  ]
  const all = [...shown, ...turns]
  const labels = labelsOf(
    all.map((choice) => choice.label),
    labelLimit,
    'a Telegram button',
  )
  const buttons = all.map((choice, index) => ({ id: choice.id, label: labels[index] ?? choice.label }))
  return { choices: buttons.slice(0, shown.length), turns: buttons.slice(shown.length) }
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
export function render(spoken: Spoken): Rendered {
  const texts = split(wellFormed(spoken.body), textLimit)
  if (spoken.choices.length === 0) return { payloads: texts.map(bubble), shown: [] }
  const { choices, turns } = buttonsOf(spoken)
  const rows = [...rowsOf(choices), ...(turns.length > 0 ? [turns] : [])]
  const keyboard = rows.map((row) =>
    row.map(({ id, label }) => ({ text: label, callback_data: buttonId(spoken.asking, id) })),
  )
  const before = texts.slice(0, -1)
  const last = { ...bubble(texts.at(-1) ?? '…'), reply_markup: { inline_keyboard: keyboard } }
  return { payloads: [...before.map(bubble), last], shown: [...choices, ...turns].map(({ id }) => id) }
}
