import type { Operator } from '../bot/world.ts'
import type { SpaceName } from './channel.ts'
import { day, dueQueue, queues, Task } from './rows.ts'
import { contactOf } from './store/state.ts'
import type { Claim, Json, NewRow, Store } from './store/store.ts'
import type { WorkDeps } from './work.ts'

const index = 'open'
const prefix = 'task/'
const most = 10_000

export const taskPartition = (space: SpaceName): string => `${space}/tasks`

/** One task of a kind and a day for a Contact: asked for twice it is the same. */
const keyOf = ({ kind, contact, due }: Task): string => `${prefix}${kind}/${contact}/${due}`

type Opened = Pick<Task, 'kind' | 'due'>

/** Crosses over from the Contact's partition with the commit that caused it. */
export const taskRow = (deps: WorkDeps, { partition }: Claim<Json>, { kind, due }: Opened): NewRow<Json> => {
  const id = deps.setting().chance.id(10)
  const openedAt = new Date(deps.now()).toISOString()
  const task: Task = { v: 1, id, kind, due, openedAt, contact: contactOf(partition) }
  return { queue: queues.relay, id: `task-${id}`, at: deps.now(), value: { v: 2, type: 'task', task } }
}

/** Applied once: where it stands already nothing happens. */
export const openTask = async (deps: WorkDeps, space: SpaceName, task: Task): Promise<void> => {
  const key = keyOf(task)
  const { operator } = deps.setting()
  const done = await deps.store.commit(taskPartition(space), {
    check: [{ key, version: 0 }],
    set: [{ key, value: task }],
    index: [{ index, member: key, score: Date.parse(task.due) }],
    enqueue: [overRow(space, task, operator)],
  })
  if (done.type === 'done') deps.count('tasks_opened', { kind: task.kind })
}

/** Kept as long as the Contact's own things: counted from the day it was due. */
const overRow = (space: SpaceName, task: Task, { retentionDays }: Operator): NewRow<Json> => ({
  queue: dueQueue(space),
  id: keyOf(task),
  at: Math.max(Date.parse(task.due), Date.parse(task.openedAt)) + retentionDays * day,
  value: { v: 2, type: 'task-over', key: keyOf(task) },
})

const remove = async (store: Store, space: SpaceName, keys: readonly string[]): Promise<void> => {
  if (keys.length === 0) return
  await store.commit(taskPartition(space), {
    remove: keys,
    index: keys.map((member) => ({ index, member, score: null })),
    dequeue: keys.map((id) => ({ queue: dueQueue(space), id })),
  })
}

export const endTask = (deps: WorkDeps, space: SpaceName, key: string): Promise<void> =>
  remove(deps.store, space, [key])

/** Erasure reaches what was noted for a person too. */
export const forgetTasks = async (store: Store, space: SpaceName, contact: string): Promise<void> => {
  const all = await store.list(taskPartition(space), index, { limit: most })
  await remove(
    store,
    space,
    all.map(({ member }) => member).filter((member) => member.includes(`/${contact}/`)),
  )
}

/** Open tasks, the most urgent first. */
export const openTasks = async (store: Store, space: SpaceName = 'main'): Promise<readonly Task[]> =>
  (await store.scan(taskPartition(space), prefix))
    .map(({ found }) => Task.parse(found.value))
    .toSorted((a, b) => a.due.localeCompare(b.due) || a.openedAt.localeCompare(b.openedAt))

/** How many are open by kind, for metrics. */
export const taskCounts = async (store: Store): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>()
  for (const { member } of await store.list(taskPartition('main'), index, { limit: most })) {
    const kind = member.slice(prefix.length).split('/')[0] ?? ''
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

/** Somebody looked into it. False where no open task has this id. */
export const closeTask = async (store: Store, id: string, space: SpaceName = 'main'): Promise<boolean> => {
  const found = (await openTasks(store, space)).find((task) => task.id === id)
  if (found) await remove(store, space, [keyOf(found)])
  return found !== undefined
}
