import { type Contact, newContact } from '../bot/contact.ts'
import { type Conversation, newConversation } from '../bot/conversation.ts'
import { withMessage } from '../bot/draft.ts'
import { guessLocale } from '../bot/guess.ts'
import type { Message } from '../bot/message.ts'
import type { SpaceName } from './channel.ts'
import { withOpener } from './opener.ts'
import { bubbleRows } from './out-rows.ts'
import { present } from './present.ts'
import { keepUntil } from './retention.ts'
import { day, dueQueue, type InRow } from './rows.ts'
import { type ContactState, keys } from './store/state.ts'
import type { Batch, Json } from './store/store.ts'
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

/**
 * Three tries failed: a plain word, and the way to a person. What is kept stays as it is; `known` is null where it could
 * not even be read.
 */
export const apologise = (
  deps: WorkDeps,
  known: ContactState | null,
  row: InRow,
  id: string,
): Pick<Batch<Json>, 'set' | 'enqueue' | 'expireAt'> => {
  const state = known ?? unknownState
  const adapter = deps.adapters.get(row.account)
  if (!adapter) return {}
  const now = deps.clock.now(adapter.space)
  const world = worldOf(deps.setting(), row.activity.channel, now)
  const before = conversationFor(deps, state, row, now.toString())
  const conversation = known ? withOpener(before, deps.setting().chance.id(4)) : before
  const contact = state.contact ?? newContact(id, now.toString())
  const draft = withMessage(
    { contact, conversation, persons: [], world, activity: row.activity, texts: [], out: [], events: [] },
    sorry,
    'guard',
  )
  const turn = { type: 'done', contact, conversation, persons: [], events: [], passOn: null } as const
  const { bubbles } = present({ ...turn, out: draft.out }, adapter.render, world)
  const context = {
    adapter,
    conversation,
    world,
    answers: row.activity.sentAt,
    now: deps.now(),
    random: () => deps.setting().chance.id(6),
    dropAfter: null,
    wait: state.wait,
  }
  const begun = known?.contact === null ? begin(deps, adapter.space, row, contact, conversation) : {}
  return { ...begun, enqueue: [...bubbleRows(context, bubbles), ...(begun.enqueue ?? [])] }
}

const unknownState: ContactState = {
  contact: null,
  conversations: new Map(),
  persons: [],
  word: null,
  wait: null,
  versions: new Map(),
}

const sorry: Message = {
  texts: [{ key: 'frame:fault' }],
  choices: [
    { id: '@person', label: { key: 'frame:media-person' } },
    { id: '@menu', label: { key: 'frame:button.menu' } },
  ],
  guarded: 'contact',
  prompt: false,
  danger: false,
  locale: null,
}

/** Where the first message failed: a Contact that knows its opener, and ends like any other. */
const begin = (
  deps: WorkDeps,
  space: SpaceName,
  row: InRow,
  contact: Contact,
  conversation: Conversation,
): Pick<Batch<Json>, 'set' | 'enqueue' | 'expireAt'> => {
  const until = keepUntil(contact, deps.setting().operator)
  return {
    set: [
      { key: keys.contact, value: contact },
      { key: keys.conversation(conversation.channel), value: conversation },
    ],
    enqueue: [
      {
        queue: dueQueue(space),
        id: 'retention',
        at: until,
        value: { type: 'retention', address: row.address },
      },
    ],
    expireAt: deps.now() + until - Date.parse(contact.lastAt) + 14 * day,
  }
}
