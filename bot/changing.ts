import type { Choice, Message } from './message.ts'
import type { Missing, Speech } from './text.ts'

const person: Choice = { id: '@person', label: { key: 'frame:menu.person' } }

/** On some pages the same words lead to a person by a way of their own (P12). */
const isPerson = ({ label }: Choice): boolean => 'key' in label && label.key === 'frame:menu.person'

/** P9: a text on a deadline is stale in this language, or an editor withdrew a text. */
export const isChanging = (speech: Speech | Missing): boolean =>
  speech.type === 'speech' && speech.used.some(({ said }) => said.state === 'changing')

/** The fixed text in its place, with a person; a bubble that asked nothing goes on asking nothing. */
export const changing = (message: Message): Message => ({
  ...message,
  texts: [{ key: 'safety:changing' }],
  choices:
    message.choices.length === 0 || message.choices.some(isPerson)
      ? message.choices
      : [person, ...message.choices],
  guarded: 'changing',
})
