import { z } from 'zod'
import type { AskLine } from '../bot/ask.ts'

const status = z.enum(['verified', 'secondary', 'unverified'])
const cell = z.object({
  source: z.object({ id: z.string(), at: z.string().default('') }),
  status,
  facts: z.array(z.string()),
})

/** One reviewed answer to questions in people's own words: `topic.yaml`. */
export const TopicFile = z.object({
  id: z.string().max(19),
  kind: z.enum(['topic', 'option']),
  group: z.enum(['daily', 'rights', 'procedure', 'options', 'family', 'after', 'refused', 'safety']),
  route: z.enum(['stay', 'not-sure', 'return']).optional(),
  /** Opened by the person's tap alone (P7). */
  tapOnly: z.boolean(),
  children: z.boolean(),
  reviewBy: z.iso.date(),
  stages: z.array(z.string()),
  related: z.array(z.string()),
  text: cell,
  more: cell.optional(),
  walk: z.string().optional(),
  person: z.boolean(),
  lawyer: z.boolean(),
})
export type TopicFile = z.infer<typeof TopicFile>

/** What only a source text carries. */
export const sourceMarks = {
  /**
   * By section: the hash of each text that changed in substance, newest last, with blanks between. Only add: who was given
   * which edition is counted by them (P14).
   */
  major: z.record(z.string(), z.string()).default({}),
  /** By section: hashes of source texts that say the same in substance; see substance.ts. */
  same: z.record(z.string(), z.array(z.string())).optional(),
  /** Sections that an editor took back at once. */
  withdrawn: z.array(z.string()).optional(),
}

/** One topic in one locale: its words, and what the matcher is given. */
export const TopicText = z.object({
  texts: z.record(z.string(), z.string()),
  from: z.record(z.string(), z.string()),
  keywords: z.array(z.coerce.string()),
  examples: z.array(z.coerce.string()),
  ...sourceMarks,
})
export type TopicText = z.infer<typeof TopicText>

export const TopicFront = z.object({
  title: z.string(),
  short: z.string(),
  from: z.record(z.string(), z.string()).default({}),
  keywords: z.array(z.coerce.string()).min(1),
  examples: z.array(z.coerce.string()).min(1),
  ...sourceMarks,
})

/** What editors gave the matcher, over all locales. */
export const askLines = (
  topicTexts: Readonly<Record<string, Readonly<Record<string, TopicText>>>>,
): AskLine[] =>
  Object.entries(topicTexts).flatMap(([topic, byTag]) =>
    Object.entries(byTag).flatMap(([locale, { texts, keywords, examples }]): AskLine[] => [
      { topic, locale, text: texts.title ?? '', kind: 'example' },
      ...examples.map((text) => ({ topic, locale, text, kind: 'example' as const })),
      ...keywords.map((text) => ({ topic, locale, text, kind: 'keyword' as const })),
    ]),
  )
