import type { Layer } from './content.ts'
import { fileName, sectionWords } from './content-lengths.ts'
import { packPlaces } from './content-places.ts'
import { sectionsOf } from './content-states.ts'
import { readability } from './readability.ts'

type Locale = NonNullable<Layer['locales']>[number]

/** P6: 15 words on average; one sentence of more than twice that is read twice. */
const mostAverage = 15
const mostInSentence = 30
/** Below this Flesch calls a text difficult. */
const leastEase = 50

export interface Reading {
  readonly average: number
  readonly longest: number
  readonly ease: number | null
}

/** How the texts of a locale read, all together; null where it has none. */
export const readingOf = (layer: Layer, locale: Locale): Reading | null =>
  readability(
    pages(layer, locale)
      .map(({ words }) => words)
      .join('\n'),
    locale.tag,
  )

/** A sentence for each text that is harder to read than P6 wants: a warning, never a fault. */
export const readingWarnings = (layer: Layer, locale: Locale): string[] =>
  pages(layer, locale).flatMap(({ where, words }) => {
    const read = readability(words, locale.tag)
    if (!read) return []
    return [
      ...(read.average > mostAverage
        ? [`${where}: ${read.average.toFixed(1)} words a sentence; ${mostAverage} is enough. Divide them.`]
        : []),
      ...(read.longest > mostInSentence
        ? [`${where}: the longest sentence has ${read.longest} words. Divide it.`]
        : []),
      ...(read.ease !== null && read.ease < leastEase
        ? [`${where}: reading ease ${Math.round(read.ease)}; from 60 on a text is plain. Use shorter words.`]
        : []),
    ]
  })

const pages = (layer: Layer, locale: Locale): { where: string; words: string }[] =>
  packPlaces(layer)
    .filter(({ group }) => group !== 'list')
    .flatMap((place) =>
      sectionsOf(layer, place).map((section) => ({
        where: `${fileName(place, locale.tag)}, ${section}`,
        words: sectionWords(layer, locale, place.id, section),
      })),
    )
