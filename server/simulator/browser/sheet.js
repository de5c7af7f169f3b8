import { byId, element } from './element.js'
import { labelOf } from './words.js'

const rowOf = ({ id, label }, locale, choose) =>
  element(
    'li',
    {},
    element(
      'button',
      { type: 'button', 'data-button': id, onclick: () => choose(id) },
      labelOf(label, locale),
      element('span', { class: 'dot', 'aria-hidden': 'true' }),
    ),
  )

const walk = (sheet, event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  const buttons = [...sheet.querySelectorAll('ul button')]
  const index = buttons.indexOf(document.activeElement) + step
  buttons[Math.min(Math.max(0, index), buttons.length - 1)]?.focus()
  event.preventDefault()
}

/** WhatsApp's list: a sheet from below; one tap on a row sends it. */
export const createSheet = () => {
  const [sheet, veil, screen] = [byId('sheet'), byId('veil'), byId('screen')]
  let opener = null
  const show = (shows) => {
    sheet.hidden = !shows
    veil.hidden = !shows
    screen.inert = shows
  }
  const close = () => {
    if (sheet.hidden) return
    show(false)
    opener?.focus({ focusVisible: false })
    opener = null
  }
  const open = ({ title, rows, choose }, locale) => {
    opener = document.activeElement
    byId('sheet-title').textContent = title
    const chosen = (id) => {
      close()
      choose(id)
    }
    byId('sheet-rows').replaceChildren(...rows.map((row) => rowOf(row, locale, chosen)))
    show(true)
    sheet.querySelector('ul button')?.focus({ focusVisible: false })
  }
  veil.addEventListener('click', close)
  byId('sheet-close').addEventListener('click', close)
  sheet.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close()
    walk(sheet, event)
  })
  return { open, close }
}
