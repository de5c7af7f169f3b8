import { type Draft, localeOf, type Outgoing, withConversation } from './draft.ts'
import type { Message, Text } from './message.ts'

const note: Text = { key: 'frame:not-native' }

/** A native reader signs in locales.yaml (all texts) or in the operator's go-live record. */
const isRead = ({ world }: Draft, tag: string): boolean =>
  world.operator.nativeReaders.includes(tag) ||
  world.catalog.locales.some((locale) => locale.tag === tag && locale.readOn !== undefined)

/**
 * Until a native reader has signed, each language says once a conversation that none has read it: at the menu, or below
 * the first text that is more than a question. Guarded texts carry no such line (P8).
 */
export const withNativeNote = (draft: Draft): Draft => {
  const { conversation } = draft
  const told = `not-native:${localeOf(conversation)}`
  if (conversation.locale === null || conversation.told.includes(told)) return draft
  if (isRead(draft, conversation.locale)) return draft
  const at = draft.out.findIndex((outgoing) => takesNote(outgoing, draft))
  if (at < 0) return draft
  const out = draft.out.map((outgoing, place) =>
    place === at ? { ...outgoing, message: noted(outgoing.message) } : outgoing,
  )
  return { ...withConversation(draft, { told: [...conversation.told, told] }), out }
}

const takesNote = ({ message, asking }: Outgoing, { conversation }: Draft): boolean =>
  message.guarded === null &&
  message.locale === null &&
  asking?.kind === 'step' &&
  conversation.at.flow !== 'language' &&
  (!message.prompt || conversation.at.flow === 'menu')

/** The line of the other languages stays the last one (P3). */
const noted = (message: Message): Message => {
  const last = message.texts.at(-1)
  return last && 'key' in last && last.key === 'frame:language-line'
    ? { ...message, texts: [...message.texts.slice(0, -1), note, last] }
    : { ...message, texts: [...message.texts, note] }
}
