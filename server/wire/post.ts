import { Agent, request } from 'undici'

export interface Answer {
  /** HTTP status. */
  readonly status: number
  /** The Retry-After header as it came, or null. */
  readonly retryAfter: string | null
  readonly text: string
}

const agent = new Agent({
  // Over HTTP/2 all calls share one connection, and where that went silent all of them wait until TCP gives it up.
  allowH2: false,
  // A connection that a provider is about to close must not be used again.
  keepAliveTimeout: 4_000,
  // An answer of theirs is a few kilobytes.
  maxResponseSize: 1024 * 1024,
})

/**
 * One POST of JSON over a connection that is kept. undici's own `request`: a quarter of the work of `fetch`.
 * Follows no redirect and uses no proxy of the environment. @throws what undici throws, `code` saying why, when no whole answer came before `signal`.
 */
export const postJson = async (
  url: string,
  json: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  const answer = await request(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: json,
    signal,
    dispatcher: agent,
  })
  const again = answer.headers['retry-after']
  const text = await answer.body.text()
  return { status: answer.statusCode, retryAfter: typeof again === 'string' ? again : null, text }
}

/** Codes of faults in which nothing reached the provider, because the connection itself could not be made. */
const unconnected = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'UND_ERR_CONNECT_TIMEOUT',
]

/** Whether the provider may have taken what was posted, though no answer came. */
export const maybeTaken = (fault: unknown): boolean => {
  const code = typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : null
  return typeof code !== 'string' || !unconnected.includes(code)
}
