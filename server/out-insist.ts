import { commitStanding, type Hand, type Owed, type Standing } from './out-owed.ts'
import { type Batch, type Json, StoreGone } from './store/store.ts'
import type { WorkDeps } from './work.ts'

const insistMs = [100, 400, 1_500, 2_000]

export const pause = (ms: number): Promise<void> =>
  ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()

/**
 * What the provider took is noted as soon as the store is back, and under a lost lease too: else it would go again. To
 * note it twice is harmless.
 * @param head the message whose record `sent/<head>` the batch sets
 * @returns whether all stood as it was read
 * @throws StoreGone when the store stays away
 */
export const noteTaken = async (
  deps: WorkDeps,
  hand: Hand,
  one: Owed,
  head: string,
  batchOf: (standing: Standing) => Batch<Json>,
  place = 0,
): Promise<boolean> => {
  try {
    return await commitStanding(deps, hand, head, batchOf, place === 0 ? 'taken' : 'again')
  } catch (error) {
    if (!(error instanceof StoreGone)) throw error
    const ms = insistMs[place]
    if (ms === undefined) {
      // The log says why it came twice.
      deps.note('settle.unheard', { channel: one.out.channel })
      throw error
    }
    await pause(ms)
    return noteTaken(deps, hand, one, head, batchOf, place + 1)
  }
}
