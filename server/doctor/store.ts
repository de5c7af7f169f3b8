import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { openStore } from '../open-store.ts'
import { parkedCount } from '../parked.ts'
import { dueQueue, queues } from '../rows.ts'
import type { Engine } from '../store/engine.ts'
import { kidOf, openBlob, openValue } from '../store/envelope.ts'
import type { KeyRing } from '../store/key-ring.ts'
import { openSqlite } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { openTasks } from '../tasks.ts'
import { readWithdrawn } from '../withdrawn.ts'
import { type Finding, good, look, reasonOf, spanOf, wrong } from './finding.ts'

/** Keys, persistence, queues and what was parked. Never makes a store: an empty one would look well. */
export const storeFindings = async (config: Config, now: number): Promise<Finding[]> => {
  if (config.redisUrl === null && !existsSync(join(config.dataDir, 'wegwijs.sqlite')))
    return [
      wrong(
        'store',
        `There is no store in ${config.dataDir}.`,
        'Set DATA_DIR or REDIS_URL as the servers have it; at the very first start: start the server, then ask again.',
      ),
    ]
  try {
    return [...(await keyFindings(config)), ...(await openedFindings(config, now))]
  } catch (error) {
    return [
      wrong(
        'store',
        reasonOf(error),
        'See "Redis gone" or "Disk full" in server/RUNBOOK.md. Nothing is accepted meanwhile; Telegram and WhatsApp repeat what they could not deliver.',
      ),
    ]
  }
}

const openEngine = async (config: Config): Promise<Engine> => {
  if (config.redisUrl === null) return openSqlite({ file: join(config.dataDir, 'wegwijs.sqlite') })
  const { openRedis } = await import('../store/redis.ts')
  return openRedis({ url: config.redisUrl })
}

/** Counts what lies under each key and opens one value of each. */
const keyFindings = async (config: Config): Promise<Finding[]> => {
  const ring = config.keys
  if (ring === null)
    return [
      look(
        'keys',
        'DATA_KEY is not set: the development key lies beside the data.',
        'For anything real: DATA_KEY from "openssl rand -base64 32", kept apart from the data and its backups.',
      ),
    ]
  const engine = await openEngine(config)
  try {
    const { counts, closed } = await openOneOfEach(engine, ring)
    const old = [...counts.keys()].filter((kid) => kid !== ring.first && !closed.has(kid))
    return [
      ...[...closed.values()].map((sentence) =>
        wrong('keys', sentence, 'Put the right key back into DATA_KEY; see "npm run keys -- --help".'),
      ),
      ...(old.length > 0
        ? [look('keys', `Values still lie under the old key ${old.join(', ')}.`, 'npm run keys -- rotate')]
        : []),
      ...(closed.size + old.length === 0 ? [good('keys', `Everything opens; key ${ring.first} seals.`)] : []),
    ]
  } finally {
    await engine.close()
  }
}

const openOneOfEach = async (
  engine: Engine,
  ring: KeyRing,
): Promise<{ counts: Map<string, number>; closed: Map<string, string> }> => {
  const counts = new Map<string, number>()
  const closed = new Map<string, string>()
  for await (const { ref, bytes } of engine.walk()) {
    const kid = kidOf(bytes)
    const seen = counts.get(kid) ?? 0
    counts.set(kid, seen + 1)
    if (seen > 0) continue
    try {
      if (ref.type === 'blob') openBlob(ring, ref, bytes)
      else openValue(ring, ref, bytes)
    } catch (error) {
      closed.set(kid, reasonOf(error))
    }
  }
  return { counts, closed }
}

const openedFindings = async (config: Config, now: number): Promise<Finding[]> => {
  const { store } = await openStore(config)
  try {
    return [
      persistenceOf(await store.describe()),
      ...(await queueFindings(store, now)),
      ...(await parkedOf(store)),
      ...(await tasksOf(store, now)),
      ...(await withdrawnOf(store)),
    ]
  } finally {
    await store.close()
  }
}

/** The engine's own start-up line says what a crash of it may lose. */
const persistenceOf = (said: string): Finding => {
  if (said.includes('loses no acknowledged commit')) return good('persistence', said)
  const remedy = 'In redis.conf: appendonly yes, appendfsync always, maxmemory-policy noeviction.'
  return said.includes('about the last second')
    ? look('persistence', said, remedy)
    : wrong('persistence', said, remedy)
}

const queueNames: Readonly<Record<string, string>> = {
  [queues.inbox]: 'messages that were not worked yet',
  [queues.outbox]: 'answers that were not sent yet',
  [queues.relay]: 'work between two people’s records',
  [dueQueue('main')]: 'reminders and retention',
}

const queueFindings = async (store: Store, now: number): Promise<Finding[]> => {
  const found = await Promise.all(
    Object.entries(queueNames).map(async ([queue, meant]): Promise<Finding[]> => {
      const { oldestMs, waiting } = await store.backlog(queue, now)
      if (oldestMs < 10_000) return []
      const said = `The oldest of ${queue} (${meant}) has waited ${spanOf(oldestMs)}; ${waiting} wait for a worker.`
      const remedy =
        'See "The queue grows" in server/RUNBOOK.md: does a server run, and does the provider answer?'
      return [oldestMs > 120_000 ? wrong('queues', said, remedy) : look('queues', said, remedy)]
    }),
  )
  const late = found.flat()
  return late.length > 0 ? late : [good('queues', 'Nothing waits longer than 10 seconds.')]
}

const parkedOf = async (store: Store): Promise<Finding[]> => {
  const count = await parkedCount(store)
  return [
    count === 0
      ? good('parked', 'Nothing is parked.')
      : look(
          'parked',
          `${count} updates are parked: they could not be read or worked. Each goes after 7 days.`,
          'Search the log for "update.parked" and "turn.failed"; report reason and kind to the authors, never a text.',
        ),
  ]
}

/** A person may rely on what waits here (P13). */
const tasksOf = async (store: Store, now: number): Promise<Finding[]> => {
  const tasks = await openTasks(store).catch(() => null)
  if (tasks === null)
    return [
      look(
        'tasks',
        'This version cannot read the tasks for humans.',
        'Run the doctor of the newest release that runs.',
      ),
    ]
  const late = tasks.filter(({ due }) => due < new Date(now).toISOString().slice(0, 10))
  const found = `${tasks.length} tasks wait for a human; ${late.length} were due before now.`
  return [late.length > 0 ? look('tasks', found, 'npm run tasks') : good('tasks', found)]
}

const withdrawnOf = async (store: Store): Promise<Finding[]> => {
  const ids = await readWithdrawn(store)
  return ids.length === 0
    ? [good('withdrawn', 'No text is withdrawn.')]
    : [
        look(
          'withdrawn',
          `Withdrawn, and not shown to anybody: ${ids.join(', ')}.`,
          'Mend them, update, then: npm run withdraw -- back <id>',
        ),
      ]
}
