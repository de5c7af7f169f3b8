import type { ActivityOf } from '../../bot/activity.ts'

type MediaKind = ActivityOf<'media'>['kind']

// In this order: an animation also carries a document, a venue also a location.
const kinds: readonly (readonly [string, MediaKind])[] = [
  ['voice', 'voice'],
  ['audio', 'voice'],
  ['photo', 'photo'],
  ['live_photo', 'photo'],
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['venue', 'location'],
  ['location', 'location'],
  ['contact', 'contact'],
]

// Said by Telegram when something about the chat changes; nobody wrote anything. Bot API 10.3, "Service message".
const notices = [
  'pinned_message connected_website write_access_allowed proximity_alert_triggered web_app_data',
  'message_auto_delete_timer_changed chat_background_set boost_added chat_owner_left chat_owner_changed',
  'video_chat_scheduled video_chat_started video_chat_ended video_chat_participants_invited',
  'forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened',
  'general_forum_topic_hidden general_forum_topic_unhidden managed_bot_created',
  'community_chat_added community_chat_removed community_chat_joined users_shared chat_shared',
  'checklist_tasks_done checklist_tasks_added poll_option_added poll_option_deleted',
  'gift gift_upgrade_sent unique_gift giveaway_created giveaway_completed',
  'successful_payment refunded_payment paid_message_price_changed direct_message_price_changed',
  'suggested_post_approved suggested_post_approval_failed suggested_post_declined',
  'suggested_post_paid suggested_post_refunded delete_chat_photo',
  'group_chat_created supergroup_chat_created channel_chat_created',
].flatMap((line) => line.split(' '))

/** What a message without text is; null for a notice of Telegram's own. */
export function mediaKindOf(message: object): MediaKind | null {
  if (notices.some((notice) => notice in message)) return null
  return kinds.find(([key]) => key in message)?.[1] ?? 'other'
}

const ownCommands = ['menu', 'help', 'language', 'person', 'hide', 'stop', 'back']
const command = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+([\s\S]*))?$/i

export type Said =
  | { readonly type: 'start'; readonly entry: string | null }
  | { readonly type: 'text'; readonly text: string }

/** `/start x` as a start, our commands as their word (with what was typed behind it), all else as typed. */
export function readText(text: string): Said {
  const [, name = '', rest = ''] = command.exec(text) ?? []
  const word = name.toLowerCase()
  const behind = rest.trim()
  if (word === 'start') return { type: 'start', entry: behind === '' ? null : behind }
  if (ownCommands.includes(word)) return { type: 'text', text: behind === '' ? word : `${word} ${behind}` }
  return { type: 'text', text }
}

/** `<asking>.<choice>` of a button; any other shape is an old button of ours, with no asking. */
export function readButton(button: string): { readonly asking: string; readonly choice: string } {
  const dot = button.indexOf('.')
  if (dot < 1 || dot === button.length - 1) return { asking: '', choice: button }
  return { asking: button.slice(0, dot), choice: button.slice(dot + 1) }
}
