import { leaves } from './catalog-check.ts'
import type { Layer } from './content.ts'
import { countsIn, factCells } from './fact-words.ts'

type Locales = NonNullable<Layer['locales']>

/** P6: the first bubble. */
export const mostWords = 60
export const mostCharacters = 400
/** WhatsApp: a reply button holds 20 UTF-16 units, a row of a list 24. */
const mostOnButton = 20
const mostInRow = 24
const mostInTitle = 60

/** Labels of screens with at most three choices; they become reply buttons. */
const buttonKeys = [
  /^frame:(button\..+|menu\.(person|letter|help)|list-button|page-.+|media-.+)$/,
  /^consent:(yes|no|more)$/,
  /^where:(who-.+|again-(same|change)|not-right-(stage|text)|permit\.(a|b|unknown))$/,
]
const rowKeys = [
  /^frame:menu\..+$/,
  /^safety:choice\..+$/,
  /^data:choice\..+$/,
  /^where:(section|child-section|phase-of|permit)\..+$/,
  /^where:walk\.(begin|on)$/,
  /^where:lodged-(not-yet|not-sure)$/,
  /^documents:(mine|lists)$/,
  /^directory:(title|need\..+)$/,
]

/** Labels, titles and sections that are longer than a phone shows; lengths are those of the text with its facts filled in. */
export const lengthFaults = (layer: Layer, locales: Locales): string[] => [
  ...locales.flatMap(({ tag }) => labelFaults(layer, tag)),
  ...locales.flatMap((locale) =>
    Object.keys(layer.stages).flatMap((stage) => stageFaults(layer, stage, locale)),
  ),
  ...locales.flatMap(({ tag }) => twinFaults(layer, tag)),
  ...locales.flatMap(({ tag }) => listFaults(layer, tag)),
]

const labelFaults = (layer: Layer, tag: string): string[] =>
  Object.entries(layer.texts[tag] ?? {}).flatMap(([flow, tree]) =>
    [...leaves(tree)].flatMap(([key, label]) => {
      const most = mostUnits(`${flow}:${key}`)
      return most === null ? [] : labelFault(`locales/${tag}/${flow}.json, ${key}`, label, most)
    }),
  )

const mostUnits = (key: string): number | null => {
  if (buttonKeys.some((pattern) => pattern.test(key))) return mostOnButton
  return rowKeys.some((pattern) => pattern.test(key)) ? mostInRow : null
}

const labelFault = (where: string, label: string, most: number): string[] =>
  label.length <= most
    ? []
    : [`${where}: the label "${label}" has ${label.length} units; a phone shows ${most}. Shorten it.`]

const stageFaults = (layer: Layer, stage: string, locale: Locales[number]): string[] => {
  const texts = layer.stageTexts[stage]?.[locale.tag]?.texts
  if (!texts) return []
  const file = `Stage ${stage}, ${locale.tag}.md`
  return [
    ...labelFault(`${file}, title`, texts.title ?? '', mostInTitle),
    ...labelFault(`${file}, short`, texts.short ?? '', mostInRow),
    ...Object.keys(layer.stages[stage]?.sections ?? {}).flatMap((section) => [
      ...sectionFault(`${file}, ${section}`, sectionWords(layer, locale, stage, section)),
      ...unitFaults(layer, `${file}, ${section}`, texts[section] ?? '', locale.tag),
    ]),
  ]
}

const unitFaults = (layer: Layer, where: string, text: string, tag: string): string[] =>
  [...text.matchAll(/\{\{([^}]+)\+unit\}\}/g)].flatMap(([placeholder, id = '']) => {
    if (!countsIn(tag))
      return [
        `${where}: ${placeholder} cannot be said in this locale. Write {{${id}}} and the unit in words.`,
      ]
    return layer.facts[id]?.unit ? [] : [`${where}: the fact of ${placeholder} has no unit. Write {{${id}}}.`]
  })

/** A section as a person reads it, without the marks of direction. */
export const sectionWords = (
  layer: Layer,
  locale: Locales[number],
  stage: string,
  section: string,
): string => {
  const cells = factCells(layer.stages[stage]?.sections[section]?.facts ?? [], layer.facts, {
    ...locale,
    dir: 'ltr',
  })
  return (layer.stageTexts[stage]?.[locale.tag]?.texts[section] ?? '').replace(
    /\{\{([^}]+)\}\}/g,
    (_, name: string) => (cells[name] ?? '').replace(/[\u2068\u2069]/g, ''),
  )
}

export const wordCount = (words: string): number => words.split(/\s+/).filter(Boolean).length

const sectionFault = (where: string, words: string): string[] => {
  const count = wordCount(words)
  return count <= mostWords && words.length <= mostCharacters
    ? []
    : [
        `${where} has ${count} words and ${words.length} characters; one bubble holds ${mostWords} and ${mostCharacters}. Cut it.`,
      ]
}

/** A row shows the tick before its label. */
const mostBesideTick = mostInRow - 2
const mostBesideMark = mostInRow - 4

/** A list of papers is one bubble: title, all its items with a box each, and how to tick. */
const listFaults = (layer: Layer, tag: string): string[] =>
  Object.values(layer.documents).flatMap(({ id, items }) => {
    const texts = layer.documentTexts[id]?.[tag]?.texts
    if (!texts) return []
    const file = `documents/${tag}.md, ${id}`
    const how = leaves(layer.texts[tag]?.documents).get('how') ?? ''
    const words = [texts.title, ...items.map((item) => `☐ ${texts[item]}`), how].join('\n')
    return [
      ...labelFault(`${file}, short`, texts.short ?? '', mostBesideMark),
      ...items.flatMap((item) => labelFault(`${file}, ${item}`, texts[`${item}-row`] ?? '', mostBesideTick)),
      ...sectionFault(file, words.replaceAll('☐ ', '')),
    ]
  })

/** Two stages with one label cannot be told apart in a list. */
const twinFaults = (layer: Layer, tag: string): string[] => {
  const seen = new Map<string, string>()
  return Object.entries(layer.stageTexts).flatMap(([stage, texts]) => {
    const label = texts[tag]?.texts.short
    if (label === undefined) return []
    const other = seen.get(label)
    seen.set(label, stage)
    return other
      ? [`Stage ${stage}, ${tag}.md: the label "${label}" stands at ${other} too. Make them differ.`]
      : []
  })
}
