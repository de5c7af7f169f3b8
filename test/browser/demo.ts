import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { Temporal } from 'temporal-polyfill'
import type { Activity } from '../../bot/activity.ts'
import { newContact } from '../../bot/contact.ts'
import { newConversation } from '../../bot/conversation.ts'
import { runTurn, type Turn, type TurnState } from '../../bot/turn.ts'
import { flows } from '../../flows/index.ts'
import { buildCatalog } from '../../server/catalog.ts'
import type { Adapter, Incoming } from '../../server/channel.ts'
import { readWhole } from '../../server/content.ts'
import { readLaw } from '../../server/deadlines.ts'
import { demoOperator } from '../../server/operator.ts'
import { present } from '../../server/present.ts'
import { createFeed } from '../../server/simulator/feed.ts'
import { simulatorAdapters } from '../../server/simulator/send.ts'
import { simulator } from '../../server/simulator/webhook.ts'
import { StoreGone } from '../../server/store/store.ts'
import { render as renderTelegram } from '../../server/telegram/render.ts'
import { render as renderText } from '../../server/text/render.ts'
import { render as renderWhatsapp } from '../../server/whatsapp/render.ts'
import { realChance, type Setting, worldOf } from '../../server/world.ts'

type Came = Extract<Incoming, { type: 'activity' }>
type Done = Extract<Turn, { type: 'done' }>

interface Kept {
  state: TurnState
  messageIds: string[]
  withKeys: string[]
}

export interface Demo {
  readonly url: string
  readonly incoming: Came[]
  /** From now on the store is away, or back. */
  setAway(away: boolean): void
  end(): Promise<void>
}

const newState = (came: Came, now: string): TurnState => ({
  contact: newContact(realChance.id(22), now),
  conversation: newConversation(
    { channel: came.activity.channel, account: came.reach.account, to: came.reach.id, guess: guessOf(came) },
    now,
  ),
  persons: [],
})

const guessOf = ({ activity }: Came): string => activity.hint ?? 'en'

function work(state: TurnState, activity: Activity, setting: Setting, now: Temporal.Instant) {
  const world = worldOf(setting, activity.channel, now)
  const first = runTurn(state, activity, world, flows)
  const known = { ...world, reads: { word: null } }
  const turn = first.type === 'needs' ? runTurn(state, activity, known, flows) : first
  if (turn.type !== 'done') throw new Error('The turn wants more than an own word.')
  return { turn, world: known }
}

async function deliver(turn: Done, kept: Kept, adapter: Adapter, world: Parameters<typeof present>[2]) {
  const signal = AbortSignal.timeout(2000)
  const { conversation, bubbles } = present(turn, adapter.render, world)
  const { to } = conversation
  kept.state = { contact: turn.contact, conversation, persons: turn.persons }
  await adapter.send({ type: 'call', payload: { to, events: turn.events } }, signal)
  for (const messageId of kept.withKeys.splice(0))
    if (adapter.canClear) await adapter.send({ type: 'clear', to, messageId }, signal)
  if (turn.contact.sealed && adapter.canUnsend)
    await adapter.send({ type: 'unsend', to, messageIds: kept.messageIds.splice(0) }, signal)
  for (const bubble of bubbles)
    for (const payload of bubble.payloads) {
      const sent = await adapter.send({ type: 'message', to, payload, silent: false, outbox: 'x' }, signal)
      if (sent.type !== 'sent' || !sent.messageId) continue
      kept.messageIds.push(sent.messageId)
      if (bubble.asking) kept.withKeys.push(sent.messageId)
    }
}

function createBot(adapters: readonly Adapter[], now: () => Temporal.Instant) {
  const setting: Setting = {
    catalog: buildCatalog([readWhole()], { goLive: false }),
    operator: demoOperator,
    chance: realChance,
    law: readLaw(),
    zone: 'Europe/Amsterdam',
  }
  const people = new Map<string, Kept>()
  return async (came: Came): Promise<void> => {
    const adapter = adapters.find(({ account }) => account === came.reach.account)
    if (!adapter) throw new Error(`There is no account ${came.reach.account}.`)
    const key = `${came.reach.account}|${came.reach.id}`
    const moment = now().toString({ smallestUnit: 'millisecond' })
    const kept = people.get(key) ?? { state: newState(came, moment), messageIds: [], withKeys: [] }
    people.set(key, kept)
    if (came.messageId) kept.messageIds.push(came.messageId)
    if (came.ack)
      await adapter.send({ type: 'ack', to: came.reach.id, payload: came.ack }, AbortSignal.timeout(2000))
    const { turn, world } = work(kept.state, { ...came.activity, id: came.providerId }, setting, now())
    await deliver(turn, kept, adapter, world)
    if (turn.contact.sealed) people.delete(key)
  }
}

/** The simulator before a bot in memory: no store, no outbox; what those do has tests of its own. */
export async function startDemo(): Promise<Demo> {
  let ahead = 0
  let away = false
  const now = () => Temporal.Instant.fromEpochMilliseconds(Date.parse('2026-12-18T09:00:00Z') + ahead)
  const feed = createFeed({ now, epoch: realChance.id(8) })
  const renders = { telegram: renderTelegram, whatsapp: renderWhatsapp, text: renderText }
  const bot = createBot(simulatorAdapters({ renders, feed }), now)
  const incoming: Came[] = []
  const accept = async (all: readonly Incoming[]): Promise<void> => {
    if (away) throw new StoreGone('away')
    for (const one of all)
      if (one.type === 'activity') {
        incoming.push(one)
        await bot(one)
      }
  }
  const clock = {
    now,
    forward: async (ms: number) => {
      ahead += ms
    },
  }
  const hints = readWhole().locales ?? []
  const app = new Hono().route('/simulator', simulator({ accept, feed, clock, hints }))
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/simulator`,
    incoming,
    setAway: (value) => {
      away = value
    },
    end: async () => {
      feed.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
