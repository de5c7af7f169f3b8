import { type Draft, withMessage } from './draft.ts'
import type { ChoiceSpec, Say } from './flow.ts'
import type { Choice, Text } from './message.ts'
import { holds } from './rule.ts'
import { choiceLists, shows } from './show.ts'
import { pageTexts } from './stage.ts'
import type { AskStep } from './step.ts'

/** Says the step's question, with what waited before it. */
export const ask = (draft: Draft, step: AskStep): Draft => {
  const choices = offered(draft, step)
  const line: Text[] = needsLanguageLine(draft, choices) ? [{ key: 'frame:language-line' }] : []
  const message = {
    texts: [...draft.texts, ...saysOf(step.say, draft), ...line],
    choices,
    guarded: step.guarded ?? null,
    prompt: step.prompt === true && draft.texts.length === 0,
    danger: step.danger === true,
    locale: null,
  }
  return { ...withMessage(draft, message, 'step'), texts: [] }
}

export const saysOf = (says: readonly Say[], draft: Draft): Text[] =>
  says.flatMap((say): Text[] => {
    if (typeof say === 'string') return [{ key: say }]
    if ('show' in say) return shows[say.show](draft)
    const [stage = '', section = ''] = say.page.split('/')
    return pageTexts(draft, stage, section)
  })

const buttons = 3
const listRows = 10

/** All that a question offers: its own choices, a person after two answers that did not fit, and 🌐 where a button is free. */
export const offered = (draft: Draft, step: AskStep): readonly Choice[] => {
  const own = withPerson(draft, choicesOf(step.choices, draft))
  return hasLanguage(draft) && own.length !== buttons && own.length < listRows ? [...own, language] : own
}

const language: Choice = { id: '@language', label: { plain: '🌐' } }

const withPerson = (draft: Draft, choices: readonly Choice[]): readonly Choice[] =>
  draft.conversation.misses < 2
    ? choices
    : [...choices, ...ways.filter(({ id }) => !choices.some((choice) => choice.id === id))].slice(
        0,
        Math.max(choices.length, listRows),
      )

/** Words that nobody understood may have been a cry for help. */
const ways: readonly Choice[] = [
  { id: '@person', label: { key: 'frame:menu.person' } },
  { id: '@help', label: { key: 'frame:menu.help' } },
]

/** 🌐 stands on every screen until the menu was reached (P3): a button where one is free, else the last line. */
const hasLanguage = ({ conversation }: Draft): boolean =>
  !conversation.menuReached && conversation.at.flow !== 'language'

const needsLanguageLine = (draft: Draft, choices: readonly Choice[]): boolean =>
  hasLanguage(draft) && !choices.includes(language)

const choicesOf = (specs: readonly ChoiceSpec[], draft: Draft): Choice[] =>
  specs.flatMap((spec): Choice[] => {
    if ('from' in spec) return choiceLists[spec.from](draft)
    if (spec.when && !holds(spec.when, draft)) return []
    return [{ id: spec.id, label: { key: spec.label } }]
  })
