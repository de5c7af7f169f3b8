import { pageBack, pageNext, type Spoken } from '../../bot/message.ts'
import type { Rendered } from '../channel.ts'
import type { Json } from '../store/store.ts'
import { buttonId, labelsOf, pageOf, split, wellFormed } from '../wire/fit.ts'
import { laidOut } from '../wire/layout.ts'

// Teams takes about 28 KB a message and six buttons a hero card; other channels take more of both.
const textLimit = 4096
const buttonsPerCard = 6
const buttonsPerPage = 18
const labelLimit = 64

interface Button {
  readonly id: string
  readonly label: string
}

const bubble = (text: string): { readonly [key: string]: Json } => ({
  type: 'message',
  text,
  // Underscores and stars of ours are no Markdown.
  textFormat: 'plain',
})

const buttonsOf = (spoken: Spoken): Button[] => {
  const page = pageOf(spoken.choices.length, buttonsPerPage, spoken.page)
  const all = [
    ...spoken.choices.slice(page.start, page.end),
    ...(page.back ? [{ id: pageBack, label: spoken.frame.pageBack }] : []),
    ...(page.next ? [{ id: pageNext, label: spoken.frame.pageNext }] : []),
  ]
  const labels = labelsOf(
    all.map(({ label }) => label),
    labelLimit,
    'a button of the Bot Framework',
  )
  return all.map(({ id }, place) => ({ id, label: labels[place] ?? '' }))
}

/** A tap brings `value` back; where a channel drops it, the label comes as words and means the same. */
const actionOf =
  (asking: string | null) =>
  ({ id, label }: Button): Json => ({
    type: 'messageBack',
    title: label,
    displayText: label,
    text: label,
    value: { wegwijs: buttonId(asking, id) },
  })

const cardsOf = (buttons: readonly Json[]): Json[] => {
  const count = Math.ceil(buttons.length / buttonsPerCard)
  return Array.from({ length: count }, (_, card) => ({
    contentType: 'application/vnd.microsoft.card.hero',
    content: { buttons: buttons.slice(card * buttonsPerCard, (card + 1) * buttonsPerCard) },
  }))
}

/** Activities of type `message`, without addresses: plain text, buttons on hero cards under the last one. */
export const render = (said: Spoken): Rendered => {
  const spoken = laidOut(said)
  const texts = split(wellFormed(spoken.body), textLimit)
  if (spoken.choices.length === 0) return { payloads: texts.map(bubble), shown: [] }
  const buttons = buttonsOf(spoken)
  const attachments = cardsOf(buttons.map(actionOf(spoken.asking)))
  const last = { ...bubble(texts.at(-1) ?? '…'), attachmentLayout: 'list', attachments }
  return { payloads: [...texts.slice(0, -1).map(bubble), last], shown: buttons.map(({ id }) => id) }
}
