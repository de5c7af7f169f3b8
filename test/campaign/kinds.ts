/** What a kind of person does: a script for each day on which they come, counted from their first. See `visit`. */
export interface Kind {
  readonly name: string
  /** Of a hundred people. */
  readonly share: number
  readonly visits: Readonly<Record<number, string>>
}

const come = 'hello,#lang,#yes'
/** Two weeks from today; the steps before are those of the letter flow. */
const letter = `${come},menu,#letter,#ongegrond,#no,#me,#after,today,#right,#today,#save,#yes,#yes`
const remindedOn = { 4: 'read?', 5: 'read?', 8: 'read?,menu,#dates', 9: 'read?', 11: 'read?', 14: 'read?' }

/** Day 32 lies behind thirty days of silence for whoever came on day 0 or 1. */
export const kinds: readonly Kind[] = [
  {
    name: 'asks',
    share: 20,
    visits: { 0: `${come},menu,How do I get a lawyer,menu,#daily`, 5: 'menu,#where,#me' },
  },
  { name: 'letter', share: 14, visits: { 0: letter, ...remindedOn } },
  {
    name: 'letter in words',
    share: 6,
    visits: { 0: 'hello,1,1,menu,2', 1: 'menu,>menu', 3: 'menu+3+menu', ...remindedOn },
  },
  { name: 'stops', share: 6, visits: { 0: letter, 1: 'stop', 9: 'menu,#dates' } },
  {
    name: 'hides and comes back',
    share: 6,
    visits: {
      0: `${letter},menu,#data,#word,=,hide`,
      2: 'hello,#lang,#no,menu,#dates,=,menu,#dates',
      9: 'read?,menu',
    },
  },
  { name: 'hides', share: 5, visits: { 0: `${letter},menu,#dates,hide`, 6: 'hello,#lang,#no,menu,#dates' } },
  {
    name: 'deletes and comes back',
    share: 6,
    visits: { 0: letter, 1: 'menu,#data,#delete,#code', 4: `${come},menu,#dates` },
  },
  { name: 'deletes', share: 6, visits: { 0: `${letter},?`, 1: 'menu,#data,#delete,#code' } },
  { name: 'falls silent', share: 5, visits: { 0: letter, 32: 'hello,#lang,#no,menu,#dates' } },
  { name: 'blocks', share: 5, visits: { 0: letter, 1: '!block', 6: '!back,hello' } },
  {
    name: 'voice notes',
    share: 4,
    visits: { 0: `!voice,hello,#lang,#yes,!voice,!photo,menu`, 2: '!voice,!sticker' },
  },
  {
    name: 'danger',
    share: 4,
    visits: { 0: `I want to kill myself,hello,#lang,#yes,menu`, 2: 'my husband beats me,menu' },
  },
  {
    name: 'wrong taps',
    share: 4,
    visits: { 0: `${come},menu,~lang,~yes,what?,menu,~letter,7,99`, 3: '~lang,menu' },
  },
  { name: 'floods', share: 2, visits: { 0: `${come},*30,menu`, 2: 'menu+menu+back+menu' } },
  { name: 'says hello', share: 3, visits: { 0: 'hello' } },
  {
    name: 'is not remembered',
    share: 4,
    visits: { 0: 'hello,#lang,#no,menu,#data,#kept', 3: 'hello,#lang,#no' },
  },
]

const locales = ['en', 'en', 'en', 'ar', 'nl', 'tr', 'fr', 'fa', 'so', 'ti'] as const

/** Spreads the kinds over so many people as their shares say. */
export const castOf = (count: number, names?: readonly string[]): { kind: Kind; locale: string }[] => {
  const chosen = names ? kinds.filter(({ name }) => names.includes(name)) : null
  if (chosen)
    return Array.from({ length: count }, (_, place) => ({
      // Two neighbours of a kind: one on each channel.
      kind: chosen[Math.floor(place / 2) % chosen.length] ?? kinds[0]!,
      locale: 'en',
    }))
  const hundred = kinds.flatMap((kind) => Array.from({ length: kind.share }, () => kind))
  // Seven and a hundred have no common divisor: neighbours differ, and the shares hold.
  return Array.from({ length: count }, (_, place) => ({
    kind: hundred[(place * 7) % hundred.length] ?? hundred[0]!,
    locale: locales[Math.floor(place / 3) % locales.length] ?? 'en',
  }))
}
