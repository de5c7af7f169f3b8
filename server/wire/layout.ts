import type { Spoken } from '../../bot/message.ts'

const rightToLeftMark = '\u200f'
const leftToRightIsolate = '\u2066'
const popIsolate = '\u2069'
const noBreakSpace = '\u00a0'
const noBreakHyphen = '\u2011'

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\u200f]/u
// Letters, and the signs that Unicode counts as letters for direction: 🆘 and flags among them (UAX 9, class L).
const strong = /\p{L}|[\u200e\u200f\u24b6-\u24e9\u{1f110}-\u{1f251}]/u
const isolated = /[\u2066-\u2068][^\u2066-\u2069\n]*\u2069/gu

/** What an app takes the direction of a line from (UAX 9, rules P2 and P3): the first strong letter outside of isolates. */
const startsRightToLeft = (line: string): boolean => {
  const first = strong.exec(line.replace(isolated, ''))?.[0]
  return first !== undefined && rightToLeft.test(first)
}

// Numbers of a list, boxes and emoji stand where the lines above and below have theirs.
const sign = /^(?:\d{1,2}\. )?(?:[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}•☐☰\s]|\ufe0f|\u200d)*/u

/** A line of foreign words alone (a Dutch name, a number) keeps its own order inside. */
const inOrder = (line: string): string => {
  const before = sign.exec(line)?.[0] ?? ''
  const words = line.slice(before.length)
  return words === '' ? line : `${before}${leftToRightIsolate}${words}${popIsolate}`
}

const turned = (line: string): string => {
  if (line.trim() === '' || startsRightToLeft(line)) return line
  return `${rightToLeftMark}${rightToLeft.test(line) ? line : inOrder(line)}`
}

/** A label of foreign words alone is a name, or the language chosen for what the own one lacks. */
const turnedLabel = (label: string): string =>
  startsRightToLeft(label) || (/\p{L}/u.test(label) && !rightToLeft.test(label))
    ? label
    : `${rightToLeftMark}${label}`

const figures = /(?<![\d-])(?:\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{2}-\d{2})(?![\d-])/gu
const word = String.raw`\p{L}[\p{L}\p{M}’'ʼ.]*`
const named = new RegExp(
  String.raw`(?<!\d)\d{1,2}\.? ${word}(?: ${word})?(?: \(${word}(?: ${word})?\))?(?: ${word})? (?:19|20)\d{2}(?!\d)`,
  'gu',
)
const phone = /(?<![\d\p{L}-])(?:\+\d{1,3}|0\d{1,3})(?:[ -]\d{1,8}){1,6}(?![\d-])/gu
const digitsIn = (text: string): number => text.replace(/\D/gu, '').length

/**
 * Dates and phone numbers that no line breaks. In a phone number a space of U+00A0 stands for hyphens too: libphonenumber
 * (Android) and the detector of iOS both take it; joiners without width they do not take.
 */
const unbroken = (text: string, own: (found: string) => string): string =>
  text
    .replace(figures, (date) => own(date.replaceAll('-', noBreakHyphen)))
    .replace(named, (date) => date.replaceAll(' ', noBreakSpace))
    .replace(phone, (number) => (digitsIn(number) < 8 ? number : own(number.replace(/[ -]/gu, noBreakSpace))))

/** In a line from right to left figures with marks between them would change places. */
const ordered = (found: string): string => `${leftToRightIsolate}${found}${popIsolate}`

/** The words of a bubble as a phone shows them: what belongs together in one line, every line in the locale's direction. */
export const laidOutText = (text: string, dir: Spoken['dir']): string => {
  if (dir === 'ltr' || !rightToLeft.test(text)) return unbroken(text, (found) => found)
  return unbroken(text, ordered).split('\n').map(turned).join('\n')
}

/** A label on one line; a mark counts as one unit of what a platform takes. */
export const laidOutLabel = (label: string, dir: Spoken['dir']): string =>
  dir === 'rtl' ? turnedLabel(label) : label

/** The one place where words are laid out before a channel puts them into payloads; each render begins with it. */
export const laidOut = (spoken: Spoken): Spoken => {
  const label = (words: string): string => laidOutLabel(words, spoken.dir)
  const { listButton, pageNext, pageBack, typeNumber } = spoken.frame
  return {
    ...spoken,
    body: laidOutText(spoken.body, spoken.dir),
    choices: spoken.choices.map((choice) => ({ ...choice, label: label(choice.label) })),
    frame: {
      listButton: label(listButton),
      pageNext: label(pageNext),
      pageBack: label(pageBack),
      typeNumber: laidOutText(typeNumber, spoken.dir),
    },
  }
}
