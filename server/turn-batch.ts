import { isFromContact } from '../bot/activity.ts'
import type { Event } from '../bot/event.ts'
import { eraseBatch } from './erasure.ts'
import { bubbleRows, discreetMs, eventRows, outRow, type RowContext } from './out-rows.ts'
import { passRow } from './pass.ts'
import { reminderRows } from './reminders.ts'
import { expiryOf, keepingRows } from './retention.ts'
import { day, type InRow, OutRow, queues, SeenRecord } from './rows.ts'
import type { Ready } from './run-one.ts'
import { type ContactState, contactOf, stateBatch, withoutView } from './store/state.ts'
import type { Batch, Claim, Json, NewRow, Row } from './store/store.ts'
import { taskRow } from './tasks.ts'
import { watchRows } from './watch.ts'
import type { WorkDeps } from './work.ts'

/** The one atomic batch of a turn: records, outbox, due and relay rows; the inbox row shrinks to its mark. */
export const turnBatch = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  state: ContactState,
  ready: Ready,
  release: boolean,
): Promise<Batch<Json>> => {
  const context = contextOf(deps, ready, state.wait)
  const inbox = { queue: queues.inbox, id: ready.row.activity.id }
  if (has(ready, 'contact.erased')) return eraseBatch(deps, claim, ready, context)
  const leaving = has(ready, 'contact.sealed') || ready.row.activity.type === 'blocked'
  const [owed, waiting, seen] = await Promise.all([
    rowsOf(deps, leaving ? withoutView(claim) : claim, queues.outbox),
    rowsOf(deps, claim, queues.held),
    seenBatch(deps, claim, ready),
  ])
  const [pending, held] = [outRows(queues.outbox, owed), outRows(queues.held, waiting)]
  const { contact, conversation, persons } = ready.turn
  const changed = stateBatch(state, { contact, conversation, persons, word: ready.word })
  const dropped = leaving ? [...pending.filter(isSaid), ...held] : superseded(ready, pending)
  return {
    check: [...(changed.check ?? []), ...seen.check],
    checkRows: [countOf(queues.held, waiting), ...(leaving ? [countOf(queues.outbox, owed)] : [])],
    ...{ lease: claim, release },
    set: [...(changed.set ?? []), ...seen.set],
    dequeue: [
      inbox,
      ...dropped.map(({ queue, id }) => ({ queue, id })),
      ...(leaving ? [] : releasable(ready, held)),
    ],
    enqueue: [
      ...(leaving ? [] : released(ready, held, state.wait)),
      ...madeRows(deps, claim, state, ready, context),
    ],
    expireAt: expiryOf(deps, ready),
  }
}

/** What the turn says and sets going. */
const madeRows = (
  deps: WorkDeps,
  claim: Claim<Json>,
  state: ContactState,
  ready: Ready,
  context: RowContext,
): NewRow<Json>[] => {
  const spoken = bubbleRows(context, ready.bubbles)
  return [
    ...spoken,
    ...clearRows(state, ready, context),
    ...unsendRows(ready, context, spoken),
    ...relayRows(deps, claim, ready),
    ...eventRows(context, ready.turn.events),
    ...dueRows(deps, ready),
  ]
}

/** What falls due later on the Space's clock. */
const dueRows = (deps: WorkDeps, ready: Ready): NewRow<Json>[] => [
  ...keepingRows(deps, ready),
  ...reminderRows(ready),
  ...watchRows(ready),
]

const contextOf = (deps: WorkDeps, ready: Ready, wait: number | null): RowContext => ({
  adapter: ready.adapter,
  conversation: ready.turn.conversation,
  world: ready.world,
  answers: ready.row.activity.sentAt,
  now: deps.now(),
  random: () => deps.setting().chance.id(6),
  dropAfter: null,
  wait,
})

const has = (ready: Ready, type: Event['type']): boolean =>
  ready.turn.events.some((event) => event.type === type)

interface Pending {
  readonly queue: string
  readonly id: string
  readonly at: number
  readonly out: OutRow
}

/** What was put aside meanwhile must not miss its release; of whoever leaves nothing stays behind. */
const countOf = (queue: string, rows: readonly Row<Json>[]) => ({ queue, rows: rows.length })

/** As they came along with the claim, or else as they stand now. */
const rowsOf = async (deps: WorkDeps, claim: Claim<Json>, queue: string): Promise<readonly Row<Json>[]> =>
  claim.view?.rows(queue) ?? deps.store.rows(claim.partition, queue)

const outRows = (queue: string, rows: readonly Row<Json>[]): Pending[] =>
  rows.flatMap(({ id, at, value }) => {
    const parsed = OutRow.safeParse(value)
    return parsed.success ? [{ queue, id, at, out: parsed.data }] : []
  })

/** Taking words back and answering a tap go on, whoever left. */
const isSaid = ({ out }: Pending): boolean => out.call.type === 'message' || out.call.type === 'clear'

/**
 * An unsent question gives way to the next one; guarded texts and answers never do. After the own word what a stranger was
 * told, as that no dates are saved, is not said any more; danger is.
 */
const superseded = (ready: Ready, pending: readonly Pending[]): readonly Pending[] =>
  has(ready, 'contact.found')
    ? pending.filter((one) => isSaid(one) && !one.out.danger)
    : ready.bubbles.some(({ asking }) => asking !== null)
      ? pending.filter(
          ({ out }) => out.call.type === 'message' && out.prompt && !out.danger && out.tries === 0,
        )
      : []

const isReleased = (ready: Ready, { out }: Pending): boolean =>
  has(ready, 'held.released') || (out.held === 'window' && isFromContact(ready.row.activity))

const releasable = (ready: Ready, held: readonly Pending[]) =>
  held.filter((one) => isReleased(ready, one)).map(({ queue, id }) => ({ queue, id }))

/** Held rows go out before the new answer: their ids are older. The person is here now, so no opener is needed. */
const released = (ready: Ready, held: readonly Pending[], wait: number | null): NewRow<Json>[] =>
  held
    .filter((one) => isReleased(ready, one))
    .map(({ id, out }) => {
      const answers = ready.row.activity.sentAt
      const discreetAfter = new Date(Date.parse(answers) + discreetMs).toISOString()
      return {
        queue: queues.outbox,
        id,
        at: wait ?? 0,
        value: { ...out, held: null, knock: null, answers, discreetAfter, tries: 0 },
      }
    })

/** Takes the buttons off the question that was answered; [Hide] and help under a danger text stay. */
const clearRows = (state: ContactState, ready: Ready, context: RowContext): NewRow<Json>[] => {
  const before = state.conversations.get(ready.row.activity.channel)
  const last = before?.askings.findLast((asking) => asking.kind !== 'opener' && asking.kind !== 'guard')
  const stays = !last || (last.at.flow === 'help' && last.at.step === 'risk')
  const isNew = ready.bubbles.some(({ asking }) => asking !== null)
  return ready.adapter.canClear && isNew && last && !stays
    ? [outRow(context, { type: 'clear', asking: last.id })]
    : []
}

/** Hiding takes back what both sides wrote in the last 48 hours; an own word is taken back as soon as it is typed. */
const unsendRows = (ready: Ready, context: RowContext, spoken: readonly NewRow<Json>[]): NewRow<Json>[] => {
  if (!ready.adapter.canUnsend) return []
  const { messageId } = ready.row
  const messageIds = messageId === null ? [] : [messageId]
  const hidden = ready.turn.events.some((event) => event.type === 'contact.sealed' && event.by === 'hide')
  // Coming back by the own word takes what was said meanwhile along: a second Hide would not find it.
  if (hidden || has(ready, 'contact.found'))
    return [outRow(context, { type: 'unsend', messageIds, keep: spoken.map(({ id }) => id) })]
  const hasWord = has(ready, 'word.set') || has(ready, 'word.tried')
  return hasWord && messageId !== null ? [outRow(context, { type: 'unsend', messageIds, keep: null })] : []
}

/** The provider's ids of the person's own messages, for 48 hours, where they can be taken back. */
const seenBatch = async (
  deps: WorkDeps,
  claim: Claim<Json>,
  ready: Ready,
): Promise<{ check: { key: string; version: number }[]; set: { key: string; value: Json }[] }> => {
  if (!ready.adapter.canUnsend || ready.row.messageId === null) return { check: [], set: [] }
  const [found] = claim.view
    ? claim.view.records('seen').map((one) => one.found)
    : await deps.store.read(claim.partition, ['seen'])
  const ids = found ? SeenRecord.parse(found.value).ids : []
  const since = deps.now() - 2 * day
  const kept = ids.filter(({ at }) => Date.parse(at) > since)
  const value = { v: 1, ids: [...kept, { at: new Date(deps.now()).toISOString(), id: ready.row.messageId }] }
  return { check: [{ key: 'seen', version: found?.version ?? 0 }], set: [{ key: 'seen', value }] }
}

/** What crosses to other partitions: the Address, a fresh or a found Contact; a task for a human. */
const relayRows = (deps: WorkDeps, claim: Claim<Json>, ready: Ready): NewRow<Json>[] => [
  ...passRows(deps, claim, ready),
  ...taskRows(deps, claim, ready),
]

const passRows = (deps: WorkDeps, claim: Claim<Json>, ready: Ready): NewRow<Json>[] => {
  const from = contactOf(claim.partition)
  const { address, activity } = ready.row
  const tries = ready.turn.conversation.wordTries
  const row = (id: string, value: Json): NewRow<Json> => ({
    queue: queues.relay,
    id: `${id}-${activity.id}`,
    at: deps.now(),
    value,
  })
  return ready.turn.events.flatMap((event): NewRow<Json>[] => {
    if (event.type === 'contact.sealed') {
      const point = row('1point', {
        type: 'point',
        address,
        from,
        to: event.fresh,
        seal: { word: ready.word },
        tries,
      })
      return ready.turn.passOn === null ? [point] : [point, passRow(deps, ready.row, event.fresh)]
    }
    if (event.type !== 'contact.found') return []
    return [
      row('1point', { type: 'point', address, from, to: event.contact, seal: ownWord(ready), tries }),
      passRow(deps, foundRow(ready.row), event.contact),
    ]
  })
}

const taskRows = (deps: WorkDeps, claim: Claim<Json>, ready: Ready): NewRow<Json>[] =>
  ready.turn.events.flatMap((event) => (event.type === 'task.opened' ? [taskRow(deps, claim, event)] : []))

/** Whoever set an own word here finds this Contact by it again, though it was never hidden. */
const ownWord = ({ word }: Ready): { readonly word: string } | null => (word === null ? null : { word })

const foundRow = (row: InRow): InRow => ({
  ...row,
  activity: { ...base(row), type: 'found', id: `${row.activity.id}.found` },
})

const base = ({ activity }: InRow) => ({
  id: activity.id,
  channel: activity.channel,
  sentAt: activity.sentAt,
  receivedAt: activity.receivedAt,
  order: activity.order,
  hint: activity.hint,
})
