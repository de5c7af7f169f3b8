import type { Call } from './channel.ts'
import type { Owed } from './out-owed.ts'
import { day, SeenRecord, SentRecord } from './rows.ts'
import type { Claim, Json } from './store/store.ts'
import type { WorkDeps } from './work.ts'

/** The call as the provider needs it; null when there is nothing to do any more. */
export const callOf = async (deps: WorkDeps, claim: Claim<Json>, { id, out }: Owed): Promise<Call | null> => {
  const { call, to } = out
  switch (call.type) {
    case 'message':
      return { type: 'message', to, payload: call.payload, silent: false, outbox: id }
    case 'ack':
      return { type: 'ack', to, payload: call.payload }
    case 'call':
      return { type: 'call', payload: call.payload }
    case 'clear': {
      const sent = await sentRecords(deps, claim)
      const messageId = sent.find(({ record }) => record.asking === call.asking)?.record.messageId ?? null
      return messageId === null ? null : { type: 'clear', to, messageId }
    }
    case 'unsend': {
      const messageIds = [...new Set([...call.messageIds, ...(await wholeChat(deps, claim, call))])]
      return messageIds.length === 0 ? null : { type: 'unsend', to, messageIds }
    }
    default:
      return call satisfies never
  }
}

const prefix = 'sent/'

const sentRecords = async (deps: WorkDeps, claim: Claim<Json>) =>
  (await deps.store.scan(claim.partition, prefix)).map(({ key, found }) => ({
    id: key.slice(prefix.length),
    record: SentRecord.parse(found.value),
  }))

/** Both sides' messages of the last 48 hours, but for the answer to hiding itself (P15). */
const wholeChat = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  { keep }: { readonly keep: readonly string[] | null },
): Promise<string[]> => {
  if (keep === null) return []
  const ours = (await sentRecords(deps, claim)).flatMap(({ id, record: { at, messageId } }) =>
    messageId === null || keep.includes(id) ? [] : [{ at, id: messageId }],
  )
  const [seen] = await deps.store.read(claim.partition, ['seen'])
  const theirs = seen ? SeenRecord.parse(seen.value).ids : []
  const since = deps.now() - 2 * day
  return [...ours, ...theirs].filter(({ at }) => Date.parse(at) > since).map(({ id }) => id)
}
