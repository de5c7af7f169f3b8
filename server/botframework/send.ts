import { z } from 'zod'
import type { Adapter, Call, Sent, SpaceName } from '../channel.ts'
import { type Authentication, identityOf, withoutRepeats } from './connect.ts'
import { outcomeOf } from './outcome.ts'
import { type Place, placeOf } from './reach.ts'
import { render } from './render.ts'

export interface BotFrameworkAccount {
  readonly authentication: Authentication
  readonly appId: string
  readonly account: string
  readonly space: SpaceName
}

const Payload = z.looseObject({ type: z.literal('message'), text: z.string() })

/** What the connector makes of the Conversation: the answer goes to the service that asked. */
const addressed = ([channelId, conversation, person, bot, serviceUrl]: Place) => ({
  channelId,
  serviceUrl,
  conversation: { id: conversation, isGroup: false, conversationType: 'personal', name: '' },
  // The connector knows their names; none of ours is kept.
  from: { id: bot, name: '' },
  recipient: { id: person, name: '' },
})

const post = async (
  { authentication, appId }: BotFrameworkAccount,
  call: Extract<Call, { type: 'message' }>,
  signal: AbortSignal,
): Promise<Sent> => {
  const place = placeOf(call.to)
  const payload = Payload.safeParse(call.payload)
  if (!place || !payload.success) return { type: 'refused', reason: 'botframework.payload' }
  const [, conversation, , , serviceUrl] = place
  const factory = authentication.createConnectorFactory(identityOf(appId))
  const client = withoutRepeats(await factory.create(serviceUrl))
  const activity = { ...payload.data, ...addressed(place) }
  const done = await client.conversations.sendToConversation(conversation, activity, { abortSignal: signal })
  return { type: 'sent', messageId: done.id ?? null }
}

const send = async (account: BotFrameworkAccount, call: Call, signal: AbortSignal): Promise<Sent> => {
  if (signal.aborted) return { type: 'failed', reason: 'botframework.aborted', maybeTaken: false }
  // Nothing else is ever asked of this channel: it can neither clear nor unsend.
  if (call.type !== 'message') return { type: 'refused', reason: 'botframework.call' }
  try {
    return await post(account, call, signal)
  } catch (fault) {
    return outcomeOf(fault, signal)
  }
}

/** The Bot Connector behind the Adapter: Teams, Web Chat, the Emulator and whatever else speaks to `/api/messages`. */
export const botFrameworkAdapter = (account: BotFrameworkAccount): Adapter => ({
  account: account.account,
  channel: 'text',
  space: account.space,
  render,
  send: (call, signal) => send(account, call, signal),
  pauseMs: 500,
  windowHours: null,
  canUnsend: false,
  canClear: false,
  echoes: false,
})
