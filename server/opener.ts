import type { Asking, Conversation } from '../bot/conversation.ts'

/** The one opener of a Conversation: it asks nothing but [Read], so an old one does no harm and one is enough. */
export const openerAsking = (conversation: Conversation): Asking | null =>
  conversation.askings.find((asking) => asking.kind === 'opener') ?? null

/** Sees to it that the Conversation has an opener, and that it is not among the first to be forgotten. */
export const withOpener = (conversation: Conversation, id: string): Conversation => {
  const opener = openerAsking(conversation) ?? {
    id,
    kind: 'opener' as const,
    at: conversation.at,
    shown: ['read'],
    page: 0,
    tapped: null,
  }
  const others = conversation.askings.filter((asking) => asking.kind !== 'opener')
  return { ...conversation, askings: [...others.slice(-19), opener] }
}
