import { z } from 'zod'
import type { Law } from '../bot/law.ts'
import { flows } from '../flows/index.ts'
import type { Layer } from './layer.ts'
import { foldedLeaves, frameSource, packSource, textsOf } from './staleness.ts'
import type { Store } from './store/store.ts'

const partition = 'main/catalog'
const key = 'withdrawn'
const Withdrawn = z.object({ v: z.literal(1), ids: z.array(z.string()) })

/** Ids of texts (`stage/section`, `flow:key`) and of rules (`NL-APPEAL-1W`) that an editor took back at once (P9). */
export const readWithdrawn = async (store: Store): Promise<readonly string[]> => (await found(store)).ids

/** Takes one back, or puts it back. Servers follow within seconds. @returns false where it was so already. */
export const setWithdrawn = async (store: Store, id: string, isBack: boolean): Promise<boolean> => {
  for (;;) {
    const { ids, version } = await found(store)
    if (ids.includes(id) !== isBack) return false
    const next = isBack ? ids.filter((one) => one !== id) : [...ids, id]
    const done = await store.commit(partition, {
      check: [{ key, version }],
      set: [{ key, value: { v: 1, ids: next } }],
    })
    if (done.type === 'done') return true
  }
}

const found = async (store: Store): Promise<{ ids: readonly string[]; version: number }> => {
  const [record] = await store.read(partition, [key])
  return record
    ? { ids: Withdrawn.parse(record.value).ids, version: record.version }
    : { ids: [], version: 0 }
}

/** These stand in for others, stand on buttons, or go out by themselves. */
const firmFlows = ['frame', 'hide', 'contact', 'commands', 'templates']
const firmKeys = /^safety:(changing|call-now|corrected|choice\..*)$|^consent:news$/
/** Who answers a question that was not shown would agree to nothing known. */
const asked = /^consent:(intro|serious-danger|remember|may-write.*|second-language|follow.*|may-tell)$/

/** Whatever stands on a button of a flow. */
const labels: ReadonlySet<string> = new Set(
  [...JSON.stringify(flows).matchAll(/"label":"([^"]+)"/g)].map(([, key = '']) => key),
)

/** Why this cannot be withdrawn, in a sentence; null where it can. */
export const withdrawFault = (id: string, layer: Layer, law: Law): string | null => {
  if (law.rules.some((rule) => rule.id === id)) return null
  if (id.includes('/')) return sectionFault(id, layer)
  const [flow = '', name = ''] = id.split(':')
  if (name === '')
    return `"${id}" is no text and no rule. Name it as stage/section, flow:key or NL-RULE-ID: "npm run content -- --all --json" and "npm run deadline -- --help" list them.`
  if (firmFlows.includes(flow) || firmKeys.test(id) || labels.has(id))
    return `"${id}" stands in for other texts, on a button, or goes out by itself, and cannot be withdrawn. Mend it in locales/ and update.`
  if (asked.test(id))
    return `"${id}" is part of a question about consent: without it the answer would mean nothing. Mend it in locales/ and update.`
  return foldedLeaves(layer.texts[frameSource]?.[flow]).has(name)
    ? null
    : `locales/${frameSource}/${flow}.json has no text "${name}".`
}

const sectionFault = (id: string, layer: Layer): string | null => {
  const [stage = '', section = ''] = id.split('/')
  const texts = textsOf(layer, stage)[packSource(layer)]?.texts
  if (!texts) return `There is no stage, topic or list "${stage}".`
  const sections = Object.keys(texts).filter((name) => name !== 'title' && name !== 'short')
  return sections.includes(section)
    ? null
    : `"${stage}" has no section "${section}". It has ${sections.join(', ')}.`
}

/** Nothing is counted by a rule that was withdrawn: as after its day of review (P9). */
export const withoutRules = (law: Law, ids: readonly string[]): Law => {
  if (ids.length === 0) return law
  const withdrawn = new Set(ids)
  const rules = law.rules.map((rule) => (withdrawn.has(rule.id) ? { ...rule, reviewBy: longAgo } : rule))
  return { ...law, withdrawn, rules }
}

const longAgo = '1970-01-01'
