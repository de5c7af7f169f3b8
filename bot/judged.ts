import type { Catalog } from './catalog.ts'
import { commandIn } from './command.ts'
import { callsForHelp, riskIn } from './danger.ts'
import type { Risk } from './event.ts'
import { isSmalltalk } from './smalltalk.ts'
import { decide, topicNear } from './topic.ts'

/** What one text by itself would be answered with. */
export interface Judged {
  readonly kind: 'topic' | 'choice' | 'risk' | 'person' | 'smalltalk' | 'unknown'
  /** At most three, best first, also where one or none is shown; after danger the one that is a button under it. */
  readonly topics: readonly string[]
  readonly risk: Risk | null
}

/** Judges a text as a conversation does, in the same order: safety, commands, calls for help, small talk, questions. */
export const judge = (text: string, catalog: Catalog, locale: string): Judged => {
  const risk = riskIn(text, catalog, locale)
  const tapOnly = new Set(catalog.topics.filter((topic) => topic.tapOnly).map(({ id }) => id))
  const understood = decide(catalog.ask(text, locale), (id) => tapOnly.has(id))
  const { type, topics } = understood
  if (risk) {
    const near = topicNear(understood, risk.risk)
    return { kind: 'risk', topics: near === null ? [] : [near], risk: risk.risk }
  }
  const command = commandIn(text, catalog)?.command
  if (command) return { kind: command === 'person' || command === 'help' ? 'person' : 'unknown', ...nothing }
  if (type !== 'topic' && callsForHelp(text, catalog) !== null) return { kind: 'person', ...nothing }
  if (isSmalltalk(text, catalog)) return { kind: 'smalltalk', ...nothing }
  if (type === 'person') return { kind: 'person', ...nothing }
  const kind = type === 'topic' || type === 'choice' ? type : 'unknown'
  return { kind, topics: topics.slice(0, 3), risk: null }
}

const nothing = { topics: [], risk: null } as const
