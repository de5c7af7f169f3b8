import type { z } from 'zod'
import type { Locale } from '../bot/catalog.ts'
import { dayWords } from '../bot/day-words.ts'
import type { Fact } from './content.ts'

const firstStrongIsolate = '\u2068'
const popIsolate = '\u2069'
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/u

/** Keeps a number, name or link from being torn apart by the direction of the words around it. */
export const isolate = (value: string, dir: Locale['dir']): string =>
  dir === 'rtl' || rightToLeft.test(value) ? `${firstStrongIsolate}${value}${popIsolate}` : value

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

/** True where `{{id+unit}}` can be said in this locale; elsewhere the text itself names the unit. */
export const countsIn = (tag: string): boolean => units[tag] !== undefined

/**
 * What the placeholders of a text stand for: `{{id}}` is the bare number, the date with its month in words, or the words
 * as they are; `{{id+unit}}` is the number with its unit, in the grammar of the number ("1 week", "4 weeks").
 */
export const factCells = (
  ids: readonly string[],
  facts: Readonly<Record<string, Cell>>,
  locale: Locale,
): Record<string, string> => {
  const cells: Record<string, string> = {}
  for (const id of ids) {
    const fact = facts[id]
    cells[id] = fact ? bare(fact, locale) : ''
    cells[`${id}+unit`] = fact ? counted(fact, locale) : ''
  }
  return cells
}

/** Always Gregorian, always Latin digits. */
const bare = (fact: Cell, locale: Locale): string => {
  const value = String(fact.value)
  return isolate(/^\d{4}-\d{2}-\d{2}$/.test(value) ? dayWords(locale.tag, value, 'plain') : value, locale.dir)
}

const counted = (fact: Cell, { tag, dir }: Locale): string => {
  const words = fact.unit ? units[tag]?.[fact.unit] : undefined
  if (!words) return isolate(String(fact.value), dir)
  const rule = remembered(pluralRules, tag, (name) => new Intl.PluralRules(name)).select(Number(fact.value))
  return isolate((words[rule] ?? words.other ?? '#').replace('#', String(fact.value)), dir)
}

const pluralRules = new Map<string, Intl.PluralRules>()

/** Making one of Intl's takes longer than all that is done with it. */
const remembered = <T>(known: Map<string, T>, tag: string, make: (tag: string) => T): T => {
  const value = known.get(tag) ?? make(tag)
  known.set(tag, value)
  return value
}
