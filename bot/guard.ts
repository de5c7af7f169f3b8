import { type Draft, localeOf, withConversation, withEvent, withMessage } from './draft.ts'
import type { Risk } from './event.ts'
import type { Choice } from './message.ts'
import { type Danger, dangerChoices, dangerOf, dangerTexts } from './safety.ts'

/**
 * Answers danger at once, inside any step, which stays where it is. Before a language is chosen it is said in the
 * guessed language and in English; the language is asked by the next step (P2). `beside`: what else the text asked.
 */
export const warn = (
  draft: Draft,
  seen: { readonly risk: Risk; readonly locale: string },
  beside: Choice | null,
): Draft => {
  const danger = dangerOf(seen.risk)
  const noted = withEvent(draft, { type: 'risk.seen', risk: seen.risk })
  if (draft.conversation.locale !== null) return guarded(noted, danger, null, beside)
  // English words of danger are no sign of the own language; English is said in any case.
  const guess = seen.locale === 'en' ? draft.conversation.guess : seen.locale
  const own = guarded(withConversation(noted, { guess }), danger, guess)
  const both = guess === 'en' ? own : guarded(own, danger, 'en')
  return both
}

const language: Choice = { id: '@language', label: { plain: '🌐' } }

const guarded = (
  draft: Draft,
  danger: Danger,
  locale: string | null,
  beside: Choice | null = null,
): Draft => {
  const texts = dangerTexts(danger, draft, locale ?? localeOf(draft.conversation))
  const offered = dangerChoices(danger, draft, beside)
  // Before a language is chosen nothing pushes the number off a small screen: the picker waits behind 🌐.
  const choices =
    draft.conversation.locale === null
      ? [...offered.filter(({ id }) => id === '@hide' || id === '@person'), language]
      : offered
  return withMessage(
    draft,
    { texts, choices, guarded: 'safety', prompt: false, danger: true, locale },
    'guard',
  )
}
