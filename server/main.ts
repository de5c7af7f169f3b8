import { serve } from '@hono/node-server'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import type { SpaceName } from './channel.ts'
import {
  type Intake,
  type OpenChannel,
  openBotFramework,
  openSimulator,
  openTelegram,
  openWhatsapp,
} from './channels.ts'
import { type Clock, openClock } from './clock.ts'
import { commandLists } from './command-lists.ts'
import { type Config, environment, parseConfig } from './config.ts'
import { readTopics } from './content.ts'
import { greet } from './greet.ts'
import { accept } from './inbox.ts'
import { learntHere } from './learnt.ts'
import { faultOf, openLog } from './log.ts'
import { type Metrics, openMetrics } from './metrics.ts'
import { type OpenedContent, openContent } from './open-content.ts'
import { openStore } from './open-store.ts'
import { park } from './parked.ts'
import { pollLease } from './poll-lease.ts'
import { startRunning } from './running.ts'
import { stopOnSignal } from './stop.ts'
import { lookupKey } from './store/lookup-key.ts'
import type { Store } from './store/store.ts'
import type { WorkDeps } from './work.ts'
import { realChance } from './world.ts'

const now = Date.now

interface House {
  readonly store: Store
  readonly madeKey: boolean
  readonly content: OpenedContent
  readonly channels: readonly OpenChannel[]
  readonly metrics: Metrics
  readonly deps: WorkDeps
  readonly intake: Intake
}

/** Opens store, texts and channels. @throws an Error with plain sentences when something is missing or wrong. */
const openHouse = async (config: Config, log: Logger): Promise<House> => {
  const { store, madeKey } = await openStore(config)
  const refused = (sentence: string): void => log.error({ event: 'release.refused' }, sentence)
  const content = await openContent(config, store, refused)
  const lookup = await lookupKey(store)
  const clock = openClock(store)
  await clock.refresh()
  const metrics = openMetrics(store, now, content.shelf.staleTexts)
  const channels = await openChannels(config, clock, content)
  const all = channels.flatMap((channel) => channel.adapters)
  const adapters = new Map(all.map((adapter) => [adapter.account, adapter]))
  const deps: WorkDeps = {
    ...{ store, lookup, clock, now, adapters, flows: content.flows, setting: content.setting },
    ...{ count: metrics.count, measure: metrics.measure },
    note: (event, codes) => log.info({ event, ...codes }),
  }
  return { store, madeKey, content, channels, metrics, deps, intake: intakeOf(deps) }
}

/** Brings everything up, says so, and takes it down on a signal, at whatever point of the start that comes. */
const start = async (config: Config): Promise<void> => {
  const log = openLog(config.logLevel)
  const house = await openHouse(config, log)
  const { store, madeKey, content, channels, metrics, intake } = house
  const down: (() => unknown)[] = []
  const stopping = { asked: false }
  stopOnSignal(async () => {
    stopping.asked = true
    log.info({ event: 'server.stops' })
    for (const channel of channels) channel.close?.()
    for (const stop of down) await stop()
    await store.close()
  })
  const mounts = Object.assign({}, ...channels.map((channel) => channel.mounts(intake)))
  const isStopping = (): boolean => stopping.asked
  const app = createApp({
    store,
    metrics,
    metricsGate: config.metrics,
    hosts: config.hosts,
    mounts,
    isStopping,
  })
  const server = await listen(config, app.fetch)
  down.push(server.close)
  down.push(...startWork(house, log))
  const engine = await store.describe()
  const { operator } = content
  greet({ config, port: server.port, operator, channels, engine, madeKey, print: console.log })
  // Hundreds of files: danger, flows and stages are there already, questions are understood a moment later.
  await afterReadiness()
  content.shelf.addTopics(await readTopics())
  await warm([
    content.setting,
    learntHere.danger,
    learntHere.topics,
    () => content.shelf.catalog().dangerIndex(),
    () => content.shelf.catalog().ask('', 'en'),
  ])
}

/** What the first turn would have to wait for, one by one: whoever asks meanwhile is answered in between. */
const warm = async (steps: readonly (() => unknown)[]): Promise<void> => {
  for (const step of steps) {
    await new Promise((resolve) => setImmediate(resolve))
    step()
  }
}

/** Whoever waits for this process to be ready is answered before it gets busy again. */
const afterReadiness = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300))

/** Turns, deliveries, polling: returns how each is ended. */
const startWork = (
  { store, content, channels, metrics, deps, intake }: House,
  log: Logger,
): (() => unknown)[] => {
  const running = startRunning(deps, content.shelf, (place, error) => {
    metrics.count('faults', { place, kind: faultOf(error) })
    log.warn({ event: 'fault', place, kind: faultOf(error) })
  })
  const say = (sentence: string): void => log.warn({ event: 'telegram.polling' }, sentence)
  const polls = channels.map((channel) => channel.start?.(intake, pollLease(store, realChance), say))
  return [...polls.map((stop) => () => stop?.()), running.stop]
}

const openChannels = async (config: Config, clock: Clock, content: OpenedContent): Promise<OpenChannel[]> => {
  const lists = commandLists(content.shelf.catalog())
  const demo = { now: () => clock.now('demo'), forward: clock.forward }
  return [
    ...(config.telegram ? [await openTelegram(config.telegram, config.publicUrl, lists)] : []),
    ...(config.whatsapp ? [await openWhatsapp(config.whatsapp)] : []),
    ...(config.botFramework ? [await openBotFramework(config.botFramework)] : []),
    ...(config.simulator ? [await openSimulator(demo, content.hints, realChance.id(12))] : []),
  ]
}

const intakeOf = ({ store, lookup, clock, adapters, count, note }: WorkDeps): Intake => {
  const spaceOf = (account: string): SpaceName => adapters.get(account)?.space ?? 'main'
  const inbox = { store, lookup, chance: realChance, spaceOf, now, count }
  return {
    accept: (incoming) => accept(inbox, incoming),
    park: async (reason, raw) => {
      await park({ store, chance: realChance, now }, reason, raw)
      note('update.parked', { reason })
    },
    now: () => clock.now('main'),
    count,
  }
}

/** Resolves once the port is open. @throws Error with the sentence that helps. */
const listen = (
  config: Config,
  fetch: Parameters<typeof serve>[0]['fetch'],
): Promise<{ port: number; close: () => void }> =>
  new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch,
        port: config.port,
        hostname: config.host,
        // Node looks for slow senders every 30 s by itself: then 10 s would be 40.
        serverOptions: { requestTimeout: 20_000, headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
      },
      ({ port }) => resolve({ port, close: () => server.close() }),
    )
    server.on('error', (error: NodeJS.ErrnoException) => reject(new Error(listenFault(error, config))))
  })

const listenFault = (error: NodeJS.ErrnoException, config: Config): string =>
  error.code === 'EADDRINUSE'
    ? `Port ${config.port} is taken by another program. Stop it, or start with another one: PORT=3001 npm start`
    : `The server cannot listen on ${config.host}:${config.port} (${error.code ?? 'unknown fault'}). Check HOST and PORT.`

try {
  await start(parseConfig(environment))
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The server could not start, for an unknown reason.')
  process.exit(1)
}
