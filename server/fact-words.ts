import type { z } from 'zod'
import type { Locale } from '../bot/catalog.ts'
import type { Fact } from './content.ts'

const firstStrongIsolate = '\u2068'
const popIsolate = '\u2069'
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/u

/** Keeps a number, name or link from being torn apart by the direction of the words around it. */
export const isolate = (value: string, dir: Locale['dir']): string =>
  dir === 'rtl' || rightToLeft.test(value) ? `${firstStrongIsolate}${value}${popIsolate}` : value

/** Tags that Intl knows under another name; without it a machine's own language would decide. */
const intlTag: Readonly<Record<string, string>> = { prs: 'fa-AF', kmr: 'ku' }

/** A fact cell in words: a bare number, or a date with the month in words; always Gregorian, always Latin digits. */
export const factWords = (fact: z.infer<typeof Fact> | undefined, locale: Locale): string => {
  if (!fact) return ''
  const value = String(fact.value)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return isolate(value, locale.dir)
  const format = new Intl.DateTimeFormat(intlTag[locale.tag] ?? locale.tag, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZone: 'UTC',
  })
  return isolate(format.format(new Date(`${value}T12:00:00Z`)), locale.dir)
}
