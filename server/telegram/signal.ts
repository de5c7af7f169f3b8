import type { Api } from 'grammy'

type GrammySignal = NonNullable<Parameters<Api['getMe']>[0]>

// grammY types its signals by a polyfill, whose event listeners are typed apart from Node's.
const isSignal = (signal: unknown): signal is GrammySignal => signal instanceof AbortSignal

/** Node's AbortSignal as grammY types it. */
export const whenAborted = (signal: AbortSignal): GrammySignal | undefined =>
  isSignal(signal) ? signal : undefined
