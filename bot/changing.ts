import type { Choice, Message, Text } from './message.ts'
import type { Missing, Speech, Words } from './text.ts'

const person: Choice = { id: '@person', label: { key: 'frame:menu.person' } }

/** On some pages the same words lead to a person by a way of their own (P12). */
const isPerson = ({ label }: Choice): boolean => 'key' in label && label.key === 'frame:menu.person'

/** P9: a text on a deadline is stale in this language, or an editor withdrew a text. */
export const isChanging = (speech: Speech | Words | Missing): boolean =>
  speech.type !== 'missing' && speech.used.some(({ said }) => said.state === 'changing')

const fixed: Text = { key: 'safety:changing' }

/** What is said where nobody is sent to 112 (P8). */
const noCall = /^safety:(dutch\.)?(arrest|bed)/

/** The fixed text in its place, with a person; a bubble that asked nothing goes on asking nothing. */
export const changing = (message: Message, say: (text: Text) => Words | Missing): Message => ({
  ...message,
  texts: message.danger ? stillTrue(message.texts, say) : [fixed],
  choices:
    message.choices.length === 0 || message.choices.some(isPerson)
      ? message.choices
      : [person, ...message.choices],
  guarded: 'changing',
})

/** Of words on danger only those that are being changed give way: 112 and the numbers that were called stay. */
const stillTrue = (texts: readonly Text[], say: (text: Text) => Words | Missing): Text[] => {
  const said = texts.map((text) => ({ text, words: say(text) }))
  const ids = said.flatMap(({ words }) => (words.type === 'words' ? words.used.map(({ id }) => id) : []))
  const call: Text[] = ids.some((id) => noCall.test(id)) ? [] : [{ key: 'safety:call-now' }]
  return [...call, fixed, ...said.flatMap(({ text, words }) => (isChanging(words) ? [] : [text]))]
}
