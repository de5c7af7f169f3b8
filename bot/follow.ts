import type { Follow } from './contact.ts'
import { type Draft, localeOf, withContact, withEvent, withSlot } from './draft.ts'
import { todayOf } from './letter.ts'
import type { Choice, Text } from './message.ts'
import { savedDates } from './my-dates.ts'

export const settle = (draft: Draft, change: Partial<Follow>): Draft =>
  withContact(draft, { follow: { ...draft.contact.follow, ...change } })

/** Whoever allows us anew to write first takes *stop* back (P13). */
export const allow = (draft: Draft, change: Partial<Follow>): Draft =>
  settle(withContact(draft, { stopped: false }), change)

/** *Stop*: nothing unasked any more; a note for a person is no message, and stays as it was. */
export const stopAll = (draft: Draft): Draft => {
  const { write } = draft.contact.follow
  const stopped = withContact(draft, { stopped: true })
  return settle(stopped, { write: write === 'yes' ? 'no' : write, news: false })
}

const hasTemplates = ({ world }: Draft, locale: string): boolean =>
  world.catalog.key(locale, 'templates:language', {}) !== null

/** WhatsApp has templates in some languages only: the person chooses a second one (P13). */
export const lacksTemplate = (draft: Draft): boolean =>
  draft.conversation.channel === 'whatsapp' &&
  draft.contact.follow.write === 'yes' &&
  !hasTemplates(draft, localeOf(draft.conversation))

export const templateLocales = (draft: Draft): Choice[] =>
  draft.world.catalog.locales
    .filter(({ tag }) => hasTemplates(draft, tag))
    .slice(0, 9)
    .map(({ tag, name }) => ({ id: tag, label: { plain: name } }))

/** Only where the window closes is a permission needed to write first. */
export const mustAskWrite = ({ contact, conversation }: Draft): boolean =>
  conversation.channel === 'whatsapp' && contact.follow.write === 'unasked' && contact.remember === 'yes'

/** What is forgotten within a day is not reminded of, so nothing can be missed. */
export const mustAskTell = ({ contact }: Draft): boolean =>
  contact.follow.tell === 'unasked' && contact.remember === 'yes'

export const mayTellTexts = ({ world }: Draft): Text[] => {
  const { name: operator, contact } = world.operator
  return [{ key: 'consent:may-tell', args: { operator, contact } }]
}

/** What is on can be switched off, and the other way round. */
export const followChoices = (draft: Draft): Choice[] => {
  const { stopped, follow } = draft.contact
  const { write, tell, news } = follow
  const ids = [
    ...(draft.conversation.channel === 'whatsapp' || stopped
      ? [write === 'yes' ? 'write-off' : 'write-on']
      : []),
    tell === 'yes' ? 'tell-off' : 'tell-on',
    news ? 'news-off' : 'news-on',
  ]
  return ids.map((id) => ({ id, label: { key: `consent:${id}` } }))
}

/** What was allowed, for the page that says what is kept. */
export const followListed = ({ contact: { follow } }: Draft): Text[] => [
  ...(follow.write === 'yes' ? [{ key: 'consent:write-on' }] : []),
  ...(follow.tell === 'yes' ? [{ key: 'consent:tell-on' }] : []),
  ...(follow.news ? [{ key: 'consent:news-on' }] : []),
]

/** After a grave stage a person may look into it, by the tap alone (P12): by the nearest date, else by tomorrow. */
export const openTask = (draft: Draft): Draft => {
  const today = todayOf(draft)
  const [nearest] = savedDates(draft).filter(({ date }) => date.day >= today.toString())
  const due = nearest?.date.day ?? today.add({ days: 1 }).toString()
  return withEvent(draft, { type: 'task.opened', kind: 'decision-follow-up', due })
}

/** Where the questions lead back to: the list of what is allowed, or the dates. */
export const fromList = (draft: Draft, where: 'list' | 'save'): Draft => withSlot(draft, 'follow', where)
