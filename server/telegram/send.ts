import { Api } from 'grammy'
import { z } from 'zod'
import type { Adapter, Call, Sent, SpaceName } from '../channel.ts'
import { outcomeOf } from './outcome.ts'
import { render } from './render.ts'
import { whenAborted } from './signal.ts'
import { overUndici } from './transport.ts'

export interface TelegramAccount {
  readonly token: string
  /** Base of the address, without a slash at its end. */
  readonly apiRoot: string
  readonly account: string
  readonly space: SpaceName
}

// What render made and the store kept; parsed, because another version of ours may have written it.
const MessagePayload = z.object({
  text: z.string(),
  link_preview_options: z.object({ is_disabled: z.boolean() }).optional(),
  reply_markup: z
    .object({
      inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: z.string() }))),
    })
    .optional(),
})
const AckPayload = z.object({ callback_query_id: z.string() })
const LeavePayload = z.object({ chat_id: z.string() })

const deletedAtOnce = 100
const sent: Sent = { type: 'sent', messageId: null }
const misshapen: Sent = { type: 'refused', reason: 'telegram.payload' }

async function sendMessage(
  api: Api,
  call: Extract<Call, { type: 'message' }>,
  signal: AbortSignal,
): Promise<Sent> {
  const payload = MessagePayload.safeParse(call.payload)
  if (!payload.success) return misshapen
  const message = await api.raw.sendMessage(
    { chat_id: call.to, ...payload.data, ...(call.silent ? { disable_notification: true } : {}) },
    whenAborted(signal),
  )
  return { type: 'sent', messageId: String(message.message_id) }
}

async function unsend(api: Api, call: Extract<Call, { type: 'unsend' }>, signal: AbortSignal): Promise<Sent> {
  const ids = call.messageIds.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0)
  for (let start = 0; start < ids.length; start += deletedAtOnce) {
    const lot = ids.slice(start, start + deletedAtOnce)
    try {
      await api.raw.deleteMessages({ chat_id: call.to, message_ids: lot }, whenAborted(signal))
    } catch (fault) {
      // One lot too old must not keep the younger ones in the chat (P15).
      const outcome = outcomeOf(fault, 'unsend', signal)
      if (outcome.type !== 'sent') return outcome
    }
  }
  return sent
}

async function make(api: Api, call: Call, signal: AbortSignal): Promise<Sent> {
  switch (call.type) {
    case 'message':
      return sendMessage(api, call, signal)
    case 'unsend':
      return unsend(api, call, signal)
    case 'ack': {
      const payload = AckPayload.safeParse(call.payload)
      if (!payload.success) return misshapen
      await api.raw.answerCallbackQuery(payload.data, whenAborted(signal))
      return sent
    }
    case 'clear': {
      const cleared = { chat_id: call.to, message_id: Number(call.messageId) }
      await api.raw.editMessageReplyMarkup(
        { ...cleared, reply_markup: { inline_keyboard: [] } },
        whenAborted(signal),
      )
      return sent
    }
    case 'call': {
      const payload = LeavePayload.safeParse(call.payload)
      if (!payload.success) return misshapen
      await api.raw.leaveChat(payload.data, whenAborted(signal))
      return sent
    }
    default:
      return call satisfies never
  }
}

async function send(api: Api, call: Call, signal: AbortSignal): Promise<Sent> {
  if (signal.aborted) return { type: 'failed', reason: 'telegram.aborted', maybeTaken: false }
  try {
    return await make(api, call, signal)
  } catch (fault) {
    return outcomeOf(fault, call.type, signal)
  }
}

/** The Bot API behind the Adapter, through grammY's `Api` alone. */
export function telegramAdapter({ token, apiRoot, account, space }: TelegramAccount): Adapter {
  const root = apiRoot.replace(/\/+$/, '')
  const api = new Api(token, { apiRoot: root })
  api.config.use(overUndici(root, token))
  return {
    account,
    channel: 'telegram',
    space,
    render,
    send: (call, signal) => send(api, call, signal),
    pauseMs: 1000,
    windowHours: null,
    canUnsend: true,
    canClear: true,
    echoes: false,
  }
}
