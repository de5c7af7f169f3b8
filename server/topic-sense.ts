import type { SenseWords } from '../bot/sense.ts'
import type { Layer } from './layer.ts'

/** What questions are read by: words of danger and words of topics alike, in the locales that have the latter. */
export const topicSensesOf = ({
  senses,
  topicSenses,
}: Pick<Layer, 'senses' | 'topicSenses'>): Record<string, SenseWords> =>
  Object.fromEntries(
    Object.entries(topicSenses).map(([tag, own]) => {
      const { before, senses: shared } = senses[tag] ?? { before: 0, senses: {} }
      const both = new Map(Object.entries(shared))
      for (const [sense, words] of Object.entries(own))
        both.set(sense, [...(both.get(sense) ?? []), ...words])
      return [tag, { before, senses: Object.fromEntries(both) }]
    }),
  )
