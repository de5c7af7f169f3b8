import type { i18n } from 'i18next'
import type { Catalog, Locale, Said } from '../bot/catalog.ts'
import { type GuardedClass, guardedClasses } from '../bot/message.ts'
import { isDeadlineKey } from './editions.ts'
import { isolate } from './fact-words.ts'
import { type Layer, textHash } from './layer.ts'
import { staleKeys, withheldFlows } from './staleness.ts'

type Finder = (
  layer: Layer,
  i18n: i18n,
  locales: ReadonlyMap<string, Locale>,
  withdrawn?: ReadonlySet<string>,
) => Catalog['key']

/** Finds a text of locales/<tag>, with its class and how fresh it is. What takes no arguments is put together once. */
export const keyFinder: Finder = (...given) => {
  const find = finding(...given)
  const said = new Map<string, Said>()
  return (tag, key, args) => {
    if (Object.keys(args).length > 0) return find(tag, key, args)
    const place = `${tag} ${key}`
    const known = said.get(place) ?? find(tag, key, args)
    // Only what exists is kept: the map never grows with what somebody types.
    if (known) said.set(place, known)
    return known
  }
}

const finding: Finder = (layer, i18n, locales, withdrawn = new Set()) => {
  const staleIn = remembered((tag) => staleKeys(layer, tag))
  return (tag, key, args) => {
    const locale = locales.get(tag)
    if (!locale) return null
    const isolated: Record<string, string | number> = {}
    for (const [name, value] of Object.entries(args))
      isolated[name] = name === 'count' ? value : isolate(String(value), locale.dir)
    const words = String(i18n.t(key, { lng: tag, ...isolated, defaultValue: '' }))
    if (words === '') return null
    const state = withdrawn.has(key) ? 'changing' : staleIn(tag).has(key) ? stateOf(key) : 'current'
    const guarded = classOf(key)
    const kept = guarded === 'safety' || guarded === 'changing' || isDeadlineKey(key)
    return { ...plain, words, hash: textHash(words), guarded, state, kept }
  }
}

const plain = { status: null, source: null, hasFigures: false, figures: [], reviewBy: null }

/** P9: the last text on safety or consent stays until the new one is there; a sentence on a deadline does not. */
const stateOf = (key: string): Said['state'] =>
  withheldFlows.includes(key.split(':')[0] ?? '') ? 'changing' : 'stale'

const remembered = <T>(make: (tag: string) => T): ((tag: string) => T) => {
  const made = new Map<string, T>()
  return (tag) => {
    const known = made.get(tag) ?? make(tag)
    made.set(tag, known)
    return known
  }
}

const isGuarded = (name: string | undefined): GuardedClass | null =>
  guardedClasses.find((one) => one === name) ?? null

/** My data and letters are as sensitive as consent: complete in every locale, never in another language. */
const classOf = (key: string): GuardedClass | null => {
  if (key === 'safety:changing') return 'changing'
  const flow = key.split(':')[0]
  return isGuarded(flow === 'data' ? 'consent' : flow === 'letter' ? 'safety' : flow)
}
