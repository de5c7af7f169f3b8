import type { Catalog } from '../../bot/catalog.ts'
import type { Flows } from '../../bot/flow.ts'
import type { Operator } from '../../bot/world.ts'
import { flows as ownFlows } from '../../flows/index.ts'
import { buildCatalog } from '../../server/catalog.ts'
import type { Adapter, Call, Incoming, Sent } from '../../server/channel.ts'
import { openClock } from '../../server/clock.ts'
import { readWhole } from '../../server/content.ts'
import { readLaw } from '../../server/deadlines.ts'
import { workDue } from '../../server/due.ts'
import { accept } from '../../server/inbox.ts'
import { demoOperator } from '../../server/operator.ts'
import { workOutbox } from '../../server/outbox.ts'
import { workRelay } from '../../server/relay.ts'
import { dueQueue, queues } from '../../server/rows.ts'
import { views } from '../../server/running.ts'
import type { Engine } from '../../server/store/engine.ts'
import { openValue } from '../../server/store/envelope.ts'
import { type LookupKey, lookupKey } from '../../server/store/lookup-key.ts'
import { parseKeyRing, sealStore } from '../../server/store/seal.ts'
import type { Claim, Json, Store } from '../../server/store/store.ts'
import { telegramAdapter } from '../../server/telegram/send.ts'
import { whatsappAdapter } from '../../server/whatsapp/send.ts'
import type { WorkDeps } from '../../server/work.ts'
import { workInbox } from '../../server/worker.ts'
import { realChance } from '../../server/world.ts'
import { redisPlace, sqlitePlace } from './place.ts'
import { accounts, phoneNumberId } from './updates.ts'

/** One call that an adapter was asked to make, and what it answered. */
export interface Made {
  readonly account: string
  readonly call: Call
  readonly sent: Sent
  readonly at: number
}

export type QueueName = 'inbox' | 'relay' | 'outbox' | 'due'

/** All of the server in one process without HTTP: a real store, real accept and workers, driven step by step. */
export interface House {
  readonly store: Store
  readonly engine: Engine
  readonly lookup: LookupKey
  readonly deps: WorkDeps
  readonly made: Made[]
  readonly faults: unknown[]
  /** What was counted and noted: metrics and log lines. */
  readonly counted: { name: string; labels: Readonly<Record<string, string>> }[]
  readonly noted: { event: string; codes: Readonly<Record<string, string | number>> }[]
  now(): number
  /** Moves the real clock. */
  pass(ms: number): void
  accept(incoming: readonly Incoming[]): Promise<void>
  /** Claims and works the named queues (all of them unless said) until nothing is ready. */
  settle(...only: QueueName[]): Promise<void>
  /** Claims once and works it; false when nothing was ready. */
  step(queue: QueueName): Promise<boolean>
  /** What the next calls are answered; an empty list means that all is taken. */
  answer: (call: Call, account: string) => Sent | null | Promise<Sent | null>
  /** Every stored value in the clear, each behind the place it lies at. */
  plain(): Promise<string>
  /** All bytes of the store as an outsider sees them. */
  raw(): Promise<string>
  setFlows(flows: Flows): void
  setCatalog(catalog: Catalog): void
  end(): Promise<void>
}

export interface HouseOptions {
  /** Address of a Redis; SQLite in a temporary file without it. */
  readonly redis?: string | null
  /** All of that Redis, under the names that a server uses. */
  readonly whole?: boolean
  readonly operator?: Partial<Operator>
  readonly start?: number
}

let shared: Catalog | null = null
export const wholeCatalog = (): Catalog => {
  shared ??= buildCatalog([readWhole()], { goLive: false })
  return shared
}

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
export const start = Date.parse('2026-12-16T10:00:00.000Z')

const ring = parseKeyRing(Buffer.alloc(32, 7).toString('base64'))

export const openHouse = async (options: HouseOptions = {}): Promise<House> => {
  let real = options.start ?? start
  const now = (): number => real
  const place = options.redis ? await redisPlace(options.redis, now, options.whole) : await sqlitePlace(now)
  const store = sealStore(place.engine, ring)
  const lookup = await lookupKey(store)
  const clock = openClock(store, now)
  const made: Made[] = []
  const faults: unknown[] = []
  const counted: House['counted'] = []
  const noted: House['noted'] = []
  let messages = 0
  const recording = (adapter: Adapter): Adapter => ({
    ...adapter,
    pauseMs: 0,
    send: async (call) => {
      const given = await house.answer(call, adapter.account)
      const sent = given ?? {
        type: 'sent',
        messageId: call.type === 'message' ? String(500_000 + ++messages) : null,
      }
      made.push({ account: adapter.account, call, sent, at: now() })
      return sent
    },
  })
  const telegram = { token: '1:x', apiRoot: 'http://127.0.0.1:9', account: accounts.telegram }
  const whatsapp = { accessToken: 'x', phoneNumberId, apiRoot: 'http://127.0.0.1:9', version: 26 }
  const adapters = new Map<string, Adapter>(
    [
      telegramAdapter({ ...telegram, space: 'main' }),
      whatsappAdapter({ ...whatsapp, account: accounts.whatsapp, space: 'main' }),
      telegramAdapter({ ...telegram, account: 'demo:telegram', space: 'demo' }),
    ].map((adapter) => [adapter.account, recording(adapter)]),
  )
  let flows = ownFlows
  let catalog = wholeCatalog()
  const law = readLaw()
  const deps: WorkDeps = {
    store,
    lookup,
    clock,
    now,
    get flows() {
      return flows
    },
    adapters,
    setting: () => ({
      catalog,
      operator: { ...demoOperator, ...options.operator },
      chance: realChance,
      law,
      zone: 'Europe/Amsterdam',
    }),
    count: (name, labels = {}) => counted.push({ name, labels }),
    measure: () => {},
    note: (event, codes) => noted.push({ event, codes }),
  }
  const works: Record<QueueName, readonly [string, () => number, (claim: Claim<Json>) => Promise<void>][]> = {
    inbox: [[queues.inbox, now, (claim) => workInbox(deps, claim)]],
    relay: [[queues.relay, now, (claim) => workRelay(deps, claim)]],
    outbox: [[queues.outbox, now, (claim) => workOutbox(deps, claim)]],
    due: (['main', 'demo'] as const).map((space) => [
      dueQueue(space),
      () => clock.now(space).epochMilliseconds,
      (claim) => workDue(deps, claim),
    ]),
  }
  const step = async (name: QueueName): Promise<boolean> => {
    for (const [queue, at, work] of works[name]) {
      const claim = await store.claim({ queue, now: at(), leaseMs: 20_000, rows: 200, view: views[name] })
      if (!claim) continue
      try {
        await work(claim)
      } catch (error) {
        faults.push(error)
      } finally {
        await store.release(claim)
      }
      return true
    }
    return false
  }
  const house: House = {
    store,
    engine: place.engine,
    lookup,
    deps,
    made,
    faults,
    counted,
    noted,
    now,
    pass: (ms) => {
      real += ms
    },
    accept: (incoming) =>
      accept(
        {
          store,
          lookup,
          chance: realChance,
          spaceOf: (account) => (account.startsWith('demo') ? 'demo' : 'main'),
          now,
          count: deps.count,
        },
        incoming,
      ),
    settle: async (...only) => {
      const names = only.length > 0 ? only : (['inbox', 'relay', 'outbox', 'due'] as const)
      for (let rounds = 0; rounds < 2000; rounds++) {
        // Redis looks once for all claims of a process and takes that look for good a while: nothing twice in a row is nothing.
        let busy = false
        for (const name of names) if (await step(name)) busy = true
        if (!busy) return
      }
      throw new Error('The house never came to rest: some row is ready for ever.')
    },
    step,
    answer: () => null,
    plain: async () => {
      const all: string[] = []
      for await (const { ref, bytes } of place.engine.walk()) {
        const value = ref.type === 'blob' ? '' : Buffer.from(openValue(ring, ref, bytes)).toString('utf8')
        all.push(`${JSON.stringify(ref)} ${value}`)
      }
      return all.join('\n')
    },
    raw: place.raw,
    setFlows: (next) => {
      flows = next
    },
    setCatalog: (next) => {
      catalog = next
    },
    end: place.end,
  }
  return house
}
