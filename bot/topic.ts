import { type Want, wantOf } from './ask.ts'
import type { Topic } from './catalog.ts'
import {
  currentPerson,
  type Draft,
  localeOf,
  withConversation,
  withEvent,
  withSlot,
  withText,
} from './draft.ts'
import type { Risk } from './event.ts'
import type { Choice, Text } from './message.ts'

/** Menu rows that open topics, and the groups behind each. */
const rows: Readonly<Record<string, readonly string[]>> = {
  daily: ['daily', 'family', 'after'],
  rights: ['rights', 'procedure', 'refused'],
}

const slot = (draft: Draft, name: string): string => draft.conversation.slots[name] ?? ''

const topicOf = (draft: Draft, id: string): Topic | null =>
  draft.world.catalog.topics.find((topic) => topic.id === id) ?? null

/** What this person may read: a child alone reads nothing meant for adults (P4). */
const mayOpen = (draft: Draft, topic: Topic): boolean =>
  topic.children || currentPerson(draft)?.alone !== 'yes'

const short = (id: string): Choice => ({ id, label: { stage: id, section: 'short' } })

/** The groups behind the menu row that was tapped. */
export const groupChoices = (draft: Draft): Choice[] =>
  (rows[slot(draft, 'row')] ?? [])
    .filter((group) => group !== 'refused' || currentPerson(draft)?.alone !== 'yes')
    .map((group) => ({ id: group, label: { key: `topic:group.${group}` } }))

/** The topics of the chosen group; what opens by the person's tap alone stands here too, for it is a tap (P7). */
export const topicChoices = (draft: Draft): Choice[] =>
  draft.world.catalog.topics
    .filter(
      (topic) => topic.kind === 'topic' && topic.group === slot(draft, 'group') && mayOpen(draft, topic),
    )
    .map(({ id }) => short(id))

/** The options of the chosen route: to stay, not sure, to go back, of equal weight (P7). */
export const optionChoices = (draft: Draft): Choice[] =>
  draft.world.catalog.topics
    .filter(
      (topic) => topic.kind === 'option' && topic.route === slot(draft, 'route') && mayOpen(draft, topic),
    )
    .map(({ id }) => short(id))

/** Topics that a question may have meant. */
export const foundChoices = (draft: Draft): Choice[] =>
  slot(draft, 'found')
    .split(' ')
    .filter((id) => topicOf(draft, id) !== null)
    .map(short)

/** What stands under a topic: its second page, what is near to it, its source, a person, the menu. */
export const pageChoices = (draft: Draft): Choice[] => {
  const topic = topicOf(draft, slot(draft, 'stage'))
  const isMore = slot(draft, 'section') === 'more'
  const related = (topic?.related ?? []).flatMap((id) => {
    const other = topicOf(draft, id)
    return other && !other.tapOnly && mayOpen(draft, other) ? [short(id)] : []
  })
  return [
    ...(topic?.more && !isMore ? [{ id: 'more', label: { key: 'frame:button.more' } }] : []),
    ...(isMore ? [{ id: 'text', label: { key: 'frame:button.back' } }] : []),
    ...(hasHide(topic?.id ?? '') ? [{ id: '@hide', label: { key: 'frame:button.hide' } }] : []),
    ...related.slice(0, 3),
    ...helpRow(draft, topic),
    { id: 'source', label: { key: 'frame:button.source' } },
    { id: topic?.route === 'return' ? 'person' : '@person', label: { key: 'frame:menu.person' } },
    { id: '@menu', label: { key: 'frame:button.menu' } },
  ]
}

/** Who can help with what this topic is about; what opens by a tap alone is tapped here. */
const helpRow = (draft: Draft, topic: Topic | null): Choice[] =>
  topic && draft.world.catalog.directory.needs.some(({ topics }) => topics.includes(topic.id))
    ? [{ id: 'who-helps', label: { key: 'directory:title' } }]
    : []

/** [Hide] stands under every text on violence and trafficking (P15). */
export const hasHide = (id: string): boolean =>
  ['trafficking', 'trafficking-help', 'violence-help', 'opt-trafficking', 'opt-violence'].includes(id)

/** Opens a topic on its first page; what is no topic, or not for this person, opens nothing. */
export const openTopic = (draft: Draft, id: string): Draft => {
  const topic = topicOf(draft, id)
  if (!topic || !mayOpen(draft, topic)) return draft
  return withSlot(withSlot(draft, 'stage', id), 'section', 'text')
}

/**
 * Below `near` a match is chance; from `sure` on, and ahead of the second by `ahead`, it is one answer. Of unseen
 * questions two in three are then shown at once, one in three hundred with another topic; of what no topic answers one
 * in a hundred is shown and one in seven asked about.
 */
const near = 0.2
const sure = 0.76
const ahead = 0.2
/** Whoever asks for a person and is shown a topic instead is lost sooner than the other way round. */
const sureWant = 0.08
const sureOf: Readonly<Record<string, number>> = {
  own: 0.25,
  dates: 0.5,
  bed: 0.25,
  directory: 0.3,
  erase: 0.25,
  letter: 0.35,
  papers: 0.5,
  stage: 0.25,
}

export type Understood =
  | { readonly type: 'topic'; readonly topics: readonly [string, ...string[]] }
  | { readonly type: 'choice' | 'unknown'; readonly topics: readonly string[] }
  | { readonly type: Want; readonly topics: readonly string[] }

/** What a question in people's own words is about. Reviewed topics only; nothing is ever made up. */
export const understand = (draft: Draft, text: string): Understood => {
  const { catalog } = draft.world
  const known = new Map(catalog.topics.map((topic) => [topic.id, topic]))
  const matches = catalog.ask(text, localeOf(draft.conversation)).filter(({ topic }) => {
    const found = known.get(topic)
    return wantOf(topic) !== null || (found !== undefined && mayOpen(draft, found))
  })
  return decide(matches, (id) => known.get(id)?.tapOnly === true, hasOpenDate(draft))
}

/** Who asks for a person is given one; one sure match is shown; two near ones are asked; what opens by a tap alone is never more than offered (P7). */
export const decide = (
  matches: readonly Scored[],
  isTapOnly: (id: string) => boolean,
  hasDates = false,
): Understood => {
  const able = hasDates ? matches : without('dates', matches)
  const [top] = able
  const [first, second, third] = able.filter(({ topic }) => wantOf(topic) === null)
  const topics = [first, second, third].flatMap((match) => match?.topic ?? [])
  const want = top && top.score >= (sureOf[top.topic] ?? sureWant) ? wantOf(top.topic) : null
  if (want) return { type: want, topics }
  if (!first || first.score < near) return { type: 'unknown', topics }
  const isAhead = first.score - (second?.score ?? 0) >= ahead
  if (first.score >= sure && isAhead && !isTapOnly(first.topic))
    return { type: 'topic', topics: [first.topic, ...topics.slice(1)] }
  return { type: 'choice', topics }
}

/** The first question is answered once the screen of P1 is (P2); the slot `asked` says how it was understood. */
export const answerKept = (draft: Draft): Draft => {
  const { kept } = draft.conversation
  const free = withConversation(draft, { kept: null })
  const { type, topics } = understand(free, kept?.text ?? '')
  const [first] = topics
  const asked = withSlot(free, 'asked', type)
  if (type === 'unknown') return withText(asked, { key: 'frame:first-message' })
  if (type === 'choice') return withFound(asked, topics)
  return type === 'topic' && first !== undefined ? openTopic(withFound(asked, topics), first) : asked
}

/**
 * Which topic may stand under which danger: what is near to it and persuades of nothing. No way to stay or to go is offered
 * to somebody in danger (P7).
 */
const beside: Readonly<Record<Risk, readonly string[]>> = {
  suicide: ['mental-health'],
  violence: ['violence-help', 'trafficking-help', 'house-rules', 'complaints', 'discrimination'],
  trafficking: ['trafficking-help'],
  child: ['child-alone', 'lost-family'],
  medical: ['health', 'pregnancy'],
  arrest: ['detention-rights', 'phone-search'],
}

/** What a text asks besides being an alarm, as a button whose name tells nothing: no question goes under. */
export const topicBeside = (draft: Draft, text: string, risk: Risk): Choice | null => {
  if (draft.conversation.locale === null || draft.contact.remember === 'unasked') return null
  const found = topicNear(understand(draft, text), risk)
  return found === null ? null : { id: found, label: { key: 'frame:button.more' } }
}

export const topicNear = ({ type, topics }: Understood, risk: Risk): string | null =>
  type === 'topic' || type === 'choice' ? (topics.find((id) => beside[risk].includes(id)) ?? null) : null

interface Scored {
  readonly topic: string
  readonly score: number
}

/** What cannot be meant leaves its share to the others: who asks for a term and saved none asks about terms. */
const without = (name: string, matches: readonly Scored[]): readonly Scored[] => {
  const left = 1 - (matches.find(({ topic }) => topic === name)?.score ?? 0)
  return matches
    .filter(({ topic }) => topic !== name)
    .map(({ topic, score }) => ({ topic, score: left > 0 ? score / left : score }))
}

const hasOpenDate = ({ persons, world }: Draft): boolean => {
  const today = world.now.toZonedDateTimeISO(world.zone).toPlainDate().toString()
  return persons.some(({ dates }) => dates.some(({ day }) => day >= today))
}

/** The topics a question may have meant are kept for the next step. */
export const withFound = (draft: Draft, topics: readonly string[]): Draft =>
  withEvent(withConversation(withSlot(draft, 'found', topics.join(' ')), { misses: 0 }), {
    type: 'question.understood',
    topics: [...topics],
  })

export const topicTitle = (id: string): Text => ({ stage: id, section: 'title' })
