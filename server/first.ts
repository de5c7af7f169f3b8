import type { Contact } from '../bot/contact.ts'
import type { Conversation } from '../bot/conversation.ts'
import { localeOf, type Outgoing } from '../bot/draft.ts'
import type { World } from '../bot/world.ts'
import type { Adapter } from './channel.ts'
import { openerAsking, withOpener } from './opener.ts'
import { bubbleRows } from './out-rows.ts'
import { presentOne } from './present.ts'
import type { OutRow } from './rows.ts'
import type { Json, NewRow } from './store/store.ts'
import type { WorkDeps } from './work.ts'
import { worldOf } from './world.ts'

export interface Listener {
  readonly contact: Contact
  readonly conversation: Conversation
}

export interface SaidFirst {
  readonly conversation: Conversation
  readonly rows: NewRow<Json>[]
}

/**
 * What we start ourselves: it waits behind an opener, or behind template `id` where the window is closed and the person
 * agreed to one (P11, P13). The caller commits both.
 */
export const sayFirst = (
  deps: WorkDeps,
  adapter: Adapter,
  { contact, conversation: found }: Listener,
  id: string,
  wordsOf: (conversation: Conversation, world: World) => Outgoing,
): SaidFirst => {
  const setting = deps.setting()
  const world = worldOf(setting, adapter.channel, deps.clock.now(adapter.space))
  const conversation = openerAsking(found) ? found : withOpener(found, world.fresh.asking)
  const bubble = presentOne(wordsOf(conversation, world), conversation, adapter.render, world)
  const context = {
    adapter,
    conversation,
    world,
    answers: conversation.lastSentAt ?? contact.lastAt,
    now: deps.now(),
    random: () => setting.chance.id(6),
    dropAfter: null,
    // It stands behind whatever waits.
    wait: null,
    knock: { id, template: templateOf(adapter, { contact, conversation }, world, id) },
  }
  return { conversation, rows: bubbleRows(context, [bubble]) }
}

/** In the person's own language, or in the second one that was chosen for it. */
export const templateOf = (
  adapter: Adapter,
  { contact, conversation }: Listener,
  { catalog }: World,
  id: string,
): NonNullable<OutRow['knock']>['template'] => {
  const asking = openerAsking(conversation)
  if (!adapter.template || !asking || contact.follow.write !== 'yes') return null
  for (const tag of [localeOf(conversation), contact.follow.locale]) {
    const language = tag === null ? null : catalog.key(tag, 'templates:language', {})
    if (language) return adapter.template({ id, language: language.words, asking: asking.id })
  }
  return null
}
