import { byId } from './element.js'

const narrow = matchMedia('(max-width: 999px)')

/**
 * Controls and events: beside the phone where there is room, else each over it, opened by its button.
 * @param {string} id
 * @param {string} buttonId
 */
export const createSide = (id, buttonId) => {
  const [side, button] = [byId(id), byId(buttonId)]
  const others = () => [...document.querySelectorAll('.phone, .side, .bar')].filter((one) => one !== side)
  const show = (open) => {
    side.classList.toggle('open', open)
    button.setAttribute('aria-expanded', String(open))
    for (const other of others()) other.inert = open && narrow.matches
    if (open) side.querySelector('.close')?.focus({ focusVisible: false })
    else if (narrow.matches) button.focus({ focusVisible: false })
  }
  const fold = () => {
    const folded = side.classList.toggle('folded')
    document.body.classList.toggle(`${id}-folded`, folded)
    button.setAttribute('aria-expanded', String(!folded))
  }
  const isOpen = () => side.classList.contains('open')
  button.addEventListener('click', () => (narrow.matches ? show(!isOpen()) : fold()))
  side.querySelector('.close')?.addEventListener('click', () => (narrow.matches ? show(false) : fold()))
  side.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOpen()) show(false)
  })
  const fitButton = () => {
    if (isOpen()) show(false)
    button.setAttribute('aria-expanded', String(!narrow.matches && !side.classList.contains('folded')))
  }
  narrow.addEventListener('change', fitButton)
  fitButton()
  return { close: () => isOpen() && show(false) }
}
