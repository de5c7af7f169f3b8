import type { Conversation } from '../bot/conversation.ts'
import { localeOf } from '../bot/draft.ts'
import type { Event } from '../bot/event.ts'
import { frameWord } from '../bot/text.ts'
import type { World } from '../bot/world.ts'
import type { Adapter } from './channel.ts'
import { openerAsking } from './opener.ts'
import type { Bubble } from './present.ts'
import { type OutRow, outboxId, queues } from './rows.ts'
import type { Json, NewRow } from './store/store.ts'

/** What every row of one turn shares. */
export interface RowContext {
  readonly adapter: Adapter
  readonly conversation: Conversation
  readonly world: World
  /** When the person's message was sent (ISO). */
  readonly answers: string
  /** Real clock, ms. */
  readonly now: number
  readonly random: () => string
  readonly dropAfter: number | null
  /** Set on what we start ourselves. */
  readonly knock?: OutRow['knock']
  /** A wait that the provider asked for (real clock, ms): nothing new goes before it is over. */
  readonly wait: number | null
}

/** A message later than this after the person's own begins with an opener (P11). */
export const discreetMs = 2 * 60 * 1000

export const outRow = (
  context: RowContext,
  call: OutRow['call'],
  more: Partial<OutRow> = {},
): NewRow<Json> => {
  const row: OutRow = {
    v: 1,
    account: context.adapter.account,
    channel: context.adapter.channel,
    to: context.conversation.to,
    call,
    asking: null,
    prompt: false,
    danger: false,
    texts: [],
    catalog: context.world.catalog.hash,
    answers: context.answers,
    discreetAfter: null,
    opener: null,
    knock: null,
    held: null,
    tries: 0,
    dropAfter: context.dropAfter,
    ...more,
  }
  const at = Math.max(context.now, context.wait ?? 0)
  return { queue: queues.outbox, id: outboxId(context.now, context.random()), at, value: row }
}

/** The outbox rows of a turn's bubbles, each with the opener that stands in its place when it comes late. */
export const bubbleRows = (context: RowContext, bubbles: readonly Bubble[]): NewRow<Json>[] => {
  const discreetAfter = new Date(Date.parse(context.answers) + discreetMs).toISOString()
  const opener = openerOf(context)
  return bubbles.flatMap((bubble) =>
    bubble.payloads.map((payload, place) =>
      outRow(
        context,
        { type: 'message', payload },
        {
          asking: place === bubble.payloads.length - 1 ? bubble.asking : null,
          prompt: bubble.prompt,
          danger: bubble.danger,
          texts: [...bubble.texts],
          discreetAfter,
          opener: isHarmless(context, bubble) ? null : opener,
          knock: context.knock ?? null,
        },
      ),
    ),
  )
}

/** "OK 👍" and the receipt of an erasure: nobody is left there to tap [Read]. */
const isHarmless = (context: RowContext, bubble: Bubble): boolean =>
  bubble.guarded === 'hide' || context.dropAfter !== null

const openerOf = ({ adapter, conversation, world }: RowContext): OutRow['opener'] => {
  const asking = openerAsking(conversation)
  if (!asking) return null
  const tongue = { locale: localeOf(conversation), fallback: null }
  const word = (key: string) => frameWord(key, tongue, world)
  const rendered = adapter.render({
    body: word('opener'),
    dir: world.catalog.locales.find(({ tag }) => tag === tongue.locale)?.dir ?? 'ltr',
    locale: tongue.locale,
    asking: asking.id,
    choices: [{ id: 'read', label: word('button.read') }],
    page: 0,
    frame: {
      listButton: word('list-button'),
      pageNext: word('page-next'),
      pageBack: word('page-back'),
      typeNumber: word('type-number'),
    },
    silent: true,
  })
  return { payload: rendered.payloads[0] ?? null, asking: asking.id }
}

/** The simulator shows the events of every turn; they travel like any other call. */
export const eventRows = (context: RowContext, events: readonly Event[]): NewRow<Json>[] => {
  if (!context.adapter.wantsEvents) return []
  const shown = events.map((event): Json => (event.type === 'word.set' ? { type: event.type } : { ...event }))
  return [outRow(context, { type: 'call', payload: { to: context.conversation.to, events: shown } })]
}
