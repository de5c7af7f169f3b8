import type { Sent } from '../channel.ts'

const failed = (reason: string, maybeTaken: boolean): Sent => ({ type: 'failed', reason, maybeTaken })

// Nothing reached the service when the connection itself could not be made.
const unconnected = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

const fieldOf = (fault: unknown, name: string): unknown =>
  typeof fault === 'object' && fault !== null ? Reflect.get(fault, name) : undefined

/** Seconds to wait as the service names them; 5 where it does not. */
const waitOf = (fault: unknown): number => {
  const headers = fieldOf(fieldOf(fault, 'response'), 'headers')
  const get = fieldOf(headers, 'get')
  const given = typeof get === 'function' ? Number(get.call(headers, 'retry-after')) : Number.NaN
  return Number.isFinite(given) && given > 0 ? Math.ceil(given) : 5
}

/** A fault of one call by its class. Reasons carry codes alone: errors of the library hold texts and addresses. */
export const outcomeOf = (fault: unknown, signal: AbortSignal): Sent => {
  const status = fieldOf(fault, 'statusCode')
  if (typeof status === 'number') return byStatus(status, fault)
  if (signal.aborted) return failed('botframework.timeout', true)
  const code = String(fieldOf(fault, 'code') ?? fieldOf(fieldOf(fault, 'cause'), 'code') ?? '')
  const isUnconnected = unconnected.some((one) => code === one || String(fault).includes(one))
  return failed('botframework.network', !isUnconnected)
}

const byStatus = (status: number, fault: unknown): Sent => {
  const reason = `botframework.${status}`
  if (status === 429) return { type: 'wait', seconds: waitOf(fault) }
  // A wrong password answers 401: the operator can mend it, so nothing may be dropped for it.
  if (status === 401) return failed(reason, false)
  // Blocked, left, or a conversation that is over.
  if (status === 403 || status === 404) return { type: 'gone', reason }
  if (status >= 400 && status < 500) return { type: 'refused', reason }
  return failed(reason, true)
}
