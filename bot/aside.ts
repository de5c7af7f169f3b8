import type { Asking } from './conversation.ts'
import { type Draft, withMessage } from './draft.ts'
import type { Choice, Text } from './message.ts'

const mediaChoices: readonly Choice[] = [
  { id: '@person', label: { key: 'frame:media-person' } },
  { id: 'letter', label: { key: 'frame:media-letter' } },
  { id: '@help', label: { key: 'frame:media-danger' } },
]

/** A voice note or picture: three buttons with emoji, at any step, before any language (P27). Nothing is downloaded. */
export const mediaSeen = (draft: Draft): Draft => {
  const language: Text[] = draft.conversation.menuReached ? [] : [{ key: 'frame:language-line' }]
  const message = {
    texts: [{ key: 'frame:media' }, ...language],
    choices: mediaChoices,
    guarded: 'contact',
    prompt: true,
    danger: false,
    locale: null,
  } as const
  return withMessage(draft, message, 'media')
}

/** What a question beside the flow offered, by its ids: danger texts, media, the language for texts that are missing. */
export const asideChoices = (asking: Asking, draft: Draft): readonly Choice[] =>
  asking.shown.map((id) => mediaChoices.find((choice) => choice.id === id) ?? frameChoice(id, draft))

const frameChoice = (id: string, draft: Draft): Choice => {
  const { locales, topics } = draft.world.catalog
  if (topics.some((topic) => topic.id === id)) return { id, label: { key: 'frame:button.more' } }
  const locale = locales.find(({ tag }) => tag === id)
  return { id, label: locale ? { plain: locale.name } : { key: `frame:button.${id.replace('@', '')}` } }
}
