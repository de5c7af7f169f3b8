import { z } from 'zod'
import type { Adapter, Call, Sent, SpaceName } from '../channel.ts'
import { readJson } from '../wire/body.ts'
import { postJson } from '../wire/post.ts'
import { outcomeOf, silenceOf } from './outcome.ts'
import { isScoped } from './reach.ts'
import { render } from './render.ts'
import { templatePayload } from './template.ts'

export interface WhatsappAccount {
  readonly accessToken: string
  readonly phoneNumberId: string
  /** Base of the address, without a slash at its end. */
  readonly apiRoot: string
  /** Version of the Graph API, as in 26. */
  readonly version: number
  readonly account: string
  readonly space: SpaceName
}

const Payload = z.record(z.string(), z.unknown())
const unsupported: Sent = { type: 'refused', reason: 'whatsapp.unsupported' }
const misshapen: Sent = { type: 'refused', reason: 'whatsapp.payload' }

// A scoped id in `to` is answered with 200 and dropped in silence, so the two fields must not be mixed up.
const recipientOf = (to: string) => (isScoped(to) ? { recipient: to } : { to })

function bodyOf(call: Extract<Call, { type: 'message' | 'ack' }>): object | null {
  const payload = Payload.safeParse(call.payload)
  if (!payload.success) return null
  if (call.type === 'ack') return payload.data
  return {
    ...payload.data,
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...recipientOf(call.to),
    biz_opaque_callback_data: call.outbox,
  }
}

async function post(account: WhatsappAccount, body: object, signal: AbortSignal): Promise<Sent> {
  const { apiRoot, version, phoneNumberId, accessToken } = account
  try {
    const url = `${apiRoot.replace(/\/+$/, '')}/v${version}.0/${phoneNumberId}/messages`
    const headers = { Authorization: `Bearer ${accessToken}` }
    const { text, ...answer } = await postJson(url, JSON.stringify(body), signal, headers)
    return outcomeOf({ ...answer, body: readJson(text) })
  } catch (fault) {
    return silenceOf(fault, signal)
  }
}

async function send(account: WhatsappAccount, call: Call, signal: AbortSignal): Promise<Sent> {
  if (signal.aborted) return { type: 'failed', reason: 'whatsapp.aborted', maybeTaken: false }
  switch (call.type) {
    case 'message':
    case 'ack': {
      const body = bodyOf(call)
      return body ? post(account, body, signal) : misshapen
    }
    case 'clear':
    case 'unsend':
    case 'call':
      return unsupported
    default:
      return call satisfies never
  }
}

/** The Cloud API behind the Adapter. `silent` has no meaning on WhatsApp. */
export function whatsappAdapter(account: WhatsappAccount): Adapter {
  return {
    account: account.account,
    channel: 'whatsapp',
    space: account.space,
    render,
    send: (call, signal) => send(account, call, signal),
    pauseMs: 0,
    windowHours: 24,
    template: templatePayload,
    canUnsend: false,
    canClear: false,
    echoes: true,
  }
}
