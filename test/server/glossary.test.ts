import { describe, expect, test } from 'vitest'
import { type Layer, readWhole } from '../../server/content.ts'
import { packPlaces } from '../../server/content-places.ts'
import { sectionsOf } from '../../server/content-states.ts'
import { termFindings } from '../../server/content-terms.ts'
import { readGlossaries, saysTerm, termsIn } from '../../server/glossary.ts'

const whole = readWhole()
const glossaries = readGlossaries()
const tags = ['en', 'ar', 'ti', 'tr', 'fa', 'so', 'fr']

const findings = (edit: (layer: Layer, known: typeof glossaries) => void) => {
  const [layer, known] = [structuredClone(whole), structuredClone(glossaries)]
  edit(layer, known)
  return termFindings(layer, known)
}
const change = (layer: Layer, id: string, tag: string, edit: (words: string) => string) => {
  const text = (layer.stageTexts[id] ?? layer.topicTexts[id])?.[tag]
  if (!text) throw new Error(`There is no ${id} in ${tag}.`)
  for (const [section, words] of Object.entries(text.texts)) text.texts[section] = edit(words)
}

describe('the glossary of each language', () => {
  test('is obeyed by every text', () => {
    expect(Object.keys(glossaries.byTag).toSorted()).toEqual(tags.toSorted())
    expect(termFindings(whole, glossaries)).toEqual({ faults: [], warnings: [] })
  })

  test.each(tags)('is put to the test a thousand times in %s', (tag) => {
    const glossary = glossaries.byTag[tag] ?? {}
    const uses = packPlaces(whole).flatMap((place) =>
      sectionsOf(whole, place).flatMap((section) => {
        const nl = (whole.stageTexts[place.id] ?? whole.topicTexts[place.id])?.nl?.texts[section] ?? ''
        return [...termsIn(nl, glossary, glossaries.homonyms).keys()]
      }),
    )
    expect(uses.length).toBeGreaterThan(900)
    // A term that no Dutch text uses can be obeyed by none.
    const idle = Object.keys(glossary).filter((id) => !uses.includes(id))
    expect(idle.length / Object.keys(glossary).length).toBeLessThan(0.25)
  })

  test.each([
    ['ar', 'lawyer-appeal', /(ال)?استئناف/g, 'طعن', 'beroep'],
    ['tr', 'family', /mahkeme|itiraz/gi, 'dava', 'rechter'],
    ['fa', 'interview', /مصاحبه/g, 'گفتگو', 'gehoor'],
    ['ti', 'interview', /ቃለ መሕትት/g, 'ዝርርብ', 'gehoor'],
    ['so', 'interview', /wareysi/gi, 'kulan', 'gehoor'],
    ['fr', 'interview', /entretien/gi, 'audition', 'gehoor'],
    ['en', 'interview', /interview/gi, 'hearing', 'gehoor'],
  ])('another word in the whole of a text is a fault: %s, %s', (tag, id, term, other, dutch) => {
    const { faults } = findings((layer) =>
      change(layer, id, tag, (words) => words.replace(term, other).replace(/\([a-z -]+\)/g, '')),
    )
    expect(faults.some((fault) => fault.includes(`${id}, ${tag}.md`) && fault.includes(`"${dutch}"`))).toBe(
      true,
    )
  })

  test('in one section alone it is a warning; with a reason in the glossary it is neither', () => {
    const edit = (layer: Layer) => {
      const { texts } = layer.stageTexts.interview?.fr ?? {}
      const what = texts?.what?.replaceAll('entretien', 'audition').replaceAll('(gehoor)', '')
      Object.assign(texts ?? {}, { what })
    }
    const { faults, warnings } = findings(edit)
    expect(faults).toEqual([])
    expect(warnings).toEqual([
      'Stage interview, fr.md, what: the Dutch text says "gehoor", this one neither "entretien" nor the Dutch word. Use the term, or add the form or the reason to glossary/fr.yaml.',
    ])
    const excepted = findings((layer, { byTag }) => {
      edit(layer)
      Object.assign(byTag.fr?.interview?.except ?? {}, { 'interview/what': 'A native reader asked for it.' })
    })
    expect(excepted).toEqual({ faults: [], warnings: [] })
  })

  test('an exception that nothing needs, and a file of no language, are faults', () => {
    const { faults } = findings((_, { byTag }) => {
      Object.assign(byTag.fr?.interview?.except ?? {}, { 'interview/what': 'Once.' })
      Object.assign(byTag, { xx: {} })
    })
    expect(faults).toEqual([
      'glossary/fr.yaml, interview: interview/what is excepted and needs no exception. Take it out.',
      'glossary/xx.yaml: "xx" is no language of locales.yaml. Name the file after one.',
    ])
  })
})

describe('a term', () => {
  const entry = (term: string, dutch: string, forms: string[] = []) => ({ term, dutch, forms, except: {} })
  const uses = (text: string, ...entries: ReturnType<typeof entry>[]) => [
    ...termsIn(text, Object.fromEntries(entries.map((one) => [one.dutch, one])), ['pas als']).keys(),
  ]

  test('is found as a word of its own, the longest first', () => {
    const appeal = [entry('appeal', 'beroep'), entry('second appeal', 'hoger beroep')]
    expect(uses('Je kunt in hoger beroep.', ...appeal)).toEqual(['hoger beroep'])
    expect(uses('Je kunt in beroep.', ...appeal)).toEqual(['beroep'])
    expect(uses('Je beroepskosten.', ...appeal)).toEqual([])
    expect(uses('De HASA is er.', entry('repeat', 'herhaalde asielaanvraag (HASA)'))).toHaveLength(1)
    expect(uses('Het telt pas als je tekent.', entry('card', 'pas'))).toEqual([])
    expect(uses('Je krijgt een pas.', entry('card', 'pas'))).toEqual(['pas'])
  })

  test('is said by its beginning, a form, or the Dutch word', () => {
    expect(saysTerm('اطلب محاميًا', entry('المحامي', 'advocaat'), 'advocaat')).toBe(true)
    expect(saysTerm('avukatınıza sorun', entry('avukat', 'advocaat'), 'advocaat')).toBe(true)
    expect(saysTerm('Ask the solicitor', entry('lawyer', 'advocaat'), 'advocaat')).toBe(false)
    expect(saysTerm('Ask the solicitor (advocaat)', entry('lawyer', 'advocaat'), 'advocaat')).toBe(true)
    expect(saysTerm('Ask the solicitor', entry('lawyer', 'advocaat', ['solicitor']), 'advocaat')).toBe(true)
  })
})
