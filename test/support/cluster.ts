import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePort } from './port.ts'
import { type ChildProcess, endServer, launchRedis, makeFolder, removeFolder } from './redis.ts'

/** A real Redis Cluster of six nodes on 127.0.0.1: three masters, a replica of each. */
export interface TestCluster {
  /** As REDIS_URL takes it: all six nodes with commas. */
  readonly url: string
  /** Which nodes are masters now, by port. */
  masters(): Promise<number[]>
  /** SIGKILL; its replica takes over after about four seconds. */
  kill9(port: number): Promise<void>
  /** Starts a killed node again: it comes back as a replica of whoever took over. */
  restart(port: number): Promise<void>
  /** Resolves once all slots are served and every master has a replica in step. @throws after `ms` */
  healthy(ms?: number): Promise<void>
  stop(): Promise<void>
}

interface Node {
  readonly port: number
  readonly settings: readonly string[]
  server: ChildProcess
}

const masterCount = 3
const nodeCount = 6
const slots = 16_384

/** Begins with an empty cluster, in about three seconds. */
export async function startCluster(
  options: { readonly appendfsync?: 'always'; readonly settings?: readonly string[] } = {},
): Promise<TestCluster> {
  const folder = await makeFolder()
  const nodes = await Promise.all(Array.from({ length: nodeCount }, () => startNode(folder, options)))
  const ask = <T>(port: number, work: (redis: Redis) => Promise<T>): Promise<T> => withNode(port, work)
  const cluster: TestCluster = {
    url: nodes.map(({ port }) => `redis://127.0.0.1:${port}`).join(','),
    masters: async () => {
      const roles = await Promise.all(nodes.map(async ({ port }) => [port, await roleOf(port)] as const))
      return roles.filter(([, role]) => role === 'master').map(([port]) => port)
    },
    kill9: (port) => endServer(nodeAt(nodes, port).server),
    restart: async (port) => {
      const node = nodeAt(nodes, port)
      await endServer(node.server)
      node.server = await launchRedis(node.port, node.settings)
    },
    healthy: async (ms = 20_000) => {
      const end = Date.now() + ms
      while (!(await isHealthy(nodes))) {
        if (Date.now() > end) throw new Error(`The cluster was not whole within ${ms} ms.`)
        await pause(50)
      }
    },
    stop: async () => {
      await Promise.all(nodes.map(({ server }) => endServer(server)))
      await removeFolder(folder)
    },
  }
  try {
    await join6(nodes, ask)
    await cluster.healthy()
  } catch (error) {
    await cluster.stop()
    throw error
  }
  return cluster
}

const startNode = async (
  folder: string,
  { appendfsync, settings = [] }: { readonly appendfsync?: 'always'; readonly settings?: readonly string[] },
): Promise<Node> => {
  const [port, bus] = [await freePort(), await freePort()]
  const own = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--cluster-enabled', 'yes', '--cluster-port', String(bus)],
    ...['--cluster-config-file', join(folder, `${port}.conf`), '--cluster-node-timeout', '2000'],
    ...['--appenddirname', `aof-${port}`, '--dbfilename', `${port}.rdb`],
    // No waiting for further replicas before the first is sent the whole.
    ...['--repl-diskless-sync-delay', '0'],
    ...(appendfsync ? ['--appendonly', 'yes', '--appendfsync', appendfsync] : ['--appendonly', 'no']),
    ...settings,
  ]
  return { port, settings: [...own], server: await launchRedis(port, own) }
}

const join6 = async (nodes: readonly Node[], ask: Ask): Promise<void> => {
  const share = Math.ceil(slots / masterCount)
  for (const [place, { port }] of nodes.entries()) {
    await ask(port, (redis) => redis.call('CLUSTER', 'SET-CONFIG-EPOCH', String(place + 1)))
    if (place >= masterCount) continue
    const [from, to] = [place * share, Math.min(slots, (place + 1) * share) - 1]
    await ask(port, (redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to)))
  }
  const [first] = nodes
  for (const { port, settings } of nodes.slice(1)) {
    const bus = settings[settings.indexOf('--cluster-port') + 1] ?? ''
    await ask(first?.port ?? 0, (redis) => redis.call('CLUSTER', 'MEET', '127.0.0.1', String(port), bus))
  }
  await until(async () => (await Promise.all(nodes.map(({ port }) => knownTo(port)))).every((n) => n === 6))
  for (const [place, { port }] of nodes.slice(masterCount).entries()) {
    const id = await ask(nodes[place]?.port ?? 0, (redis) => redis.call('CLUSTER', 'MYID'))
    await ask(port, (redis) => redis.call('CLUSTER', 'REPLICATE', String(id)))
  }
}

type Ask = <T>(port: number, work: (redis: Redis) => Promise<T>) => Promise<T>

const withNode: Ask = async (port, work) => {
  const redis = new Redis({
    port,
    host: '127.0.0.1',
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    commandTimeout: 1_000,
  })
  redis.on('error', () => undefined)
  try {
    return await work(redis)
  } finally {
    redis.disconnect()
  }
}

const fieldsOf = (text: unknown): Map<string, string> =>
  new Map(
    String(text)
      .split('\r\n')
      .map((line) => [line.split(':')[0] ?? '', line.split(':')[1] ?? '']),
  )

const knownTo = async (port: number): Promise<number> =>
  Number(fieldsOf(await withNode(port, (redis) => redis.call('CLUSTER', 'INFO'))).get('cluster_known_nodes'))

/** What the node takes itself for; null while it does not answer. */
const roleOf = (port: number): Promise<string | null> =>
  withNode(port, (redis) => redis.info('replication')).then(
    (text) => fieldsOf(text).get('role') ?? null,
    () => null,
  )

const isHealthy = async (nodes: readonly Node[]): Promise<boolean> => {
  const up = nodes.filter(({ server }) => server.exitCode === null && server.signalCode === null)
  const seen = await Promise.all(up.map(({ port }) => healthOf(port)))
  const masters = seen.filter((one) => one?.role === 'master')
  return up.length > masterCount && seen.every((one) => one?.isOk) && masters.length === masterCount
}

const healthOf = (port: number): Promise<{ role: string; isOk: boolean } | null> =>
  withNode(port, async (redis) => {
    const state = fieldsOf(await redis.call('CLUSTER', 'INFO'))
    const told = fieldsOf(await redis.info('replication'))
    const isWhole = state.get('cluster_state') === 'ok' && state.get('cluster_slots_ok') === String(slots)
    const role = told.get('role') ?? ''
    const inStep = role === 'master' || told.get('master_link_status') === 'up'
    return { role, isOk: isWhole && inStep }
  }).catch(() => null)

const nodeAt = (nodes: readonly Node[], port: number): Node => {
  const node = nodes.find((one) => one.port === port)
  if (!node) throw new Error(`No node of this cluster has the port ${port}.`)
  return node
}

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + 20_000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('The nodes did not find each other within 20 s.')
    await pause(30)
  }
}
