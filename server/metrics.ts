import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { taskKinds } from '../bot/event.ts'
import { parkedCount } from './parked.ts'
import { dueQueue, queues } from './rows.ts'
import type { Store } from './store/store.ts'
import { taskCounts } from './tasks.ts'

export interface Metrics {
  readonly count: (name: string, labels?: Readonly<Record<string, string>>) => void
  readonly measure: (name: string, seconds: number) => void
  /** The Prometheus text. */
  readonly text: () => Promise<string>
  readonly contentType: string
}

/** By name without `wegwijs_` and `_total`: what is counted, and by which labels. */
export const counters: Readonly<Record<string, { help: string; labels: string[] }>> = {
  updates: { help: 'Updates by what became of them', labels: ['outcome'] },
  webhook: { help: 'Webhook deliveries by channel and outcome', labels: ['channel', 'outcome'] },
  statuses: { help: 'Delivery reports by state and error code', labels: ['state', 'code'] },
  events: { help: 'Events that turns caused, by type', labels: ['type'] },
  deliveries: { help: 'Calls to providers by channel and outcome', labels: ['channel', 'outcome'] },
  settled: { help: 'Outbox rows that ended otherwise than sent', labels: ['outcome'] },
  turn_faults: { help: 'Turns that failed, by kind of fault', labels: ['kind'] },
  reminders: { help: 'Reminders of saved dates put on their way, by channel', labels: ['channel'] },
  tasks_opened: { help: 'Tasks for a human that were opened, by kind', labels: ['kind'] },
  corrections: { help: 'Notices that a text changed, sent first, by kind', labels: ['kind'] },
  erasures: { help: 'Contacts erased, by cause', labels: ['by'] },
  faults: { help: 'Faults outside turns, by place and kind', labels: ['place', 'kind'] },
}

/** A count that rises in the minute in which a known person wrote tells that this person hid or came back. */
const untold: readonly (string | undefined)[] = [
  'contact.sealed',
  'contact.found',
  'contact.erased',
  'contact.stopped',
  'word.set',
  'word.tried',
]

/** Counts without a single id in a label. */
export const openMetrics = (store: Store, now: () => number, staleTexts: () => number): Metrics => {
  const registry = new Registry()
  const made = new Map(
    Object.entries(counters).map(([name, { help, labels }]) => [
      name,
      new Counter({ name: `wegwijs_${name}_total`, help, labelNames: labels, registers: [registry] }),
    ]),
  )
  const turns = new Histogram({
    name: 'wegwijs_turn_seconds',
    help: 'Time of one turn from claim to commit',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  gauges(registry, store, now, staleTexts)
  taskGauge(registry, store)
  return {
    count: (name, labels = {}) => {
      if (name !== 'events' || !untold.includes(labels.type)) made.get(name)?.inc({ ...labels })
    },
    measure: (_name, seconds) => turns.observe(seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** While the store is away its figures are left out; all others are told. */
const known = <T>(asked: Promise<T>): Promise<T | null> => asked.catch(() => null)

const gauges = (registry: Registry, store: Store, now: () => number, staleTexts: () => number): void => {
  const all = [queues.inbox, queues.outbox, queues.relay, dueQueue('main')]
  new Gauge({
    name: 'wegwijs_oldest_work_seconds',
    help: 'Age of the oldest ready work, by queue',
    labelNames: ['queue'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const queue of all) {
        const age = await known(store.backlog(queue, now()))
        if (age) this.set({ queue }, age.oldestMs / 1000)
      }
    },
  })
  new Gauge({
    name: 'wegwijs_parked_updates',
    help: 'Updates kept aside because they could not be read or worked',
    registers: [registry],
    async collect() {
      this.reset()
      const count = await known(parkedCount(store))
      if (count !== null) this.set(count)
    },
  })
  new Gauge({
    name: 'wegwijs_stale_texts',
    help: 'Texts whose source changed since they were translated',
    registers: [registry],
    collect() {
      this.set(staleTexts())
    },
  })
}

const taskGauge = (registry: Registry, store: Store): void => {
  new Gauge({
    name: 'wegwijs_tasks_open',
    help: 'Tasks that wait for a human, by kind',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      this.reset()
      const counts = await known(taskCounts(store))
      if (counts) for (const kind of taskKinds) this.set({ kind }, counts.get(kind) ?? 0)
    },
  })
}
