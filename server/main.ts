import { serve } from '@hono/node-server'
// CHECKFLOWS
import { flows } from '../flows/index.ts'
import { createApp } from './app.ts'
import type { Adapter, SpaceName } from './channel.ts'
import { type OpenChannel, openSimulator, openTelegram, openWhatsapp } from './channels.ts'
import { openClock } from './clock.ts'
import { type Config, environment, parseConfig } from './config.ts'
import { readFiles } from './content.ts'
import { greet } from './greet.ts'
import { accept } from './inbox.ts'
import { faultOf, openLog } from './log.ts'
import { openMetrics } from './metrics.ts'
import { openStore } from './open-store.ts'
import { readOperator } from './operator.ts'
import { park } from './parked.ts'
import { pollLease } from './poll-lease.ts'
import { type Running, startRunning } from './running.ts'
import { openShelf } from './shelf.ts'
import { lookupKey } from './store/lookup-key.ts'
import type { WorkDeps } from './work.ts'
import { realChance } from './world.ts'

const stopWithinMs = 9_000

/** Brings everything up. @throws an Error with plain sentences when something is missing or wrong. */
const start = async (config: Config): Promise<void> => {
  const operator = readOperator(config.operatorFile)
  const log = openLog(config.logLevel)
  const { store, madeKey } = await openStore(config)
  const lookup = await lookupKey(store)
  const shelf = openShelf({
    store,
    files: readFiles(),
    goLive: operator.goLive,
    refused: (sentence) => log.error({ event: 'release.refused' }, sentence),
  })
  await shelf.refresh()
  // CHECKFLOWS2
  const clock = openClock(store)
  await clock.refresh()
  const now = Date.now
  const metrics = openMetrics(store, now, shelf.staleTexts)
  const demoClock = { now: () => clock.now('demo'), forward: clock.forward }
  const hints = shelf.catalog().locales.map(({ tag, name, dir }) => ({ tag, name, dir }))
  const sim = config.simulator ? await openSimulator(demoClock, hints, realChance.id(12)) : null
  const channels: OpenChannel[] = [
    ...(config.telegram ? [await openTelegram(config.telegram, config.publicUrl)] : []),
    ...(config.whatsapp ? [await openWhatsapp(config.whatsapp)] : []),
    ...(sim ? [sim] : []),
  ]
  const adapters = new Map<string, Adapter>(
    channels.flatMap((channel) => channel.adapters.map((adapter) => [adapter.account, adapter])),
  )
  const spaceOf = (account: string): SpaceName => adapters.get(account)?.space ?? 'main'
  const intake = {
    accept: (incoming: Parameters<typeof accept>[1]) =>
      accept({ store, lookup, chance: realChance, spaceOf, now, count: metrics.count }, incoming),
    park: (reason: string, raw: Parameters<typeof park>[2]) =>
      park({ store, chance: realChance, now }, reason, raw),
    now: () => clock.now('main'),
    count: metrics.count,
  }
  const deps: WorkDeps = {
    store,
    lookup,
    clock,
    now,
    flows,
    adapters,
    setting: () => ({ catalog: shelf.catalog(), operator, chance: realChance, zone: 'Europe/Amsterdam' }),
    count: metrics.count,
    measure: metrics.measure,
    note: (event, codes) => log.info({ event, ...codes }),
  }
  const running = startRunning(deps, shelf, (place, error) => {
    metrics.count('faults', { place, kind: faultOf(error) })
    log.warn({ event: 'fault', place, kind: faultOf(error) })
  })
  const say = (sentence: string): void => log.warn({ event: 'telegram.polling' }, sentence)
  const polls = channels.map((channel) => channel.start?.(intake, pollLease(store, realChance), say))
  const mounts = Object.assign({}, ...channels.map((channel) => channel.mounts(intake)))
  let stopping = false
  const app = createApp({ store, metrics, metricsGate: config.metrics, mounts, isStopping: () => stopping })
  const server = serve({ fetch: app.fetch, port: config.port, hostname: config.host }, ({ port }) => {
    void store
      .describe()
      .then((engine) => greet({ config, port, operator, channels, engine, madeKey, print: console.log }))
  })
  server.on('error', (error: NodeJS.ErrnoException) => fail(listenFault(error, config)))
  stopOnSignal(async () => {
    stopping = true
    sim?.close()
    server.close()
    await Promise.all(polls.map((stop) => stop?.()))
    await running.stop()
    await store.close()
  })
}

const listenFault = (error: NodeJS.ErrnoException, config: Config): string =>
  error.code === 'EADDRINUSE'
    ? `Port ${config.port} is taken by another program. Stop it, or start with another one: PORT=3001 npm start`
    : `The server cannot listen on ${config.host}:${config.port} (${error.code ?? 'unknown fault'}). Check HOST and PORT.`

/** Stop accepting, finish the turns in hand, exit within 10 s; work that is left waits in the store. */
const stopOnSignal = (stop: () => Promise<void>): void => {
  let asked = false
  const end = (): void => {
    if (asked) return
    asked = true
    setTimeout(() => process.exit(0), stopWithinMs).unref()
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

const fail = (sentence: string): never => {
  console.error(sentence)
  process.exit(1)
}

try {
  await start(parseConfig(environment))
} catch (error) {
  fail(error instanceof Error ? error.message : 'The server could not start, for an unknown reason.')
}

export type { Running }
