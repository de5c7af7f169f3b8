import type { Catalog } from './catalog.ts'
import { type Draft, localeOf, withEvent, withText } from './draft.ts'
import { again } from './engine.ts'
import type { Flows } from './flow.ts'
import { heard } from './normal.ts'

/** More words than these are no small talk. */
const most = 10

/** Whether a text does nothing but greet, thank, agree or say goodbye, in any language: "hello, how are you". */
export const isSmalltalk = (text: string, { smalltalk }: Pick<Catalog, 'smalltalk'>): boolean => {
  const words = heard(text.slice(0, 200)).split(' ').filter(Boolean)
  if (words.length === 0 || words.length > most) return false
  const reached = [true]
  for (let end = 1; end <= words.length; end++)
    reached[end] = reached.some(
      (isReached, from) => isReached && smalltalk.has(words.slice(from, end).join(' ')),
    )
  return reached[words.length] === true
}

/** A short kind line; the question that is open stays open, and nothing is counted as a miss. */
export const answerSmalltalk = (draft: Draft, flows: Flows): Draft => {
  const hasLine = draft.world.catalog.key(localeOf(draft.conversation), 'topic:smalltalk', {}) !== null
  const key = hasLine ? 'topic:smalltalk' : 'frame:menu-text'
  return again(withText(withEvent(draft, { type: 'smalltalk.heard' }), { key }), flows)
}
