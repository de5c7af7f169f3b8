import type { CalendarName } from './calendar.ts'
import * as table from './date-words.ts'
import { foldDigits, normal } from './normal.ts'

export interface Month {
  readonly calendar: CalendarName
  readonly month: number
}
type Meaning =
  | { readonly type: 'months'; readonly months: readonly Month[] }
  | { readonly type: 'weekday'; readonly day: number }
  | { readonly type: 'near'; readonly days: number }
  | { readonly type: 'calendar'; readonly calendar: CalendarName }
  | { readonly type: 'islamic' }
  | { readonly type: 'last' }
  | { readonly type: 'filler' }
export type Token =
  | Meaning
  | { readonly type: 'number'; readonly digits: string }
  | { readonly type: 'unknown' }

// Letters that sound alike and are written for each other: ሐ ኀ for ሀ, ሠ for ሰ, ዐ for አ, ፀ for ጸ.
const ethiopicRows = [
  [0x1210, 0x1200],
  [0x1280, 0x1200],
  [0x1220, 0x1230],
  [0x12d0, 0x12a0],
  [0x1340, 0x1338],
] as const

const foldEthiopic = (text: string): string =>
  text.replace(/[ሐ-ሗሠ-ሧኀ-ኇዐ-ዖፀ-ፆ]/gu, (letter) => {
    const code = letter.codePointAt(0) ?? 0
    const [from, to] = ethiopicRows.find(([first]) => code >= first && code < first + 8) ?? [0, 0]
    return String.fromCodePoint(code - from + to)
  })

/** One form for a typed word and a word of the table; spaces part words. */
const fold = (text: string): string =>
  foldEthiopic(normal(text.replace(/[\u0640\u0621]/gu, '')))
    .replace(/ı/gu, 'i')
    .replace(/(\p{N})(?=\p{L})|(\p{L})(?=\p{N})/gu, '$1$2 ')

const names = (list: string): readonly (readonly string[])[] =>
  list.split('|').map((name) => name.split(' ').map((word) => fold(word.replaceAll('_', ' '))))

const buildLexicon = (): ReadonlyMap<string, Meaning> => {
  const lexicon = new Map<string, Meaning>()
  for (const filler of names(table.fillers).flat()) lexicon.set(filler, { type: 'filler' })
  for (const word of names(table.lastWords).flat()) lexicon.set(word, { type: 'last' })
  addWeekdays(lexicon)
  for (const [at, day] of names(table.nearDays).entries())
    for (const word of day) lexicon.set(word, { type: 'near', days: at - 2 })
  for (const list of Object.values(table.gregorianMonths)) addMonths(lexicon, 'gregorian', list)
  addMonths(lexicon, 'gregorian', table.eritreanMonths)
  addMonths(lexicon, 'ethiopic', table.ethiopicMonths)
  addMonths(lexicon, 'solar-hijri', table.solarMonths)
  addCalendars(lexicon)
  return lexicon
}

const addWeekdays = (lexicon: Map<string, Meaning>): void => {
  for (const list of Object.values(table.weekdays))
    for (const [at, day] of names(list).entries())
      for (const word of day) {
        lexicon.set(word, { type: 'weekday', day: at + 1 })
        // Arabic with and without its article.
        if (/^ال\p{L}{2}/u.test(word)) lexicon.set(word.slice(2), { type: 'weekday', day: at + 1 })
      }
}

const addMonths = (lexicon: Map<string, Meaning>, calendar: CalendarName, list: string): void => {
  for (const [at, spellings] of names(list).entries())
    for (const word of new Set(spellings)) {
      const known = lexicon.get(word)
      const months = known?.type === 'months' ? known.months : []
      const month = { calendar, month: at + 1 }
      const isKnown = months.some((one) => one.calendar === calendar && one.month === month.month)
      if (!isKnown) lexicon.set(word, { type: 'months', months: [...months, month] })
    }
}

const addCalendars = (lexicon: Map<string, Meaning>): void => {
  const { gregorian, ethiopic, islamic, 'solar-hijri': solar } = table.calendarWords
  for (const word of names(islamic).flat()) lexicon.set(word, { type: 'islamic' })
  for (const word of names(gregorian).flat()) lexicon.set(word, { type: 'calendar', calendar: 'gregorian' })
  for (const word of names(ethiopic).flat()) lexicon.set(word, { type: 'calendar', calendar: 'ethiopic' })
  for (const word of names(solar).flat()) lexicon.set(word, { type: 'calendar', calendar: 'solar-hijri' })
}

const lexicon = buildLexicon()
const longestName = 3

/** Ethiopic numerals as figures: ፳፻፲፱ is 2019. */
const foldNumerals = (text: string): string =>
  text.replace(/[፩-፼]+/gu, (numeral) => {
    let whole = 0
    let part = 0
    for (const sign of numeral) {
      const at = (sign.codePointAt(0) ?? 0) - 0x1369
      if (at < 9) part += at + 1
      else if (at < 18) part += (at - 8) * 10
      else {
        whole += Math.max(part, 1) * (at === 18 ? 100 : 10_000)
        part = 0
      }
    }
    return ` ${whole + part} `
  })

/** Numbers and known words of a typed date; the longest name wins, anything else is `unknown`. */
export const tokensOf = (text: string): Token[] => {
  const words = fold(foldDigits(foldNumerals(text)))
    .split(' ')
    .filter((word) => word !== '')
  const tokens: Token[] = []
  for (let at = 0; at < words.length; ) {
    const { token, length } = tokenAt(words, at)
    tokens.push(token)
    at += length
  }
  return tokens
}

const tokenAt = (words: readonly string[], at: number): { token: Token; length: number } => {
  for (let length = longestName; length > 0; length--) {
    const found = lexicon.get(words.slice(at, at + length).join(' '))
    if (found && at + length <= words.length) return { token: found, length }
  }
  const digits = /^\d+$/.exec(words[at] ?? '')?.[0]
  return { token: digits === undefined ? { type: 'unknown' } : { type: 'number', digits }, length: 1 }
}
