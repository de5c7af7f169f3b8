import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { LedgerWriter, UpdateLine } from '../audit/ledger.ts'
import { type Channel, signed, webhookSecret } from '../support/people.ts'
import type { TelegramStandIn } from '../support/telegram-stand-in.ts'
import type { WhatsappStandIn } from '../support/whatsapp-stand-in.ts'

/** One thing that a person does. */
export type Deed =
  | { readonly what: 'text'; readonly text: string }
  | { readonly what: 'tap'; readonly button: string; readonly askedAt: number; readonly isTemplate: boolean }
  | { readonly what: 'media'; readonly kind: 'voice' | 'photo' | 'sticker' }
  | { readonly what: 'member'; readonly status: 'kicked' | 'member' }

export interface Platform {
  readonly telegram: TelegramStandIn
  readonly whatsapp: WhatsappStandIn
  readonly ledger: LedgerWriter
  /** Base addresses of the server processes; deliveries are spread over them. */
  urls: readonly string[]
  /** Nothing is brought any more. */
  isOver: boolean
  /** The time of the platforms: moved forward with the demo clock. */
  readonly now: () => number
}

export interface Who {
  readonly channel: Channel
  readonly id: string
}
export const nameOf = ({ channel, id }: Who): string => `${channel} ${id}`

export interface Delivery {
  readonly who: Who
  readonly body: string
  readonly lines: readonly Omit<UpdateLine, 'at' | 'takenAt' | 'tries'>[]
}

let updateId = 700_000
let serial = 0

/** Puts a deed into an update as Telegram sends it; the platform knows from then on that the chat may be answered. */
const telegramDelivery = ({ telegram }: Platform, who: Who, deed: Deed, sentAt: number): Delivery => {
  const order = ++updateId
  const date = Math.floor(sentAt / 1000)
  const chat = { id: Number(who.id), type: 'private' }
  const from = { id: Number(who.id), is_bot: false, language_code: 'en' }
  const messageId = deed.what === 'text' || deed.what === 'media' ? ++serial : null
  const query = randomUUID()
  const said = { message_id: messageId, date, chat, from }
  const media = deed.what === 'media' ? { [deed.kind]: { file_id: 'f', file_unique_id: 'u' } } : {}
  const content =
    deed.what === 'text'
      ? { message: { ...said, text: deed.text } }
      : deed.what === 'media'
        ? { message: { ...said, ...media } }
        : deed.what === 'tap'
          ? {
              callback_query: {
                ...{ id: query, from, chat_instance: '1', data: deed.button },
                message: { message_id: 1, date: Math.floor(deed.askedAt / 1000), chat },
              },
            }
          : { my_chat_member: { chat, from, date, new_chat_member: { status: deed.status } } }
  telegram.network.known?.chats.add(who.id)
  if (deed.what === 'tap') telegram.network.known?.queries.set(query, sentAt)
  const providerId = messageId !== null ? `m${messageId}` : deed.what === 'tap' ? `q${query}` : `u${order}`
  const line = lineOf(who, deed, sentAt, { providerId, order, messageId: messageId?.toString() ?? null })
  return { who, body: JSON.stringify({ update_id: order, ...content }), lines: [line] }
}

const choiceOf = (button: string): string => button.slice(button.indexOf('.') + 1)

const lineOf = (
  who: Who,
  deed: Deed,
  sentAt: number,
  ids: Pick<UpdateLine, 'providerId' | 'order' | 'messageId'>,
  place = 0,
): Delivery['lines'][number] => ({
  type: 'update',
  person: nameOf(who),
  channel: who.channel,
  id: who.id,
  ...ids,
  what: deed.what,
  text: deed.what === 'text' ? deed.text : null,
  choice: deed.what === 'tap' ? choiceOf(deed.button) : null,
  place,
  // The platforms tell whole seconds.
  sentAt: Math.floor(sentAt / 1000) * 1000,
  askedAt: deed.what === 'tap' && who.channel === 'telegram' ? Math.floor(deed.askedAt / 1000) * 1000 : null,
})

const whatsappContent = (deed: Deed): object => {
  if (deed.what === 'text') return { type: 'text', text: { body: deed.text } }
  if (deed.what === 'tap' && deed.isTemplate)
    return { type: 'button', button: { payload: deed.button, text: 'x' } }
  if (deed.what === 'tap')
    return {
      type: 'interactive',
      interactive: { type: 'list_reply', list_reply: { id: deed.button, title: 'x' } },
    }
  const kind =
    deed.what === 'media' ? { voice: 'audio', photo: 'image', sticker: 'sticker' }[deed.kind] : 'unsupported'
  return { type: kind, [kind]: { id: '1', mime_type: 'x/y' } }
}

/** Several deeds of one person in one body, in the order given. */
const whatsappDelivery = (
  { whatsapp }: Platform,
  who: Who,
  deeds: readonly { readonly deed: Deed; readonly sentAt: number }[],
): Delivery => {
  const scoped = who.id.includes('.')
  const messages = deeds.map(({ deed, sentAt }) => ({
    id: `wamid.ZQ${randomUUID()}`,
    timestamp: String(Math.floor(sentAt / 1000)),
    ...(scoped ? { from_user_id: who.id } : { from: who.id }),
    ...whatsappContent(deed),
  }))
  const { known } = whatsapp.network
  for (const [place, { id }] of messages.entries()) {
    known?.wamids.add(id)
    const before = known?.heard.get(who.id) ?? 0
    known?.heard.set(who.id, Math.max(before, Math.floor((deeds[place]?.sentAt ?? 0) / 1000) * 1000))
  }
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '12025550100', phone_number_id: whatsapp.phoneNumberId },
    contacts: [{ profile: { name: 'A' }, ...(scoped ? { user_id: who.id } : { wa_id: who.id }) }],
    messages,
  }
  return {
    who,
    body: JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '102290129340001', changes: [{ field: 'messages', value }] }],
    }),
    lines: messages.map(({ id }, place) => {
      const one = deeds[place] ?? { deed: { what: 'text', text: '' } as const, sentAt: 0 }
      return lineOf(who, one.deed, one.sentAt, { providerId: id, order: null, messageId: null }, place)
    }),
  }
}

/** What the platform makes of deeds: one body each on Telegram, one for all on WhatsApp. */
export const deliveriesOf = (
  platform: Platform,
  who: Who,
  deeds: readonly { readonly deed: Deed; readonly sentAt: number }[],
): Delivery[] =>
  who.channel === 'telegram'
    ? deeds.map(({ deed, sentAt }) => telegramDelivery(platform, who, deed, sentAt))
    : [whatsappDelivery(platform, who, deeds)]

const post = (
  platform: Platform,
  { who, body }: Delivery,
): Promise<{ status: number; retryMs: number | null }> => {
  const base = platform.urls[Math.floor(Math.random() * platform.urls.length)] ?? ''
  const headers: Record<string, string> =
    who.channel === 'telegram'
      ? { 'X-Telegram-Bot-Api-Secret-Token': webhookSecret }
      : { 'X-Hub-Signature-256': signed(platform.whatsapp.appSecret, body) }
  return fetch(`${base}/webhooks/${who.channel}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  }).then(
    async (response) => {
      await response.arrayBuffer()
      const after = response.headers.get('retry-after')
      return { status: response.status, retryMs: after === null ? null : Number(after) * 1000 }
    },
    () => ({ status: 0, retryMs: null }),
  )
}

/**
 * Telegram repeats at once, then after 2, 4, 8 … s up to a minute, and obeys Retry-After; Meta says only that it repeats,
 * ever more seldom, for seven days.
 */
const schedules: Readonly<Record<Channel, readonly number[]>> = {
  telegram: [0, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000],
  whatsapp: [2_000, 5_000, 10_000, 20_000, 40_000, 60_000],
}

/** Brings it until it is taken, as long as the platform would. @returns whether it was taken. */
export const deliver = async (platform: Platform, delivery: Delivery): Promise<boolean> => {
  const at = Date.now()
  const schedule = schedules[delivery.who.channel]
  for (let tries = 1; tries <= 40 && !platform.isOver; tries++) {
    const { status, retryMs } = await post(platform, delivery)
    if (status === 200) {
      note(platform, delivery, at, Date.now(), tries)
      return true
    }
    const own = schedule[Math.min(tries - 1, schedule.length - 1)] ?? 0
    await pause(delivery.who.channel === 'telegram' ? (retryMs ?? own) : own)
  }
  note(platform, delivery, at, null, 40)
  return false
}

/** Once more what was taken before: nothing of it may work again. */
export const repeat = async (platform: Platform, delivery: Delivery): Promise<void> => {
  await post(platform, delivery)
}

const note = (
  platform: Platform,
  { lines }: Delivery,
  at: number,
  takenAt: number | null,
  tries: number,
): void => {
  for (const line of lines) platform.ledger.write({ ...line, at, takenAt, tries })
}

/** Delivery reports of something we sent, in any order, twice now and then. */
export const report = async (
  platform: Platform,
  sent: { readonly to: string; readonly messageId: string; readonly outbox: string | null },
  states: readonly string[],
): Promise<void> => {
  const scoped = sent.to.includes('.')
  const statuses = states.map((status) => ({
    id: sent.messageId,
    status,
    timestamp: String(Math.floor(platform.now() / 1000)),
    ...(scoped ? { recipient_user_id: sent.to } : { recipient_id: sent.to }),
    ...(sent.outbox === null ? {} : { biz_opaque_callback_data: sent.outbox }),
  }))
  const metadata = { display_phone_number: '12025550100', phone_number_id: platform.whatsapp.phoneNumberId }
  const value = { messaging_product: 'whatsapp', metadata, statuses }
  const entry = [{ id: '102290129340001', changes: [{ field: 'messages', value }] }]
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
  await deliver(platform, { who: { channel: 'whatsapp', id: sent.to }, body, lines: [] })
}
