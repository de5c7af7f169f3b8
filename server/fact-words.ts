import type { z } from 'zod'
import type { Locale } from '../bot/catalog.ts'
import type { Fact } from './content.ts'

const firstStrongIsolate = '\u2068'
const popIsolate = '\u2069'
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/u

/** Keeps a number, name or link from being torn apart by the direction of the words around it. */
export const isolate = (value: string, dir: Locale['dir']): string =>
  dir === 'rtl' || rightToLeft.test(value) ? `${firstStrongIsolate}${value}${popIsolate}` : value

/** Tags that Intl knows under another name; without it a machine's own language would decide. English is written as in Europe. */
const intlTag: Readonly<Record<string, string>> = { en: 'en-GB', prs: 'fa-AF', kmr: 'ku' }

type Cell = z.infer<typeof Fact>
type Counted = Partial<Record<Intl.LDMLPluralRule, string>>

/**
 * Units in words, by plural rule; `#` is the number. Arabic stands in the case that follows a preposition ("خلال", "بعد"):
 * its texts put a counted cell nowhere else. Intl has neither that case nor working days.
 */
const units: Readonly<Record<string, Readonly<Record<NonNullable<Cell['unit']>, Counted>>>> = {
  en: {
    hours: { one: '# hour', other: '# hours' },
    days: { one: '# day', other: '# days' },
    'working-days': { one: '# working day', other: '# working days' },
    weeks: { one: '# week', other: '# weeks' },
    months: { one: '# month', other: '# months' },
    years: { one: '# year', other: '# years' },
  },
  nl: {
    hours: { other: '# uur' },
    days: { one: '# dag', other: '# dagen' },
    'working-days': { one: '# werkdag', other: '# werkdagen' },
    weeks: { one: '# week', other: '# weken' },
    months: { one: '# maand', other: '# maanden' },
    years: { other: '# jaar' },
  },
  ar: {
    hours: { one: 'ساعة واحدة', two: 'ساعتين', few: '# ساعات', many: '# ساعة', other: '# ساعة' },
    days: { one: 'يوم واحد', two: 'يومين', few: '# أيام', many: '# يومًا', other: '# يوم' },
    'working-days': {
      one: 'يوم عمل واحد',
      two: 'يومي عمل',
      few: '# أيام عمل',
      many: '# يوم عمل',
      other: '# يوم عمل',
    },
    weeks: { one: 'أسبوع واحد', two: 'أسبوعين', few: '# أسابيع', many: '# أسبوعًا', other: '# أسبوع' },
    months: { one: 'شهر واحد', two: 'شهرين', few: '# أشهر', many: '# شهرًا', other: '# شهر' },
    years: { one: 'سنة واحدة', two: 'سنتين', few: '# سنوات', many: '# سنة', other: '# سنة' },
  },
}

/** True where a cell with a unit can be said in this locale; a text there needs a number with its unit. */
export const countsIn = (tag: string): boolean => units[tag] !== undefined

/** A fact cell in words: "4 weeks" where it has a unit, a date with the month in words, else as it stands; always Gregorian, always Latin digits. */
export const factWords = (fact: Cell | undefined, locale: Locale): string => {
  if (!fact) return ''
  const value = String(fact.value)
  const words = /^\d{4}-\d{2}-\d{2}$/.test(value) ? dateWords(value, locale) : counted(fact, locale, value)
  return isolate(words, locale.dir)
}

const counted = (fact: Cell, { tag }: Locale, value: string): string => {
  const words = fact.unit ? units[tag]?.[fact.unit] : undefined
  if (!words) return value
  const rule = new Intl.PluralRules(tag).select(Number(fact.value))
  return (words[rule] ?? words.other ?? '#').replace('#', value)
}

const dateWords = (value: string, { tag }: Locale): string => {
  const format = new Intl.DateTimeFormat(intlTag[tag] ?? tag, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZone: 'UTC',
  })
  const date = new Date(`${value}T12:00:00Z`)
  if (tag !== 'ar') return format.format(date)
  return format
    .formatToParts(date)
    .map((part) => (part.type === 'month' ? `${part.value} (${levantineMonth(date)})` : part.value))
    .join('')
}

/** Readers from Syria and Iraq know the month under another name than readers from Egypt or Sudan. */
const levantineMonth = (date: Date): string =>
  new Intl.DateTimeFormat('ar-SY', { month: 'long', calendar: 'gregory', timeZone: 'UTC' }).format(date)
