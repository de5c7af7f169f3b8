import { element, icon } from './element.js'
import { clockOf, linesOf } from './words.js'

/**
 * One bubble of either side.
 * @param {{ side: 'in' | 'out', at: string, silent?: boolean }} made
 * @param {...(Node | null)} inside
 */
export const bubbleOf = ({ side, at, silent }, ...inside) =>
  element(
    'div',
    { class: `bubble ${side}` },
    side === 'out' ? element('span', { class: 'unseen' }, 'You: ') : null,
    ...inside,
    element(
      'span',
      { class: 'meta' },
      silent ? element('span', { title: 'sent without a sound' }, '🔕 ') : null,
      element('time', { datetime: at }, clockOf(at)),
      side === 'out' ? element('span', { class: 'ticks', 'aria-hidden': 'true' }, '✓') : null,
    ),
  )

/** @param {string} text @param {string | null} locale */
export const textOf = (text, locale) => element('div', { class: 'text' }, ...linesOf(text, locale))

const voice = () =>
  element(
    'div',
    { class: 'voice', role: 'img', 'aria-label': 'Voice note, 7 seconds' },
    icon('play'),
    element('span', { class: 'bars' }, ...Array.from({ length: 18 }, () => element('i'))),
    element('span', {}, '0:07'),
  )

const photo = () =>
  element(
    'div',
    { class: 'photo', role: 'img', 'aria-label': 'Photo of a letter' },
    element('div', { class: 'paper' }, ...Array.from({ length: 7 }, () => element('i'))),
  )

/**
 * What the person did, as their own app shows it; null where it shows nothing.
 * @param {any} update
 * @param {{ look: string, locale: string | null, buttonFor(id: string): { label: string, body: string } | null }} shown
 * @returns {HTMLElement | null}
 */
export const ownContent = (update, shown) => {
  switch (update.type) {
    case 'text':
      return textOf(update.text, shown.locale)
    case 'start':
      return textOf('/start', null)
    case 'voice':
      return voice()
    case 'photo':
      return photo()
    case 'tap': {
      // Telegram shows no bubble for a tap; WhatsApp shows the choice as an answer to the message.
      if (shown.look === 'telegram') return null
      const button = shown.buttonFor(`${update.asking}.${update.choice}`)
      const quote = element('p', { class: 'quote', dir: 'auto' }, button?.body.split('\n')[0] ?? '…')
      return element('div', {}, quote, textOf(button?.label ?? update.choice, shown.locale))
    }
    default:
      return null
  }
}
