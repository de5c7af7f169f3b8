import { historiesOf, partitionsOf } from '../contacts.ts'
import type { Evidence } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'

/** Ids as the platforms give them, and the words that only one person of a campaign ever says. */
const traceWords = /zq[0-9a-f]+x|[A-Z]{2}\.\d{6,}|wamid\.[\w-]+|\d{9,}/g

/** All that a person would be known by. */
const tracesOf = (evidence: Evidence): Map<string, string> => {
  const traces = new Map<string, string>()
  for (const { person, updates } of evidence.people.values()) {
    const id = person.split(' ')[1] ?? ''
    if (id !== '?') traces.set(id, person)
    for (const { providerId, text } of updates) {
      if (providerId.startsWith('wamid.')) traces.set(providerId, person)
      for (const word of text?.match(/zq[0-9a-f]+x/g) ?? []) traces.set(word, person)
    }
  }
  return traces
}

/** Nothing of anybody stands in the clear, whether they were erased or not. */
const inTheOpen = (evidence: Evidence, traces: ReadonlyMap<string, string>): Finding[] =>
  Object.entries(evidence.open).flatMap(([place, text]) => {
    const found = new Set<string>()
    for (const [word] of text.matchAll(traceWords)) {
      const person = traces.get(word)
      if (person) found.add(person)
    }
    return [...found].map((person) => ({ person, what: `an id or a word stands in the clear (${place})` }))
  })

/** Of whom every Contact was erased nothing stands, sealed or not. */
const ofErased = (evidence: Evidence, traces: ReadonlyMap<string, string>): Finding[] => {
  const histories = historiesOf(evidence)
  const gone = new Set<string>()
  for (const [person, partitions] of partitionsOf(evidence))
    if ([...partitions].every((p) => histories.get(p)?.erasure)) gone.add(person)
  const found = new Map<string, string>()
  for (const { text, partition, kind } of evidence.store.plain)
    for (const [word] of text.matchAll(traceWords)) {
      const person = traces.get(word)
      if (person && gone.has(person)) found.set(person, `${partition.split('/')[1]}, ${kind}`)
    }
  return [...found].map(([person, where]) => ({
    person,
    what: `something of an erased person is kept (${where})`,
  }))
}

export const traces: Check = {
  name: 'traces',
  proves: 'no id and no word in the clear anywhere, and of an erased person nothing at all',
  find: (evidence) => {
    const known = tracesOf(evidence)
    return [...inTheOpen(evidence, known), ...ofErased(evidence, known)]
  },
}
