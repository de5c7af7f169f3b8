import { bubbleOf, textOf } from './bubble.js'
import { element } from './element.js'
import { labelOf } from './words.js'

const key = (button, { locale, tap }) =>
  element(
    'button',
    {
      type: 'button',
      class: 'key',
      title: button.text,
      'data-button': button.callback_data,
      onclick: (event) => {
        event.currentTarget.classList.add('busy')
        tap(button.callback_data)
      },
    },
    labelOf(button.text, locale),
  )

/**
 * A `sendMessage` of the Bot API with its inline keyboard.
 * @param {any} payload
 * @param {{ at: string, silent: boolean, locale: string | null, tap(id: string): void }} shown
 */
export const draw = (payload, shown) => {
  const rows = payload.reply_markup?.inline_keyboard ?? []
  const keyboard =
    rows.length === 0
      ? null
      : element(
          'div',
          { class: 'keyboard' },
          ...rows.map((row) => element('div', { class: 'keys' }, ...row.map((button) => key(button, shown)))),
        )
  const bubble = bubbleOf({ side: 'in', ...shown }, textOf(payload.text, shown.locale))
  return {
    element: element('div', { class: keyboard ? 'said wide' : 'said' }, bubble, keyboard),
    body: payload.text,
    buttons: rows.flat().map((button) => ({ id: button.callback_data, label: button.text })),
  }
}
