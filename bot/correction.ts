import { isFromContact } from './activity.ts'
import type { Conversation } from './conversation.ts'
import { type Draft, localeOf, type Outgoing, withContact } from './draft.ts'
import type { Text } from './message.ts'
import type { Person } from './person.ts'
import { words } from './text.ts'
import type { World } from './world.ts'

const flowTitles: Readonly<Record<string, string>> = {
  safety: 'frame:menu.help',
  letter: 'frame:menu.letter',
  dates: 'frame:menu.dates',
}

/** A figure stands on pages and in days that were counted. */
const figureTitle: Text = { join: [{ key: 'frame:menu.dates' }, { key: 'frame:menu.where' }], by: ' · ' }

/** What a text is about, in words that this locale has. */
const titleOf = (id: string, conversation: Conversation, world: World): Text => {
  const [flow = ''] = id.split(':')
  const title: Text = id.startsWith('fact/')
    ? figureTitle
    : id.includes('/')
      ? { stage: id.split('/')[0] ?? '', section: 'title' }
      : { key: flowTitles[flow] ?? 'frame:menu.where' }
  const tongue = { locale: localeOf(conversation), fallback: null }
  return words(title, tongue, world).type === 'missing' ? { key: 'frame:menu.where' } : title
}

/** At most three names: more would hide the sentence. */
const titlesOf = (ids: readonly string[], conversation: Conversation, world: World): Text => {
  const titles = ids.map((id) => titleOf(id, conversation, world))
  const known = new Map(titles.map((title) => [JSON.stringify(title), title]))
  return { join: [...known.values()].slice(0, 3), by: ' · ' }
}

/** Said to whoever was given a text that changed in substance since (P14). */
export const correctionOf = (ids: readonly string[], conversation: Conversation, world: World): Outgoing => ({
  message: {
    texts: [
      { key: 'safety:corrected', args: { title: titlesOf(ids, conversation, world) } },
      { key: 'contact:reach', args: { contact: world.operator.contact } },
    ],
    choices: [],
    guarded: 'safety',
    prompt: false,
    danger: false,
    locale: null,
    corrects: ids,
  },
  asking: null,
})

const leaves = ['contact.sealed', 'contact.erased', 'contact.found']

/** At the next message it is told before the answer; danger comes first, and is not followed by anything else. */
export const corrected = (draft: Draft): Draft => {
  const { world, conversation, contact, events, activity } = draft
  const isOther =
    draft.out.some(({ message }) => message.danger) || events.some(({ type }) => leaves.includes(type))
  if (isOther || !isFromContact(activity) || conversation.locale === null) return draft
  const edition = Math.max(contact.edition, world.catalog.edition)
  const looked = edition === contact.edition ? draft : withContact(draft, { edition })
  const ids = world.corrected ?? []
  return ids.length === 0
    ? looked
    : { ...looked, out: [correctionOf(ids, conversation, world), ...looked.out] }
}

/** News about a stage: that its texts changed, and where to read them; nothing of what they say. */
export const newsOf = (persons: readonly Person[], conversation: Conversation, world: World): Outgoing => {
  const ids = persons.flatMap(({ stage }) => (stage === null ? [] : [`${stage}/what`]))
  const args = { title: titlesOf(ids, conversation, world), menu: { key: 'frame:menu.where' } }
  const message = {
    texts: [{ key: 'consent:news', args }],
    choices: [],
    guarded: 'consent',
    prompt: false,
    danger: false,
    locale: null,
  } as const
  return { message, asking: null }
}

/** How often the texts of these Persons' stages changed in substance, in all. */
export const stageEdition = (persons: readonly Person[], { catalog }: Pick<World, 'catalog'>): number =>
  persons
    .flatMap(({ stage }) => (stage === null ? [] : [stage]))
    .flatMap((stage) => (catalog.stage(stage)?.sections ?? []).map((section) => `${stage}/${section}`))
    .reduce((sum, id) => sum + catalog.editionOf(id), 0)
