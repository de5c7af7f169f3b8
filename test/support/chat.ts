import { expect } from 'vitest'
import type { Call } from '../../server/channel.ts'
import { asRead } from './as-read.ts'
import type { House, Made } from './house.ts'
import { accounts, telegramMember, telegramTap, telegramText, whatsappTap, whatsappText } from './updates.ts'

type Loose = ReturnType<typeof JSON.parse>

export interface Bubble {
  readonly id: string
  readonly at: number
  readonly silent: boolean
  readonly body: string
  readonly buttons: readonly { readonly id: string; readonly label: string }[]
}

const buttonsOf = (payload: Loose): Bubble['buttons'] => {
  const keyboard = payload.reply_markup?.inline_keyboard?.flat() ?? []
  const replies = payload.interactive?.action?.buttons ?? []
  const template = payload.template?.components?.[0]?.parameters ?? []
  const rows = payload.interactive?.action?.sections?.flatMap(({ rows }: Loose) => rows) ?? []
  return [
    ...keyboard.map(({ text, callback_data }: Loose) => ({ id: callback_data, label: text })),
    ...replies.map(({ reply }: Loose) => ({ id: reply.id, label: reply.title })),
    ...template.map(({ payload: id }: Loose) => ({ id, label: 'Read' })),
    ...rows.map(({ id, title }: Loose) => ({ id, label: title })),
  ]
}

const bodyOf = (payload: Loose): string =>
  (typeof payload.text === 'string' ? payload.text : payload.text?.body) ??
  payload.interactive?.body?.text ??
  (payload.template && `${payload.template.name} ${payload.template.language.code}`) ??
  ''

export const bubbleOf = ({ call, sent, at }: Made): Bubble => {
  if (call.type !== 'message' || sent.type !== 'sent') throw new Error('That call is no bubble.')
  const payload: Loose = call.payload
  return {
    id: sent.messageId ?? '',
    at,
    silent: call.silent,
    body: asRead(bodyOf(payload)),
    buttons: buttonsOf(payload).map((button) => ({ ...button, label: asRead(String(button.label)) })),
  }
}

const isTo = (call: Call, to: string): boolean => 'to' in call && call.to === to

/** One person's chat with us, as it stands on the phone. */
export interface Chat {
  readonly to: string
  /** What we said, in order; what was taken back is left out. */
  bubbles(): Bubble[]
  last(): Bubble
  /** What was said since the call before. */
  fresh(): Bubble[]
  deleted(): string[]
  /** Sends a text. `at` is when it was written; now unless said. @returns the provider's message id. */
  says(text: string, more?: { at?: number; id?: number }): Promise<string>
  /** Taps the newest button with this label (a part of it is enough). */
  taps(label: string): Promise<void>
  tapsId(button: string, more?: { askedAt?: number; query?: string }): Promise<void>
  /** Says or taps, and lets everything settle. */
  tell(text: string): Promise<Bubble[]>
  tap(label: string): Promise<Bubble[]>
  /** Language English, and yes or no to being remembered. */
  settleIn(remember?: 'Yes' | 'Do not remember'): Promise<void>
}

let counter = 1000

const chatOf = (house: House, account: string, to: string, deliver: Pick<Chat, 'says' | 'tapsId'>): Chat => {
  const mine = () =>
    house.made.filter((one) => one.account === account && isTo(one.call, to) && one.sent.type === 'sent')
  const all = () => mine().filter(({ call }) => call.type === 'message')
  const deleted = () => mine().flatMap(({ call }) => (call.type === 'unsend' ? call.messageIds : []))
  let seen = 0
  const chat: Chat = {
    ...deliver,
    to,
    deleted,
    bubbles: () =>
      all()
        .map(bubbleOf)
        .filter(({ id }) => !deleted().includes(id)),
    last: () => bubbleOf(all().at(-1)!),
    fresh: () => {
      const bubbles = all().map(bubbleOf)
      const since = bubbles.slice(seen)
      seen = bubbles.length
      return since
    },
    taps: async (label) => {
      const holder = all()
        .map(bubbleOf)
        .findLast(({ buttons }) => buttons.some((button) => button.label.includes(label)))
      const button = holder?.buttons.find((one) => one.label.includes(label))
      if (!holder || !button) throw new Error(`No button "${label}" was ever shown to ${to}.`)
      await chat.tapsId(button.id, { askedAt: holder.at })
    },
    tell: async (text) => {
      chat.fresh()
      await chat.says(text)
      await house.settle()
      return chat.fresh()
    },
    tap: async (label) => {
      chat.fresh()
      await chat.taps(label)
      await house.settle()
      return chat.fresh()
    },
    settleIn: async (remember = 'Yes') => {
      await chat.tell('hello')
      await chat.tap('English')
      await chat.tap(remember)
      expect(chat.last().buttons.map(({ label }) => label)).toContain('☰ Menu')
      house.pass(1000)
    },
  }
  return chat
}

export const telegramChat = (house: House, chat: number): Chat => {
  const base = () => ({ chat, updateId: ++counter, received: house.now(), hint: 'en' })
  return chatOf(house, accounts.telegram, String(chat), {
    says: async (text, more = {}) => {
      // Two deliveries never arrive at the very same moment.
      house.pass(1)
      const messageId = more.id ?? ++counter
      await house.accept(telegramText({ ...base(), messageId, text, at: more.at ?? house.now() }))
      return String(messageId)
    },
    tapsId: async (button, more = {}) => {
      const query = more.query ?? String(++counter)
      const askedAt = more.askedAt ?? house.now()
      await house.accept(telegramTap({ ...base(), at: house.now(), query, button, askedAt }))
    },
  })
}

export const whatsappChat = (house: House, number: string, scoped?: string): Chat =>
  chatOf(house, accounts.whatsapp, number, {
    says: async (text, more = {}) => {
      // Two deliveries never arrive at the very same moment.
      house.pass(1)
      const wamid = `wamid.${more.id ?? ++counter}`
      const at = more.at ?? house.now()
      await house.accept(whatsappText({ number, scoped, wamid, text, at, received: house.now() }))
      return wamid
    },
    tapsId: async (button, more = {}) => {
      const wamid = `wamid.${more.query ?? ++counter}`
      const at = house.now()
      await house.accept(whatsappTap({ number, scoped, wamid, button, at, received: at }))
    },
  })

/** Counts up: update ids, message ids, wamids. */
export const nextId = (): number => ++counter

export const blocks = (house: House, chat: number): Promise<void> =>
  house.accept(
    telegramMember({ chat, updateId: ++counter, at: house.now(), received: house.now(), status: 'kicked' }),
  )
