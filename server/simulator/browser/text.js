import { bubbleOf, textOf } from './bubble.js'
import { element } from './element.js'

/**
 * A channel without buttons.
 * @param {any} payload
 * @param {{ at: string, silent: boolean, locale: string | null }} shown
 */
export const draw = (payload, shown) => ({
  element: element(
    'div',
    { class: 'said' },
    bubbleOf({ side: 'in', ...shown }, textOf(payload.text, shown.locale)),
  ),
  body: payload.text,
  buttons: [],
})
