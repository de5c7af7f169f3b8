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

// Said by Telegram when a setting of the chat changes; nobody wrote anything.
const notices = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'write_access_allowed',
  'chat_background_set',
  'connected_website',
  'boost_added',
  'proximity_alert_triggered',
  'video_chat_scheduled',
  'video_chat_started',
  'video_chat_ended',
]

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
