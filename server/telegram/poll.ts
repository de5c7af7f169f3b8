import { type Api, GrammyError } from 'grammy'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Incoming } from '../channel.ts'
import type { Json } from '../store/store.ts'
import { allowedUpdates } from './commands.ts'
import { parse } from './parse.ts'
import { whenAborted } from './signal.ts'

export interface PollDeps {
  readonly api: Api
  readonly account: string
  /** True while this process may poll; asked before each call, so it must hold for at least 45 seconds. */
  readonly lease: { hold(): Promise<boolean> }
  /** Resolves when all are stored for good; the offset moves on only then. */
  readonly accept: (incoming: readonly Incoming[]) => Promise<void>
  readonly park: (reason: string, raw: Json) => Promise<void>
  readonly now: () => Temporal.Instant
  /** Ends the polling. */
  readonly signal: AbortSignal
  /** One plain sentence for the log; the same one is not said twice in a row. */
  readonly say: (sentence: string) => void
  /** Delete a webhook that stands in the way, in place of saying so. */
  readonly takeOver?: boolean
  /** Waits this many milliseconds, or less once the signal aborts; tests give their own. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

const pollSeconds = 25
// Longer than Telegram holds the call, shorter than the lease.
const giveUpMs = 40_000
const idleMs = 2_000
const longestWaitMs = 30_000

const Numbered = z.object({ update_id: z.int() })

const sentences = {
  webhook:
    'Telegram does not hand out messages by polling, because a webhook is set for this bot. Run "npm run telegram -- delete", or set PUBLIC_URL.',
  conflict:
    'Telegram refuses polling, because another process polls with the same token. Stop the other one; this one tries again by itself.',
  token: 'Telegram refuses the token. Check TELEGRAM_BOT_TOKEN.',
  fault: 'Telegram could not be polled, or the store was away. It is tried again by itself.',
  fine: 'Telegram is polled again.',
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(end, ms)
    function end() {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })

/** Stores what belongs to people first: it is unique, so doing the same updates again stores nothing twice. */
async function take(deps: PollDeps, updates: readonly unknown[]): Promise<void> {
  const context = { account: deps.account, receivedAt: deps.now() }
  const all = updates.flatMap((update) => parse(update, context))
  const ours = all.filter((one) => one.type !== 'ignored' && one.type !== 'unreadable')
  if (ours.length > 0) await deps.accept(ours)
  for (const one of all) if (one.type === 'unreadable') await deps.park(one.reason, one.raw)
}

/** Asks once, stores, and gives the next offset. */
async function step(deps: PollDeps, offset: number | undefined): Promise<number | undefined> {
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(giveUpMs)])
  const asked = { timeout: pollSeconds, limit: 100, allowed_updates: allowedUpdates }
  const updates: readonly unknown[] = await deps.api.raw.getUpdates(
    offset === undefined ? asked : { ...asked, offset },
    whenAborted(signal),
  )
  await take(deps, updates)
  const ids = updates.flatMap((update) => Numbered.safeParse(update).data?.update_id ?? [])
  return ids.length > 0 ? Math.max(...ids) + 1 : offset
}

type Trouble = keyof typeof sentences

function troubleOf(fault: unknown): Trouble {
  if (!(fault instanceof GrammyError)) return 'fault'
  if (fault.error_code === 409) return /webhook/i.test(fault.description) ? 'webhook' : 'conflict'
  return fault.error_code === 401 || fault.error_code === 404 ? 'token' : 'fault'
}

const waitOf = (fault: unknown, failures: number): number => {
  const asked = fault instanceof GrammyError ? (fault.parameters.retry_after ?? 0) * 1000 : 0
  return Math.max(asked, Math.min(longestWaitMs, 1000 * 2 ** Math.min(failures, 10)))
}

/** A webhook in the way goes only when told to; a fault of that is met by the next round. */
async function clearWebhook(deps: PollDeps, trouble: Trouble): Promise<void> {
  if (trouble === 'webhook' && deps.takeOver) await deps.api.raw.deleteWebhook({}).catch(() => undefined)
}

/**
 * Long polling, for a bot without a public address. Resolves once `signal` aborts; goes on by itself after every
 * fault, waiting 1 to 30 seconds or as long as Telegram asks.
 */
export async function pollTelegram(deps: PollDeps): Promise<void> {
  const wait = deps.wait ?? pause
  let offset: number | undefined
  let failures = 0
  let said: Trouble = 'fine'
  const say = (trouble: Trouble) => {
    if (trouble !== said) deps.say(sentences[trouble])
    said = trouble
  }
  while (!deps.signal.aborted) {
    try {
      if (!(await deps.lease.hold())) {
        // Whoever polled meanwhile moved on; Telegram itself remembers what was confirmed.
        offset = undefined
        await wait(idleMs, deps.signal)
        continue
      }
      offset = await step(deps, offset)
      failures = 0
      say('fine')
    } catch (fault) {
      if (deps.signal.aborted) return
      const trouble = troubleOf(fault)
      say(trouble)
      await clearWebhook(deps, trouble)
      await wait(waitOf(fault, failures), deps.signal)
      failures += 1
    }
  }
}
