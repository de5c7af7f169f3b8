import { outboxId } from './rows.ts'
import type { Json, Store } from './store/store.ts'
import type { Chance } from './world.ts'

const partition = 'main/parked'
const index = 'parked'
const keptRows = 1000
const keptMs = 7 * 24 * 60 * 60 * 1000

/** Keeps what could not be read or worked, sealed: the newest 1 000, for 7 days. */
export const park = async (
  deps: { store: Store; chance: Chance; now: () => number },
  reason: string,
  raw: Json,
): Promise<void> => {
  const now = deps.now()
  const id = outboxId(now, deps.chance.id(6))
  await deps.store.commit(partition, {
    set: [{ key: `p/${id}`, value: { at: now, reason, raw } }],
    index: [{ index, member: id, score: now }],
    expireAt: now + keptMs,
  })
  await prune(deps.store, now)
}

const prune = async (store: Store, now: number): Promise<void> => {
  const all = await store.list(partition, index, { limit: keptRows + 100 })
  const surplus = Math.max(0, all.length - keptRows)
  const gone = all.filter(({ score }, place) => place < surplus || score < now - keptMs)
  if (gone.length === 0) return
  await store.commit(partition, {
    remove: gone.map(({ member }) => `p/${member}`),
    index: gone.map(({ member }) => ({ index, member, score: null })),
  })
}

/** How many are parked now, for metrics. */
export const parkedCount = async (store: Store): Promise<number> =>
  (await store.list(partition, index, { limit: keptRows + 100 })).length
