import { everywhere, layerFaults } from '../catalog-check.ts'
import type { Layer } from '../content.ts'
import { readDeadlines } from '../deadlines.ts'
import { type Finding, good, look, wrong } from './finding.ts'

/** Frame and guarded texts that every language must have (P9). */
const guarded = everywhere.filter((file) => file !== 'frame')

/** How the texts stand on this day. A passed review date is a state, never wrong by itself (P9). */
export const textFindings = (layer: Layer, today: string, live: boolean): Finding[] => {
  const locales = layer.locales ?? []
  return [
    ...guardedFindings(layer),
    ...readFindings(locales, live),
    ...reviewFindings(layer, today),
    ...deadlineFindings(today),
    ...numberFindings(layer, live),
  ]
}

const guardedFindings = (layer: Layer): Finding[] => {
  const { locales, pack } = layer
  if (!locales || !pack)
    return [wrong('texts', 'locales.yaml or pack.yaml is missing.', 'Take the files of the release again.')]
  const lost = locales.flatMap(({ tag }) =>
    guarded
      .filter((file) => !layer.texts[tag]?.[file])
      .map((file) => `locales/${tag}/${file}.json is missing.`),
  )
  const faults = [...lost, ...layerFaults(layer, locales, pack)]
  if (faults.length === 0)
    return [good('texts', `The guarded texts stand in all ${locales.length} languages.`)]
  const [first = '', ...more] = faults
  return [
    wrong(
      'texts',
      more.length > 0 ? `${first} And ${more.length} more faults.` : first,
      'npm run content names them all; take the files of the release again. The server does not start so.',
    ),
  ]
}

const readFindings = (locales: NonNullable<Layer['locales']>, live: boolean): Finding[] => {
  const unread = locales.filter(({ readOn }) => readOn === undefined).map(({ tag }) => tag)
  if (unread.length === 0) return [good('texts', 'A native reader has read every language.')]
  const found = `No day is noted on which a native reader read ${unread.join(', ')}.`
  const remedy = 'Write the day as readOn into locales/locales.yaml when it is done.'
  return [live ? wrong('texts', found, remedy) : look('texts', found, remedy)]
}

const named = (ids: readonly string[]): string =>
  ids.length > 6 ? `${ids.slice(0, 6).join(', ')} and ${ids.length - 6} more` : ids.join(', ')

const reviewFindings = (layer: Layer, today: string): Finding[] => {
  const dated: readonly (readonly [string, Readonly<Record<string, { readonly reviewBy: string }>>])[] = [
    ['stages', layer.stages],
    ['facts', layer.facts],
    ['topics', layer.topics],
    ['lists of papers', layer.documents],
    ['organisations', layer.listings],
  ]
  const late = dated.flatMap(([kind, all]): Finding[] => {
    const ids = Object.entries(all).flatMap(([id, { reviewBy }]) => (reviewBy < today ? [id] : []))
    return ids.length === 0
      ? []
      : [
          look(
            'review',
            `The review date of ${ids.length} ${kind} has passed: ${named(ids)}.`,
            'Hold them against their source, then set asOf and reviewBy. People see "to be checked" meanwhile.',
          ),
        ]
  })
  return late.length > 0 ? late : [good('review', 'No review date has passed.')]
}

/** A rule past its review date falls back to "the letter and your lawyer" (P9). */
const deadlineFindings = (today: string): Finding[] => {
  const late = readDeadlines().rules.filter(({ reviewBy, validUntil }) => reviewBy < today && !validUntil)
  return late.length === 0
    ? []
    : [
        look(
          'review',
          `The review date of ${late.length} terms has passed: ${named(late.map(({ id }) => id))}. No date is counted with them.`,
          'Hold them against the law, then set asOf and reviewBy in deadlines.yaml.',
        ),
      ]
}

const numberFindings = (layer: Layer, live: boolean): Finding[] => {
  const crisis = Object.values(layer.listings).filter(
    (one) => one.crisis.length > 0 && one.numbers.length > 0,
  )
  const uncalled = crisis.filter(({ calledOn }) => calledOn === null).map(({ name }) => name)
  if (uncalled.length === 0) return [good('numbers', 'Every crisis number was called.')]
  const found = `Crisis texts do not show ${named(uncalled)}: nobody has called the number yet.`
  const remedy = 'Call, then write the day as calledOn into content/nl/directory.yaml.'
  return [live ? wrong('numbers', found, remedy) : look('numbers', found, remedy)]
}
