import type { Catalog } from './catalog.ts'

/** Letters that only one of our languages writes, most telling first. */
const scripts: readonly (readonly [RegExp, string])[] = [
  [/[ټډړښځڅږ]/u, 'ps'],
  [/[ێۆڕڵە]/u, 'ckb'],
  [/[پچژگ]/u, 'fa'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Ethiopic}/u, 'ti'],
  [/[іїєґ]/iu, 'uk'],
  [/\p{Script=Cyrillic}/u, 'ru'],
  [/[ğşı]/u, 'tr'],
]

/** What apps call languages that we name otherwise. */
const renamed: Readonly<Record<string, string>> = { ku: 'kmr', 'fa-af': 'prs', 'ckb-iq': 'ckb' }

/**
 * The first line of the picker: the script of the first words, else the app's language, else English. A guess only:
 * the language is always asked.
 */
export const guessLocale = (text: string, hint: string | null, catalog: Catalog): string => {
  const known = (tag: string | undefined): tag is string =>
    catalog.locales.some((locale) => locale.tag === tag)
  const byScript = scripts.find(([letters]) => letters.test(text))?.[1]
  const asked = hint?.toLowerCase() ?? ''
  const byHint = [renamed[asked], asked, renamed[asked.split('-')[0] ?? ''], asked.split('-')[0]].find(known)
  if (byScript && byHint && sameScript(byScript, byHint)) return byHint
  return known(byScript) ? byScript : (byHint ?? 'en')
}

const families = [
  ['ar', 'fa', 'prs', 'ps', 'ckb'],
  ['ti', 'am'],
  ['ru', 'uk'],
]
/** An app in Dari beats the guess "Farsi": the script cannot tell them apart. */
const sameScript = (a: string, b: string): boolean =>
  families.some((family) => family.includes(a) && family.includes(b))
