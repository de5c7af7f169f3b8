import { newContact } from '../bot/contact.ts'
import { type Conversation, newConversation } from '../bot/conversation.ts'
import { withMessage } from '../bot/draft.ts'
import { guessLocale } from '../bot/guess.ts'
import { bubbleRows } from './out-rows.ts'
import { present } from './present.ts'
import type { InRow } from './rows.ts'
import { spaceOfAccount } from './run-one.ts'
import type { ContactState } from './store/state.ts'
import type { Json, NewRow } from './store/store.ts'
import type { WorkDeps } from './work.ts'
import { worldOf } from './world.ts'

/** The Conversation an Activity belongs to; a new one when it is the first. */
export const conversationFor = (
  deps: WorkDeps,
  state: ContactState,
  row: InRow,
  now: string,
): Conversation => {
  const { activity } = row
  const known = state.conversations.get(activity.channel)
  if (known)
    return known.to === row.to && known.account === row.account
      ? known
      : { ...known, to: row.to, account: row.account }
  const text = activity.type === 'text' ? activity.text : ''
  const guess = guessLocale(text, activity.hint, deps.setting().catalog)
  return newConversation({ channel: activity.channel, account: row.account, to: row.to, guess }, now)
}

/** Three tries failed: a plain word, and the way to a person. The Conversation stays as it is. */
export const apologise = (deps: WorkDeps, state: ContactState, row: InRow): NewRow<Json>[] => {
  const adapter = deps.adapters.get(row.account)
  if (!adapter) return []
  const now = deps.clock.now(spaceOfAccount(deps, row.account))
  const world = worldOf(deps.setting(), row.activity.channel, now)
  const conversation = conversationFor(deps, state, row, now.toString())
  const choices = [
    { id: '@person', label: { key: 'frame:media-person' } },
    { id: '@menu', label: { key: 'frame:button.menu' } },
  ]
  const message = {
    texts: [{ key: 'frame:fault' }],
    choices,
    guarded: 'contact',
    prompt: false,
    danger: false,
    locale: null,
  } as const
  const contact = state.contact ?? newContact('', now.toString())
  const draft = withMessage(
    { contact, conversation, persons: [], world, activity: row.activity, texts: [], out: [], events: [] },
    message,
    'guard',
  )
  const { bubbles } = present(
    { type: 'done', contact, conversation, persons: [], out: draft.out, events: [], passOn: null },
    adapter.render,
    world,
  )
  const context = {
    adapter,
    conversation,
    world,
    answers: row.activity.sentAt,
    now: deps.now(),
    random: () => deps.setting().chance.id(6),
    dropAfter: null,
  }
  return bubbleRows(context, bubbles)
}
