import { changing, isChanging } from './changing.ts'
import { type Draft, localeOf, type Outgoing, withConversation, withMessage } from './draft.ts'
import type { Choice, Message } from './message.ts'
import { withNativeNote } from './native.ts'
import { speak, type Tongue, words } from './text.ts'

/**
 * What cannot be said in the person's language is never replaced in silence: the question in which language it may be
 * shown stands in its place, and the answer is kept. Guarded bubbles stay; what is being changed gives way (P9).
 */
export const finish = (draft: Draft): Draft => {
  const tongue = { locale: localeOf(draft.conversation), fallback: draft.conversation.fallback }
  const spoken = draft.out.map((outgoing) => ({ outgoing, speech: speak(outgoing, tongue, draft.world) }))
  const lacking = spoken.filter(({ speech }) => speech.type === 'missing').map(({ outgoing }) => outgoing)
  const out = spoken
    .filter(({ outgoing }) => !lacking.includes(outgoing))
    .map(({ outgoing, speech }) => (isChanging(speech) ? withFixedText(outgoing, tongue, draft) : outgoing))
  if (lacking.length === 0) return withNativeNote({ ...draft, out })
  // A question that was not shown can be answered by nothing.
  const unshown = lacking.map((outgoing) => outgoing.asking?.id)
  const askings = draft.conversation.askings.filter(({ id }) => !unshown.includes(id))
  const kept = withNativeNote({ ...withConversation(draft, { askings }), out })
  return withMessage(kept, fallbackQuestion(draft), 'fallback')
}

const withFixedText = (outgoing: Outgoing, tongue: Tongue, { world }: Draft): Outgoing => {
  const own = { ...tongue, locale: outgoing.message.locale ?? tongue.locale }
  return { ...outgoing, message: changing(outgoing.message, (text) => words(text, own, world)) }
}

const fallbackQuestion = (draft: Draft): Message => {
  const { complete, locales } = draft.world.catalog
  const own = localeOf(draft.conversation)
  const names = complete.flatMap((tag): Choice[] => {
    const locale = locales.find((one) => one.tag === tag)
    return locale && tag !== own ? [{ id: tag, label: { plain: locale.name } }] : []
  })
  return {
    texts: [{ key: 'frame:not-in-language' }],
    choices: [
      ...names,
      { id: '@person', label: { key: 'frame:menu.person' } },
      { id: '@menu', label: { key: 'frame:button.menu' } },
    ],
    guarded: 'contact',
    prompt: true,
    danger: false,
    locale: null,
  }
}
