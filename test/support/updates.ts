import { Temporal } from 'temporal-polyfill'
import type { Incoming } from '../../server/channel.ts'
import { parse as parseTelegram } from '../../server/telegram/parse.ts'
import { parse as parseWhatsapp } from '../../server/whatsapp/parse.ts'

export const phoneNumberId = '106540352240001'
export const accounts = { telegram: 'telegram', whatsapp: `whatsapp:${phoneNumberId}` } as const

/** Bodies as the two platforms send them, read by the real parsers. `at` and `received` are ms since 1970. */
interface Moment {
  readonly at: number
  readonly received: number
}

const instant = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms)

export interface TelegramThing extends Moment {
  readonly chat: number
  readonly updateId: number
  readonly hint?: string
}

const telegram = (thing: TelegramThing, body: object): Incoming[] =>
  parseTelegram(
    { update_id: thing.updateId, ...body },
    { account: accounts.telegram, receivedAt: instant(thing.received) },
  )

const person = ({ chat, hint }: TelegramThing) => ({ id: chat, is_bot: false, language_code: hint })

export const telegramText = (thing: TelegramThing & { messageId: number; text: string }): Incoming[] =>
  telegram(thing, {
    message: {
      message_id: thing.messageId,
      date: Math.floor(thing.at / 1000),
      chat: { id: thing.chat, type: 'private' },
      from: person(thing),
      text: thing.text,
    },
  })

export const telegramTap = (
  thing: TelegramThing & { query: string; button: string; askedAt: number },
): Incoming[] =>
  telegram(thing, {
    callback_query: {
      id: thing.query,
      from: person(thing),
      message: { date: Math.floor(thing.askedAt / 1000), chat: { id: thing.chat, type: 'private' } },
      data: thing.button,
    },
  })

export const telegramMember = (thing: TelegramThing & { status: 'kicked' | 'member' }): Incoming[] =>
  telegram(thing, {
    my_chat_member: {
      chat: { id: thing.chat, type: 'private' },
      from: person(thing),
      date: Math.floor(thing.at / 1000),
      new_chat_member: { status: thing.status },
    },
  })

export interface WhatsappThing extends Moment {
  readonly number?: string
  /** Business-scoped user id. */
  readonly scoped?: string
  readonly wamid: string
}

export const whatsappMessage = (thing: WhatsappThing, more: object): object => ({
  from: thing.number,
  from_user_id: thing.scoped,
  id: thing.wamid,
  timestamp: String(Math.floor(thing.at / 1000)),
  ...more,
})

export const whatsappBody = (received: number, value: object): Incoming[] =>
  parseWhatsapp(
    {
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '102290129340001',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { phone_number_id: phoneNumberId },
                ...value,
              },
            },
          ],
        },
      ],
    },
    { account: accounts.whatsapp, phoneNumberId, receivedAt: instant(received) },
  )

export const whatsappText = (thing: WhatsappThing & { text: string }): Incoming[] =>
  whatsappBody(thing.received, {
    messages: [whatsappMessage(thing, { type: 'text', text: { body: thing.text } })],
  })

export const whatsappTap = (thing: WhatsappThing & { button: string }): Incoming[] =>
  whatsappBody(thing.received, {
    messages: [
      whatsappMessage(thing, {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: thing.button, title: '…' } },
      }),
    ],
  })

export const whatsappMoved = (thing: WhatsappThing & { to: string; toScoped?: string }): Incoming[] =>
  whatsappBody(thing.received, {
    messages: [
      whatsappMessage(thing, {
        type: 'system',
        system: {
          type: 'user_changed_number',
          wa_id: thing.to,
          user_id: thing.toScoped ?? thing.scoped,
          body: `User A changed from ${thing.number} to ${thing.to}`,
        },
      }),
    ],
  })

export const whatsappStatus = (status: {
  readonly number: string
  readonly messageId: string
  readonly outbox: string
  readonly state: string
  readonly received: number
}): Incoming[] =>
  whatsappBody(status.received, {
    statuses: [
      {
        id: status.messageId,
        status: status.state,
        timestamp: String(Math.floor(status.received / 1000)),
        recipient_id: status.number,
        biz_opaque_callback_data: status.outbox,
      },
    ],
  })
