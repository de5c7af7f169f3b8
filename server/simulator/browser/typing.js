import { element } from './element.js'

// WhatsApp takes the dots away after 25 seconds or with the next message.
const typingMs = 25_000

/** @param {HTMLElement} root */
export const createTyping = (root) => {
  let timer = 0
  const stop = () => {
    clearTimeout(timer)
    root.querySelector('.typing')?.remove()
  }
  const start = () => {
    stop()
    root.append(
      element('div', { class: 'typing', 'aria-hidden': 'true' }, element('i'), element('i'), element('i')),
    )
    timer = setTimeout(stop, typingMs)
  }
  return { start, stop }
}
