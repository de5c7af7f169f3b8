import { dayWords } from '../bot/day-words.ts'
import type { Layer } from './content.ts'
import { type Place, packPlaces } from './content-places.ts'
import { sectionsOf } from './content-states.ts'
import { countsIn, factCells } from './fact-words.ts'
import { cellOf, foldedLeaves, textsOf } from './staleness.ts'
import { factsIn } from './substance.ts'
import { laidOutLabel } from './wire/layout.ts'

type Locales = NonNullable<Layer['locales']>
type Locale = Locales[number]

/** P6: the first bubble. */
export const mostWords = 60
export const mostCharacters = 400
/** P6: further bubbles. */
const mostFurther = 900
/** DESIGN, section 5 and 6: one text with its title, labels and source line. */
const mostOnChannel = { WhatsApp: 1024, Telegram: 4096 }
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
  /^where:lodged-.+$/,
  /^topic:(route|group)\..+$/,
  /^documents:(mine|lists)$/,
  /^directory:(title|need\..+)$/,
]

/** Labels, titles and sections that are longer than a phone shows; lengths are those of the text with its facts filled in. */
export const lengthFaults = (layer: Layer, locales: Locales): string[] => [
  ...locales.flatMap((locale) => labelFaults(layer, locale)),
  ...locales.flatMap((locale) =>
    packPlaces(layer)
      .filter(({ group }) => group !== 'list')
      .flatMap((place) => placeFaults(layer, place, locale)),
  ),
  ...locales.flatMap(({ tag }) => twinFaults(layer, tag)),
  ...locales.flatMap((locale) => listFaults(layer, locale)),
]

const labelFaults = (layer: Layer, { tag, dir }: Locale): string[] =>
  Object.entries(layer.texts[tag] ?? {}).flatMap(([flow, tree]) =>
    [...foldedLeaves(tree)].flatMap(([key, label]) => {
      const most = mostUnits(`${flow}:${key}`)
      if (most === null) return []
      const shown = label.replace('{{date}}', dayWords(tag, regimeStart(layer), 'label'))
      return labelFault(`locales/${tag}/${flow}.json, ${key}`, laidOutLabel(shown, dir), most)
    }),
  )

const regimeStart = ({ facts, pack }: Layer): string => String(facts[pack?.regimeStart ?? '']?.value ?? '')

const mostUnits = (key: string): number | null => {
  if (buttonKeys.some((pattern) => pattern.test(key))) return mostOnButton
  return rowKeys.some((pattern) => pattern.test(key)) ? mostInRow : null
}

const labelFault = (where: string, label: string, most: number): string[] =>
  label.length <= most
    ? []
    : [`${where}: the label "${label}" has ${label.length} units; a phone shows ${most}. Shorten it.`]

/** How a sentence names a file: "Stage lodging, nl.md". */
export const fileName = ({ id, group }: Pick<Place, 'id' | 'group'>, tag: string): string =>
  group === 'list'
    ? `documents/${tag}.md, ${id}`
    : `${group === 'topic' ? 'Topic' : 'Stage'} ${id}, ${tag}.md`

const placeFaults = (layer: Layer, place: Place, locale: Locale): string[] => {
  const texts = textsOf(layer, place.id)[locale.tag]?.texts
  if (!texts) return []
  const file = fileName(place, locale.tag)
  return [
    ...labelFault(`${file}, title`, texts.title ?? '', mostInTitle),
    ...labelFault(`${file}, short`, laidOutLabel(texts.short ?? '', locale.dir), mostInRow),
    ...sectionsOf(layer, place).flatMap((section) => {
      const where = `${file}, ${section}`
      return [
        ...sectionFault(where, section, sectionWords(layer, locale, place.id, section)),
        ...channelFaults(where, bubbleLength(layer, locale, place.id, section)),
        ...unitFaults(layer, where, texts[section] ?? '', locale.tag),
      ]
    }),
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
export const sectionWords = (layer: Layer, locale: Locale, id: string, section: string): string => {
  const raw = textsOf(layer, id)[locale.tag]?.texts[section] ?? ''
  const cells = factCells(factsIn(raw), layer.facts, { ...locale, dir: 'ltr' })
  return raw.replace(/\{\{([^}]+)\}\}/g, (_, name: string) =>
    (cells[name] ?? '').replace(/[\u2068\u2069]/g, ''),
  )
}

export const wordCount = (words: string): number => words.split(/\s+/).filter(Boolean).length

const sectionFault = (where: string, section: string, words: string): string[] => {
  const count = wordCount(words)
  if (section === 'more')
    return words.length <= mostFurther
      ? []
      : [`${where} has ${words.length} characters; a further bubble holds ${mostFurther}. Cut it.`]
  return count <= mostWords && words.length <= mostCharacters
    ? []
    : [
        `${where} has ${count} words and ${words.length} characters; one bubble holds ${mostWords} and ${mostCharacters}. Cut it.`,
      ]
}

/** UTF-16 units of a page at its longest: title, text, every label that may stand there, source and language line. */
export const bubbleLength = (layer: Layer, { tag }: Locale, id: string, section: string): number => {
  const source = layer.sources[cellOf(layer, id, section)?.source.id ?? '']
  const frame = foldedLeaves(layer.texts[tag]?.frame)
  const line = (frame.get('source-line') ?? '').replace('{{source}}', source?.short ?? '')
  const lines = ['stale', 'unverified', 'language-line', 'not-native'].map((key) => frame.get(key) ?? '')
  const hide = foldedLeaves(layer.texts[tag]?.hide).get('no-reminders') ?? ''
  const title = textsOf(layer, id)[tag]?.texts.title ?? ''
  const words = sectionWords(
    layer,
    { tag, name: tag, dir: 'ltr', dutch: tag, also: [], plural: [] },
    id,
    section,
  )
  return [title, words, line.replace('{{date}}', '12-06-2026'), ...lines, hide].join('\n\n').length
}

const channelFaults = (where: string, length: number): string[] =>
  Object.entries(mostOnChannel)
    .filter(([, most]) => length > most)
    .map(
      ([channel, most]) =>
        `${where} takes ${length} units with its labels and its source line; ${channel} holds ${most}. Cut it.`,
    )

/** A row shows the tick before its label. */
const mostBesideTick = mostInRow - 2
const mostBesideMark = mostInRow - 4

/** A list of papers is one bubble: title, all its items with a box each, and how to tick. */
const listFaults = (layer: Layer, { tag, dir }: Locale): string[] =>
  Object.values(layer.documents).flatMap(({ id, items }) => {
    const texts = layer.documentTexts[id]?.[tag]?.texts
    if (!texts) return []
    const file = `documents/${tag}.md, ${id}`
    const how = foldedLeaves(layer.texts[tag]?.documents).get('how') ?? ''
    const words = [texts.title, ...items.map((item) => `☐ ${texts[item]}`), how].join('\n')
    return [
      ...labelFault(`${file}, short`, laidOutLabel(texts.short ?? '', dir), mostBesideMark),
      ...items.flatMap((item) =>
        labelFault(`${file}, ${item}`, laidOutLabel(texts[`${item}-row`] ?? '', dir), mostBesideTick),
      ),
      ...sectionFault(file, 'text', words.replaceAll('☐ ', '')),
    ]
  })

/** Two texts with one label cannot be told apart in a list. */
const twinFaults = (layer: Layer, tag: string): string[] => {
  const seen = new Map<string, string>()
  return packPlaces(layer).flatMap((place) => {
    const label = textsOf(layer, place.id)[tag]?.texts.short
    // A stage, a topic and a list of papers never stand in one list.
    const name = `${place.group} ${label}`
    if (label === undefined) return []
    const other = seen.get(name)
    seen.set(name, place.id)
    return other
      ? [`${fileName(place, tag)}: the label "${label}" stands at ${other} too. Make them differ.`]
      : []
  })
}

export interface Fullest {
  readonly words: number
  readonly characters: number
  /** With labels and source line. */
  readonly bubble: number
  readonly where: string
}

/** The first bubble that comes nearest to its limits. */
export const fullest = (layer: Layer, locale: Locale): Fullest | null =>
  packPlaces(layer)
    .filter(({ group }) => group !== 'list')
    .flatMap((place) => sectionsOf(layer, place).map((section) => ({ id: place.id, section })))
    .filter(({ section }) => section !== 'more')
    .map(({ id, section }) => {
      const words = sectionWords(layer, locale, id, section)
      const bubble = bubbleLength(layer, locale, id, section)
      return { words: wordCount(words), characters: words.length, bubble, where: `${id}, ${section}` }
    })
    .filter(({ characters }) => characters > 0)
    .toSorted((one, two) => nearness(two) - nearness(one))[0] ?? null

const nearness = ({ words, characters }: Fullest): number =>
  Math.max(words / mostWords, characters / mostCharacters)
