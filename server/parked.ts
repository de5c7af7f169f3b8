import { outboxId } from './rows.ts'
import type { Json, Store } from './store/store.ts'
import type { Chance } from './world.ts'

const partition = 'main/parked'
const index = 'parked'
const keptRows = 1000
const keptMs = 7 * 24 * 60 * 60 * 1000

/** Keeps what could not be read or worked, sealed: the newest 1 000, for 7 days. `contact` is whose it is, where known. */
export const park = async (
  deps: { store: Store; chance: Chance; now: () => number },
  reason: string,
  raw: Json,
  contact = '',
): Promise<void> => {
  const now = deps.now()
  const id = `${outboxId(now, deps.chance.id(6))}~${contact}`
  await deps.store.commit(partition, {
    set: [{ key: `p/${id}`, value: { at: now, reason, raw } }],
    index: [{ index, member: id, score: now }],
    expireAt: now + keptMs,
  })
  await prune(deps.store, now)
}

/** Erasure reaches what was parked of a Contact too. */
export const forgetParked = async (store: Store, contact: string): Promise<void> => {
  const all = await store.list(partition, index, { limit: keptRows + 100 })
  await remove(
    store,
    all.map(({ member }) => member).filter((member) => member.endsWith(`~${contact}`)),
  )
}

const remove = async (store: Store, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return
  await store.commit(partition, {
    remove: ids.map((id) => `p/${id}`),
    index: ids.map((member) => ({ index, member, score: null })),
  })
}

const prune = async (store: Store, now: number): Promise<void> => {
  const all = await store.list(partition, index, { limit: keptRows + 100 })
  const surplus = Math.max(0, all.length - keptRows)
  const gone = all.filter(({ score }, place) => place < surplus || score < now - keptMs)
  await remove(
    store,
    gone.map(({ member }) => member),
  )
}

/** How many are parked now, for metrics. */
export const parkedCount = async (store: Store): Promise<number> =>
  (await store.list(partition, index, { limit: keptRows + 100 })).length
