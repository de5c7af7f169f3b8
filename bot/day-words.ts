import type { DayText } from './message.ts'

/** Where the machine knows a language by another name; English dates as Europe writes them. */
const tags: Readonly<Record<string, string>> = { en: 'en-GB', prs: 'fa-AF', kmr: 'ku' }

/** Their months bear the names of another calendar too: the figures stand behind, as letters print them. */
const doubtful = ['ti', 'am']
/** On a button there is no room for all that a day needs in these: figures, as letters print them. */
const figured = ['ar', ...doubtful]
/** The machine puts the month or the year first, which nobody expects who has learnt to write dates here. */
const dayFirst = ['ti', 'am', 'so', 'prs', 'ps']

const comma: Readonly<Record<string, string>> = {
  ar: '،',
  ps: '،',
  ckb: '،',
  ti: '፣',
  am: '፣',
  so: ',',
  kmr: ',',
}

/** A day (2026-12-28) in the words of a locale, everywhere the same: Gregorian, Latin digits, the month by its whole name. */
export const dayWords = (locale: string, day: string, form: DayText['form']): string => {
  const tag = tags[locale] ?? locale
  const isKnown = Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0
  if (!isKnown || (form === 'label' && figured.includes(locale))) return inFigures(day)
  if (form !== 'long') return plainDay(locale, day)
  // Where the words of the day are put together here, so is the weekday.
  if (locale in comma || dayFirst.includes(locale))
    return `${said(tag, day, { weekday: 'long' })}${comma[locale] ?? ''} ${plainDay(locale, day)}`
  return said(tag, day, { weekday: 'long', ...whole }).replace(ofTheYear, '')
}

const whole = { day: 'numeric', month: 'long', year: 'numeric' } as const

const plainDay = (locale: string, day: string): string => {
  const tag = tags[locale] ?? locale
  const [year = '', , date = ''] = day.split('-')
  const month = (of: string): string => said(of, day, { month: 'long' })
  // Readers from Syria and Iraq know the month under another name than readers from Egypt or Sudan.
  if (locale === 'ar') return `${Number(date)} ${month('ar')} (${month('ar-SY')}) ${year}`
  if (!dayFirst.includes(locale)) return said(tag, day, whole).replace(ofTheYear, '')
  const words = `${Number(date)} ${month(tag)} ${year}`
  return doubtful.includes(locale) ? `${words} (${inFigures(day)})` : words
}

/** Behind a year in Russian and Ukrainian: "of the year", which a date in figures goes without too. */
const ofTheYear = /\s[гр]\.$/u

const inFigures = (day: string): string => day.split('-').reverse().join('-')

const said = (tag: string, day: string, form: Intl.DateTimeFormatOptions): string => {
  const key = `${tag} ${Object.keys(form)}`
  const known = formats.get(key) ?? new Intl.DateTimeFormat(tag, { ...fixed, ...form })
  formats.set(key, known)
  return known.format(Date.parse(day))
}

const fixed = { calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC' } as const

/** Making one of Intl's takes longer than all that is done with it. */
const formats = new Map<string, Intl.DateTimeFormat>()
