import { byId, element } from './element.js'
import { labelOf } from './words.js'

/** WhatsApp's list: a sheet from below; one tap on a row sends it. */
export const createSheet = () => {
  const [sheet, veil, screen] = [byId('sheet'), byId('veil'), byId('screen')]
  let opener = null
  const close = () => {
    if (sheet.hidden) return
    sheet.hidden = true
    veil.hidden = true
    screen.inert = false
    opener?.focus()
    opener = null
  }
  const row = ({ id, label }, locale, choose) =>
    element(
      'li',
      {},
      element(
        'button',
        {
          type: 'button',
          'data-button': id,
          onclick: () => {
            close()
            choose(id)
          },
        },
        labelOf(label, locale),
        element('span', { class: 'dot', 'aria-hidden': 'true' }),
      ),
    )
  const open = ({ title, rows, choose }, locale) => {
    opener = document.activeElement
    byId('sheet-title').textContent = title
    byId('sheet-rows').replaceChildren(...rows.map((one) => row(one, locale, choose)))
    sheet.hidden = false
    veil.hidden = false
    screen.inert = true
    sheet.querySelector('ul button')?.focus({ focusVisible: false })
  }
  veil.addEventListener('click', close)
  byId('sheet-close').addEventListener('click', close)
  sheet.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close()
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const buttons = [...sheet.querySelectorAll('ul button')]
    const index = buttons.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)
    buttons[Math.min(Math.max(0, index), buttons.length - 1)]?.focus()
    event.preventDefault()
  })
  return { open, close }
}
