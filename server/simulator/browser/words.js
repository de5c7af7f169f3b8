import { element } from './element.js'

/** @type {readonly (readonly [RegExp, string, readonly string[]])[]} */
const scripts = [
  [/\p{Script=Arabic}/u, 'ar', ['ar', 'fa', 'prs', 'ps', 'ckb']],
  [/\p{Script=Ethiopic}/u, 'ti', ['ti', 'am']],
  [/\p{Script=Cyrillic}/u, 'ru', ['ru', 'uk']],
]

/**
 * The language of a line, for voices and fonts: the chosen one where its script fits, else one of that script.
 * @param {string} line
 * @param {string | null} locale
 */
export const langOf = (line, locale) => {
  const letters = line.match(/\p{L}/gu) ?? []
  for (const [script, standard, locales] of scripts)
    if (letters.filter((letter) => script.test(letter)).length * 2 > letters.length)
      return locale && locales.includes(locale) ? locale : standard
  return locale && !scripts.some(([, , locales]) => locales.includes(locale)) ? locale : null
}

const address = /https?:\/\/[^\s\u2068\u2069]+[^\s\u2068\u2069.,;:!?)»”]/g

/** Addresses become links; telephone numbers do not, because nothing here may reach a real person. */
const linked = (line) => {
  const parts = []
  let from = 0
  for (const match of line.matchAll(address)) {
    parts.push(line.slice(from, match.index))
    parts.push(element('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer' }, match[0]))
    from = match.index + match[0].length
  }
  return [...parts, line.slice(from)]
}

/**
 * Each line with its own direction, as phones show it.
 * @param {string} text
 * @param {string | null} locale
 * @returns {HTMLElement[]}
 */
export const linesOf = (text, locale) =>
  text
    .split('\n')
    .map((line) =>
      line.trim() === ''
        ? element('p', { class: 'gap', 'aria-hidden': 'true' })
        : element('p', { dir: 'auto', lang: langOf(line, locale) }, ...linked(line)),
    )

/** A label with its own direction. @param {string} label @param {string | null} locale */
export const labelOf = (label, locale) =>
  element('span', { class: 'label', dir: 'auto', lang: langOf(label, locale) }, label)

const zone = 'Europe/Amsterdam'
const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone })
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: zone })
const longFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: zone,
})

/** @param {string} at */
export const clockOf = (at) => clockFormat.format(new Date(at))
/** @param {string} at */
export const dayOf = (at) => dayFormat.format(new Date(at))
/** @param {number} at */
export const momentOf = (at) => longFormat.format(new Date(at))
