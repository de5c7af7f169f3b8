import { GrammyError, HttpError } from 'grammy'
import type { Call, Sent } from '../channel.ts'
import { maybeTaken } from '../wire/post.ts'

// Telegram's own words; there is no finer code than 400. https://core.telegram.org/bots/api#making-requests
const absent = /chat not found|user is deactivated|PEER_ID_INVALID|user not found/i
const done =
  /message is not modified|message to (delete|edit) not found|query is too old|query ID is invalid/i

const failed = (reason: string, taken: boolean): Sent => ({ type: 'failed', reason, maybeTaken: taken })
const sent: Sent = { type: 'sent', messageId: null }

function refusal(error: GrammyError, call: Call['type']): Sent {
  const { error_code: code, description } = error
  const reason = `telegram.${code}`
  if (code === 429) return { type: 'wait', seconds: Math.max(1, error.parameters.retry_after ?? 5) }
  // A wrong token answers 401 or 404: the operator can mend it, so nothing may be dropped for it.
  if (code === 401 || code === 404) return failed(reason, false)
  if (!(code >= 400 && code < 500)) return failed(reason, true)
  if (done.test(description)) return sent
  if (call !== 'message') return tidied(code, call)
  if (code === 403 || absent.test(description)) return { type: 'gone', reason }
  return { type: 'refused', reason }
}

/** What was to be cleared, deleted or left is out of reach: there is nothing more to do about it. */
const tidied = (code: number, call: Call['type']): Sent =>
  call === 'ack' ? { type: 'refused', reason: `telegram.${code}` } : sent

/** A fault of one call by its class. Reasons carry codes alone: errors of grammY hold texts and addresses. */
export function outcomeOf(fault: unknown, call: Call['type'], signal: AbortSignal): Sent {
  if (fault instanceof GrammyError) return refusal(fault, call)
  if (signal.aborted) return failed('telegram.timeout', true)
  if (!(fault instanceof HttpError)) return failed('telegram.fault', true)
  return failed('telegram.network', maybeTaken(fault.error))
}
