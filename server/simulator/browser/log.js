import { bubbleOf, ownContent } from './bubble.js'
import { byId, element } from './element.js'
import { draw as drawTelegram } from './telegram.js'
import { draw as drawText } from './text.js'
import { createTyping } from './typing.js'
import { draw as drawWhatsapp } from './whatsapp.js'
import { dayOf, langOf } from './words.js'

const draws = { telegram: drawTelegram, whatsapp: drawWhatsapp, text: drawText }

/**
 * @typedef {{
 *   look(): string,
 *   tap(id: string, askedAt: string): void,
 *   openList(list: any, locale: string | null): void,
 *   again(update: any): void,
 * }} Acts
 */

/** @param {Acts} acts */
const newChat = (acts) => {
  const root = byId('log')
  return {
    acts,
    root,
    typing: createTyping(root),
    bubbles: new Map(),
    buttons: new Map(),
    updates: new Map(),
    /** Own messages that the bot has not seen or answered yet. */
    open: 0,
    locale: null,
    day: '',
  }
}

const isAtEnd = ({ root }) => root.scrollHeight - root.scrollTop - root.clientHeight < 120
const toEnd = ({ root }) => {
  root.scrollTop = root.scrollHeight
}

/** Where one is at the end, one stays there when a keyboard or a turned phone changes the height. */
const keepEnd = (chat) => {
  let stays = true
  chat.root.addEventListener('scroll', () => {
    stays = isAtEnd(chat)
  })
  new ResizeObserver(() => stays && toEnd(chat)).observe(chat.root)
}

/** A bubble taller than the screen is read from its beginning. */
const follow = (chat, made) => {
  const { root } = chat
  if (made.offsetHeight > root.clientHeight - 24) root.scrollTop = made.offsetTop - root.offsetTop - 12
  else toEnd(chat)
}

const addChip = ({ root }, words) => root.append(element('p', { class: 'chip', dir: 'auto' }, words))

const place = (chat, at, made) => {
  if (dayOf(at) !== chat.day) {
    chat.day = dayOf(at)
    addChip(chat, chat.day)
  }
  chat.root.append(made)
}

const addOwn = (chat, at, { messageId, update }) => {
  chat.typing.stop()
  chat.updates.set(messageId, update)
  chat.open += 1
  if (update.type === 'block') addChip(chat, 'You blocked the bot.')
  if (update.type === 'unblock') addChip(chat, 'You unblocked the bot.')
  const content = ownContent(update, {
    look: chat.acts.look(),
    locale: chat.locale,
    buttonFor: (id) => chat.buttons.get(id) ?? null,
  })
  if (!content) return
  const made = element('div', { class: 'said own' }, bubbleOf({ side: 'out', at }, content))
  chat.bubbles.set(messageId, made)
  place(chat, at, made)
  toEnd(chat)
}

const addMessage = (chat, at, { messageId, payload, silent }) => {
  chat.typing.stop()
  chat.open = 0
  const follows = isAtEnd(chat)
  const { acts, locale } = chat
  const drawn = draws[acts.look()](payload, {
    at,
    silent,
    locale,
    tap: (id) => acts.tap(id, at),
    openList: (list) => acts.openList(list, locale),
  })
  chat.bubbles.set(messageId, drawn.element)
  for (const { id, label } of drawn.buttons) chat.buttons.set(id, { label, body: drawn.body, at, messageId })
  place(chat, at, drawn.element)
  if (follows) follow(chat, drawn.element)
}

const stopBusy = ({ root }) => {
  for (const busy of root.querySelectorAll('.busy')) busy.classList.remove('busy')
}

/** Telegram: the pressed key rests. WhatsApp: read, and the bot types. */
const showAck = (chat) => {
  stopBusy(chat)
  if (chat.acts.look() !== 'whatsapp') return
  for (const ticks of chat.root.querySelectorAll('.ticks')) {
    ticks.textContent = '✓✓'
    ticks.classList.add('read')
  }
  const follows = isAtEnd(chat)
  if (chat.open > 0) chat.typing.start()
  if (follows) toEnd(chat)
}

const showLost = (chat, { messageId }) => {
  stopBusy(chat)
  const bubble = chat.bubbles.get(messageId)
  const again = () => {
    bubble?.remove()
    chat.acts.again(chat.updates.get(messageId))
  }
  bubble?.append(element('button', { type: 'button', class: 'again', onclick: again }, 'Not sent. Try again'))
}

const unsend = (chat, { messageIds }) => {
  for (const id of messageIds) {
    chat.bubbles.get(id)?.remove()
    for (const [button, { messageId }] of chat.buttons) if (messageId === id) chat.buttons.delete(button)
  }
}

/** Events may come behind the message of their turn: its lines then learn the language they are in. */
const noteLocale = (chat, { events }) => {
  const chosen = events.findLast((event) => event.type === 'locale.chosen')
  if (!chosen) return
  chat.locale = chosen.locale
  const last = [...chat.root.querySelectorAll('.said:not(.own)')].at(-1)
  for (const line of last?.querySelectorAll('[dir="auto"]') ?? [])
    line.lang = langOf(line.textContent, chat.locale) ?? ''
}

const add = (chat, { at, entry }) => {
  switch (entry.type) {
    case 'own':
      return addOwn(chat, at, entry)
    case 'message':
      return addMessage(chat, at, entry)
    case 'lost':
      return showLost(chat, entry)
    case 'ack':
      return showAck(chat)
    case 'clear':
      return chat.bubbles.get(entry.messageId)?.querySelector('.keyboard')?.remove()
    case 'unsend':
      return unsend(chat, entry)
    case 'events':
      return noteLocale(chat, entry)
  }
}

const clear = (chat) => {
  chat.typing.stop()
  chat.root.replaceChildren()
  for (const map of [chat.bubbles, chat.buttons, chat.updates]) map.clear()
  Object.assign(chat, { locale: null, day: '', open: 0 })
}

/**
 * The messages of one chat, as its app shows them.
 * @param {Acts} acts
 */
export const createLog = (acts) => {
  const chat = newChat(acts)
  keepEnd(chat)
  return {
    add: (numbered) => add(chat, numbered),
    chip: (words) => addChip(chat, words),
    clear: () => clear(chat),
    toEnd: () => toEnd(chat),
    isEmpty: () => chat.root.childElementCount === 0,
    /** Buttons of all messages, newest first. */
    oldButtons: () => [...chat.buttons].reverse().slice(0, 60),
  }
}
