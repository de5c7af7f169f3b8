import type { Draft } from './draft.ts'
import type { Risk } from './event.ts'
import { isOpen, nextOpening, openingText } from './hours.ts'
import { crisisTexts } from './listing.ts'
import type { Choice, Text } from './message.ts'

export { callsForHelp, riskIn } from './danger.ts'

/** What Help now offers by taps, and where each tap leads. `bed` and `ill` are no risk of free text. */
export const dangers = ['ill', 'violence', 'suicide', 'arrest', 'bed', 'child'] as const
export type Danger = (typeof dangers)[number] | 'trafficking'

export const dangerOf = (risk: Risk): Danger => (risk === 'medical' ? 'ill' : risk)

/** Whoever reads Dutch sees it once. */
const sourceLocale = 'nl'

const dutchFor: Readonly<Record<Danger, string>> = {
  ill: 'ill',
  violence: 'help',
  suicide: 'help',
  arrest: 'arrest',
  bed: 'bed',
  child: 'child',
  trafficking: 'help',
}

/** The guarded words on a danger, in one locale: 112 and the numbers that were called, and never 112 for an arrest (P8). */
export const dangerTexts = (danger: Danger, draft: Draft, locale: string): Text[] => {
  const { operator } = draft.world
  const line: Text[] =
    danger === 'arrest' && operator.arrestLine
      ? [{ key: 'safety:arrest-line', args: { line: operator.arrestLine }, locale }]
      : []
  const show = showTexts(dutchFor[danger], locale)
  const word: Text[] = draft.contact.word ? [] : [{ key: 'hide:needs-word', locale }]
  const hide: Text[] = hasHide(danger) ? [{ join: [{ key: 'hide:no-reminders', locale }, ...word] }] : []
  // A person to talk to is named only while there is one (P23).
  const talk: Text[] =
    danger === 'violence' && isOpen(operator, draft.world.now)
      ? [{ key: 'safety:violence-talk', locale }]
      : []
  const first: Text = { join: [{ key: `safety:${danger}`, locale }, ...talk] }
  return [
    first,
    ...line,
    ...crisisTexts(danger, draft, locale),
    ...otherTexts(danger, draft, locale),
    ...closedTexts(danger, draft, locale),
    show,
    ...hide,
  ]
}

/** Nobody dares to show a sentence that cannot be read: what it says stands above, the Dutch on a line of its own. */
const showTexts = (which: string, locale: string): Text => {
  const meaning: Text = { key: `safety:meaning.${which}`, locale }
  const own: Text = { key: 'safety:show', args: { meaning }, locale }
  const dutch: Text[] = locale === sourceLocale ? [] : [{ key: `safety:dutch.${which}`, locale }]
  return { join: [own, ...dutch], by: '\n' }
}

/** Outside staffed hours a risk text offers nobody as help (P23). For a bed nobody is sent to 112. */
const closedTexts = (danger: Danger, draft: Draft, locale: string): Text[] => {
  const { operator, now } = draft.world
  if (isOpen(operator, now)) return []
  const opening = nextOpening(operator, now)
  const nobody: Text[] = opening
    ? [{ key: 'contact:risk-closed', args: { when: openingText(opening) }, locale }]
    : []
  const call: Text[] =
    danger === 'bed' || danger === 'ill'
      ? []
      : [{ key: danger === 'arrest' ? 'safety:arrest-closed' : 'safety:call-now', locale }]
  return nobody.length + call.length > 0 ? [{ join: [...nobody, ...call] }] : []
}

/**
 * Whoever writes for somebody else is spoken to as well: words do not tell it surely enough to say one of both. Outside of
 * staffed hours there is no room for it (P6).
 */
const otherTexts = (danger: Danger, draft: Draft, locale: string): Text[] =>
  danger === 'suicide' && isOpen(draft.world.operator, draft.world.now)
    ? [{ key: 'safety:other', locale }]
    : []

const hasHide = (danger: Danger): boolean => danger === 'violence' || danger === 'trafficking'

/** What may be tapped under a danger text. */
export const dangerChoices = (danger: Danger, draft: Draft, beside: Choice | null = null): Choice[] =>
  [...waysOut(danger, draft), ...(beside ? [beside] : []), menu].slice(0, mostChoices(draft))

const menu: Choice = { id: '@menu', label: { key: 'frame:button.menu' } }

/** A fourth would hide all of them in a list on WhatsApp. */
const mostChoices = ({ activity }: Draft): number => (activity.channel === 'whatsapp' ? 3 : 4)

const waysOut = (danger: Danger, draft: Draft): Choice[] => [
  ...(hasHide(danger) ? [{ id: '@hide', label: { key: 'frame:button.hide' } }] : []),
  ...(isOpen(draft.world.operator, draft.world.now)
    ? [{ id: '@person', label: { key: 'frame:media-person' } }]
    : []),
  { id: '@back', label: { key: 'frame:button.back' } },
]
