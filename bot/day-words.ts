/** Where the machine knows a language by another name; English dates as Europe writes them. */
const tags: Readonly<Record<string, string>> = { en: 'en-GB', prs: 'fa-AF', kmr: 'ku' }

/** Their months bear the names of another calendar too: the figures stand behind, as letters print them. */
const doubtful = ['ti', 'am']

const forms = {
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  short: { day: 'numeric', month: 'short', year: 'numeric' },
} as const

/** A day (2026-12-28) in the words of a locale; null where the machine does not know its months. */
export const dayWords = (locale: string, day: string, form: keyof typeof forms): string | null => {
  const tag = tags[locale] ?? locale
  if (Intl.DateTimeFormat.supportedLocalesOf(tag).length === 0) return null
  const fixed = { calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC' } as const
  const words = new Intl.DateTimeFormat(tag, { ...fixed, ...forms[form] }).format(Date.parse(day))
  const isDoubtful = form === 'long' && doubtful.includes(locale)
  return isDoubtful ? `${words} (${day.split('-').reverse().join('-')})` : words
}
