import { z } from 'zod'
import type { Sent } from '../channel.ts'
import { maybeTaken } from '../wire/post.ts'

const Refusal = z.object({
  error: z.object({
    code: z.int(),
    error_subcode: z.int().optional().catch(undefined),
    type: z.string().optional().catch(undefined),
  }),
})
type Refusal = z.infer<typeof Refusal>['error']
const Taken = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) })
const Done = z.object({ success: z.literal(true) })

/** How long to stay away when no Retry-After says it, by error code. Cloud API, error codes page. */
const waits = new Map([
  [4, 5], // calls of the app
  [80007, 5], // calls of the account
  [130429, 5], // messages of the number
  [131056, 6], // messages to one person: one in about six seconds
  [131048, 60], // quality of the number
])

// Not on WhatsApp, or its terms or its age forbid delivery; we ourselves.
const gone = [131026, 131021]
// A fault of theirs that may have come after the message was taken.
const theirs = [1, 2, 131000, 131016, 133004]
// Token, permission, account or number: the operator can mend it, so nothing may be dropped for it.
const ours = [
  ...[0, 3, 10, 33, 102, 104, 190, 368, 803],
  ...[131005, 131031, 131037, 131042, 131045, 131057, 131064, 133010],
]
const isOurs = (code: number): boolean => ours.includes(code) || (code >= 200 && code <= 299)
// "Unsupported post request": the number's id or the token's reach is wrong. Subcodes are deprecated, so also by its type.
const isNoSuchObject = ({ code, error_subcode, type }: Refusal): boolean =>
  code === 100 && (error_subcode === 33 || type === 'GraphMethodException')

const longestWait = 3600

function secondsFrom(header: string | null, otherwise: number): number {
  const seconds = header === null || header.trim() === '' ? Number.NaN : Number(header)
  return Number.isFinite(seconds) ? Math.min(longestWait, Math.max(1, Math.ceil(seconds))) : otherwise
}

const failed = (reason: string, taken: boolean): Sent => ({ type: 'failed', reason, maybeTaken: taken })

function refusal(error: Refusal, retryAfter: string | null, status: number): Sent {
  const { code } = error
  const reason = `whatsapp.${code}`
  const wait = waits.get(code)
  if (wait !== undefined) return { type: 'wait', seconds: secondsFrom(retryAfter, wait) }
  if (code === 131047) return { type: 'closed' }
  if (gone.includes(code)) return { type: 'gone', reason }
  if (isOurs(code) || isNoSuchObject(error) || status === 401) return failed(reason, false)
  if (status === 429) return { type: 'wait', seconds: secondsFrom(retryAfter, 5) }
  if (theirs.includes(code) || status >= 500) return failed(reason, true)
  return { type: 'refused', reason }
}

/** What an answer of the Cloud API means: by its code, never by its title. Reasons carry codes alone. */
export function outcomeOf(answer: { status: number; retryAfter: string | null; body: unknown }): Sent {
  const { status, retryAfter, body } = answer
  const refused = Refusal.safeParse(body)
  if (refused.success) return refusal(refused.data.error, retryAfter, status)
  const taken = Taken.safeParse(body)
  if (status < 300 && taken.success) return { type: 'sent', messageId: taken.data.messages[0]?.id ?? null }
  if (status < 300 && Done.safeParse(body).success) return { type: 'sent', messageId: null }
  if (status === 429) return { type: 'wait', seconds: secondsFrom(retryAfter, 5) }
  if (status === 401) return failed('whatsapp.http-401', false)
  // A page of a proxy in between tells nothing of what became of the message.
  return failed(`whatsapp.http-${status}`, true)
}

/** What it means that no answer came. */
export function silenceOf(fault: unknown, signal: AbortSignal): Sent {
  if (signal.aborted) return failed('whatsapp.timeout', true)
  return failed('whatsapp.network', maybeTaken(fault))
}
