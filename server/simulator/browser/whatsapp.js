import { bubbleOf, textOf } from './bubble.js'
import { element, icon } from './element.js'
import { labelOf } from './words.js'

const plain = (text, shown) => ({
  element: element('div', { class: 'said' }, bubbleOf({ side: 'in', ...shown }, textOf(text, shown.locale))),
  body: text,
  buttons: [],
})

const withBelow = (body, below, shown) =>
  element(
    'div',
    { class: 'said wide' },
    element(
      'div',
      { class: 'card' },
      bubbleOf({ side: 'in', ...shown }, textOf(body, shown.locale)),
      ...below,
    ),
  )

const reply = ({ id, title }, { locale, tap }) =>
  element(
    'button',
    { type: 'button', class: 'answer', 'data-button': id, onclick: () => tap(id) },
    icon('reply'),
    labelOf(title, locale),
  )

const withButtons = ({ body, action }, shown) => {
  const replies = action.buttons.map((button) => button.reply)
  return {
    element: withBelow(
      body.text,
      replies.map((one) => reply(one, shown)),
      shown,
    ),
    body: body.text,
    buttons: replies.map(({ id, title }) => ({ id, label: title })),
  }
}

const withList = ({ body, action }, shown) => {
  const rows = action.sections.flatMap((section) => section.rows)
  const buttons = rows.map(({ id, title }) => ({ id, label: title }))
  const open = element(
    'button',
    {
      type: 'button',
      class: 'answer',
      'aria-haspopup': 'dialog',
      onclick: () => shown.openList({ title: action.button, rows: buttons, choose: shown.tap }),
    },
    icon('list'),
    labelOf(action.button, shown.locale),
  )
  return { element: withBelow(body.text, [open], shown), body: body.text, buttons }
}

/**
 * A message of the Cloud API: text, reply buttons, or a list behind its own button.
 * @param {any} payload
 * @param {{ at: string, silent: boolean, locale: string | null, tap(id: string): void, openList(list: any): void }} shown
 */
export const draw = (payload, shown) => {
  if (payload.type !== 'interactive') return plain(payload.text?.body ?? '', shown)
  return payload.interactive.type === 'list'
    ? withList(payload.interactive, shown)
    : withButtons(payload.interactive, shown)
}
