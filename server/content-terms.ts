import { normal } from '../bot/normal.ts'
import type { Layer } from './content.ts'
import { fileName, sectionWords } from './content-lengths.ts'
import { type Place, packPlaces } from './content-places.ts'
import { sectionsOf } from './content-states.ts'
import { type Glossaries, type Glossary, holdsTerm, termsIn } from './glossary.ts'
import { packSource, textsOf } from './staleness.ts'

export interface TermFindings {
  /** A text never says the term: it has another word for it. */
  readonly faults: readonly string[]
  /** One section leaves it out and another says it. */
  readonly warnings: readonly string[]
}

/** Where translations do not use the words of their glossary, and exceptions that are none any more. */
export const termFindings = (layer: Layer, { byTag, homonyms }: Glossaries): TermFindings => {
  const faults: string[] = []
  const warnings: string[] = []
  for (const [tag, glossary] of Object.entries(byTag)) {
    if (!layer.locales?.some((locale) => locale.tag === tag))
      faults.push(`glossary/${tag}.yaml: "${tag}" is no language of locales.yaml. Name the file after one.`)
    const used = new Set<string>()
    for (const place of packPlaces(layer).filter(({ tags }) => tags.includes(tag)))
      for (const one of missingIn(layer, place, tag, glossary, homonyms)) {
        const where = `${place.id}/${one.section}`
        if (glossary[one.id]?.except[where]) used.add(`${one.id} ${where}`)
        else (one.isNowhere ? faults : warnings).push(sentence(place, tag, one, glossary[one.id]?.term ?? ''))
      }
    faults.push(...idleExceptions(tag, glossary, used))
  }
  return { faults, warnings }
}

interface Missing {
  readonly id: string
  readonly section: string
  readonly dutch: string
  readonly isNowhere: boolean
}

const missingIn = (
  layer: Layer,
  place: Place,
  tag: string,
  glossary: Glossary,
  homonyms: readonly string[],
): Missing[] => {
  const sections = sectionsOf(layer, place)
  const said = new Map(sections.map((section) => [section, normal(words(layer, place, tag, section))]))
  return sections.flatMap((section) => {
    const here = said.get(section) ?? ''
    if (here === '') return []
    const source = words(layer, place, packSource(layer), section)
    return [...termsIn(source, glossary, homonyms)].flatMap(([id, dutch]) => {
      const entry = glossary[id]
      if (!entry || holdsTerm(here, entry, dutch)) return []
      const isNowhere = ![...said.values()].some((text) => holdsTerm(text, entry, dutch))
      return [{ id, section, dutch, isNowhere }]
    })
  })
}

const words = (layer: Layer, { id, group }: Place, tag: string, section: string): string => {
  const locale = layer.locales?.find((one) => one.tag === tag)
  if (!locale || group === 'list') return textsOf(layer, id)[tag]?.texts[section] ?? ''
  return sectionWords(layer, locale, id, section)
}

const sentence = (place: Place, tag: string, { section, dutch }: Missing, term: string): string =>
  `${fileName(place, tag)}, ${section}: the Dutch text says "${dutch}", this one neither "${term}" nor the Dutch word. Use the term, or add the form or the reason to glossary/${tag}.yaml.`

const idleExceptions = (tag: string, glossary: Glossary, used: ReadonlySet<string>): string[] =>
  Object.entries(glossary).flatMap(([id, { except }]) =>
    Object.keys(except)
      .filter((where) => !used.has(`${id} ${where}`))
      .map(
        (where) => `glossary/${tag}.yaml, ${id}: ${where} is excepted and needs no exception. Take it out.`,
      ),
  )
