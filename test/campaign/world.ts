import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { catalogueOf } from '../../server/cli/whatsapp-templates.ts'
import { openClock } from '../../server/clock.ts'
import { readFiles } from '../../server/content.ts'
import { definitionOf } from '../../server/whatsapp/template-check.ts'
import { type CallLine, type DownLine, type LedgerWriter, openLedger } from '../audit/ledger.ts'
import { type EngineName, type Rig, startRig } from '../server/kill/rig.ts'
import { asRead } from '../support/as-read.ts'
import { freePort } from '../support/port.ts'
import { type TestServer, testKey } from '../support/server.ts'
import type { TelegramCall } from '../support/telegram-stand-in.ts'
import type { WhatsappCall } from '../support/whatsapp-stand-in.ts'
import type { Platform } from './platform.ts'

const preload = pathToFileURL(join(import.meta.dirname, 'preload.ts')).href

export interface WorldOptions {
  readonly engine: EngineName
  /** Ledger, journals, logs and metrics go here. */
  readonly folder: string
  readonly servers: number
  /** Further modules for `node --import`, and what they read: planted faults. */
  readonly imports?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

// Each process is told when this one ends; several campaigns may run side by side.
process.setMaxListeners(64)

/** Platforms, a store, server processes and the one clock that all of them but leases and retries go by. */
export interface World {
  readonly rig: Rig
  readonly platform: Platform
  readonly ledger: LedgerWriter
  /** Told of each message that a platform took. */
  heard: (call: CallLine) => void
  servers(): readonly TestServer[]
  /** Ends one by SIGKILL and starts it again on its port, `awayMs` later. */
  kill(place: number, awayMs?: number): Promise<void>
  /** Ends all, does what is to be done meanwhile, starts all again. */
  without(meanwhile: () => Promise<void>): Promise<void>
  /** Notes what is away on purpose while this lasts. */
  down(what: DownLine['what'], during: () => Promise<void>): Promise<void>
  forward(ms: number): Promise<void>
  /** Writes logs and metrics into the folder, and closes the ledger. */
  settle(): Promise<void>
  end(): Promise<void>
}

export const startWorld = async ({
  engine,
  folder,
  servers: count,
  imports = [],
  env: more = {},
}: WorldOptions): Promise<World> => {
  mkdirSync(folder, { recursive: true })
  const rig = await startRig(engine)
  const ledger = openLedger(join(folder, 'ledger.jsonl'))
  let offset = 0
  const now = () => Date.now() + offset
  const { telegram, whatsapp } = rig.bench
  const platform: Platform = { telegram, whatsapp, ledger, urls: [], isOver: false, now }
  telegram.network.known = { now, chats: new Set(), queries: new Map() }
  whatsapp.network.known = { now, heard: new Map(), wamids: new Set(), gone: new Set() }
  approve(whatsapp)
  const logs: string[] = []
  const running: TestServer[] = []
  const ports: number[] = []
  const start = async (place: number): Promise<void> => {
    const port = ports[place] ?? (await freePort())
    ports[place] = port
    const env = { WEGWIJS_JOURNAL: folder, LOG_LEVEL: 'trace', ...more }
    // A full disk is an answer, no signal; without this the process would end.
    const shell = engine === 'sqlite' ? `trap '' XFSZ; exec "$@"` : undefined
    running[place] = await rig.start({ port, env, shell, imports: [...imports, preload] })
    platform.urls = running.filter((server) => !server.isGone()).map(({ url }) => url)
  }
  const stopped = (server: TestServer): void => void logs.push(server.said())
  const world: World = {
    rig,
    platform,
    ledger,
    heard: () => {},
    servers: () => running,
    kill: async (place, awayMs = 0) => {
      const server = running[place]
      if (!server) return
      await world.down('server', async () => {
        await server.kill9()
        stopped(server)
        await pause(awayMs)
        await start(place)
      })
    },
    without: async (meanwhile) => {
      await world.down('server', async () => {
        await Promise.all(running.map((server) => server.kill9()))
        for (const server of running) stopped(server)
        await meanwhile()
        await Promise.all(running.map((_, place) => start(place)))
      })
    },
    down: async (what, during) => {
      const from = Date.now()
      await during()
      ledger.write({ type: 'down', what, from, to: Date.now() })
    },
    forward: async (ms) => {
      const at = Date.now()
      for (let tries = 0; ; tries++) {
        try {
          await rig.look((store) => openClock(store).forward(ms))
          break
        } catch (error) {
          if (tries === 60) throw error
          await pause(500)
        }
      }
      offset += ms
      const until = await adopted(folder, running, offset)
      ledger.write({ type: 'clock', at, until, offset })
    },
    settle: async () => {
      const metrics = await Promise.all(
        running.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
      )
      writeFileSync(join(folder, 'metrics.txt'), metrics.join('\n'))
      platform.isOver = true
      await Promise.all(running.map((server) => server.stop()))
      for (const server of running) stopped(server)
      writeFileSync(join(folder, 'server.log'), logs.join('\n'))
      await ledger.close()
    },
    end: () => rig.end(),
  }
  const take = (call: CallLine): void => {
    ledger.write(call)
    if (call.kind === 'message' && call.outcome === 'taken') world.heard(call)
  }
  telegram.network.seen = (call) => {
    const line = telegramLine(call)
    if (line) take(line)
  }
  whatsapp.network.seen = (call) => take(whatsappLine(call))
  for (const { network } of [telegram, whatsapp])
    network.abandoned = (messageId) => ledger.write({ type: 'lost', messageId })
  for (let place = 0; place < count; place++) await start(place)
  return world
}

/** Resolves once every process that lives shows the time. */
const adopted = async (folder: string, servers: readonly TestServer[], offset: number): Promise<number> => {
  const shows = ({ pid }: TestServer): number => {
    const file = join(folder, `clock-${pid}`)
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  }
  const end = Date.now() + 20_000
  const isBehind = (server: TestServer) => !server.isGone() && shows(server) < offset - 10
  while (servers.some(isBehind) && Date.now() < end) await pause(20)
  return Date.now()
}

/** Where the auditor finds the store of this world. */
export const sourcesOf = ({ rig }: World): { store: string; key: string; phoneNumberId: string } => ({
  store: rig.redis?.url ?? rig.cluster?.url ?? join(rig.folder, 'wegwijs.sqlite'),
  key: testKey,
  phoneNumberId: rig.bench.whatsapp.phoneNumberId,
})

/** Meta has all our templates and lets them go. */
const approve = ({ templates }: Platform['whatsapp']): void => {
  for (const [place, one] of catalogueOf(readFiles()).all.entries())
    templates.push({
      ...{ ...definitionOf(one), id: String(place) },
      ...{ status: 'APPROVED', rejected_reason: 'NONE' },
    })
}

const kindsOf: Readonly<Record<string, CallLine['kind']>> = {
  sendMessage: 'message',
  answerCallbackQuery: 'ack',
  editMessageReplyMarkup: 'clear',
  deleteMessages: 'unsend',
}
const quiet = ['getMe', 'getWebhookInfo', 'getUpdates', 'setMyCommands', 'setWebhook', 'deleteWebhook']

type Loose = ReturnType<typeof JSON.parse>

const telegramLine = (call: TelegramCall): CallLine | null => {
  if (quiet.includes(call.method)) return null
  const { body } = call
  const buttons: Loose[] = (body.reply_markup?.inline_keyboard ?? []).flat()
  return {
    type: 'call',
    channel: 'telegram',
    person: body.chat_id === undefined ? 'telegram ?' : `telegram ${body.chat_id}`,
    kind: kindsOf[call.method] ?? 'other',
    isTemplate: false,
    ...outcomeOf(call),
    messageId: call.messageId?.toString() ?? null,
    outbox: null,
    text: asRead([body.text ?? '', ...buttons.map(({ text }) => text)].join('\n')),
    buttons: buttons.map(({ callback_data: id }) => id),
    key: JSON.stringify({ ...body, chat_id: undefined, disable_notification: undefined }),
    ids: body.callback_query_id ? [`q${body.callback_query_id}`] : (body.message_ids ?? []).map(String),
  }
}

const outcomeOf = ({ at, outcome, lost, code, retryAfter, scripted }: TelegramCall | WhatsappCall) => ({
  ...{ at, outcome, lost, code, scripted },
  waitMs: retryAfter === null ? null : retryAfter * 1000,
})

const whatsappLine = (call: WhatsappCall): CallLine => {
  const { interactive, text, template } = call.body
  const taps = (template?.components ?? []).filter(({ type }: Loose) => type === 'button')
  const rows = interactive?.action?.sections?.flatMap((section: Loose) => section.rows) ?? []
  const replies = interactive?.action?.buttons?.map((button: Loose) => button.reply) ?? []
  return {
    type: 'call',
    channel: 'whatsapp',
    person: call.type === 'read' ? 'whatsapp ?' : `whatsapp ${call.to}`,
    kind: call.type === 'read' ? 'ack' : 'message',
    isTemplate: call.type === 'template',
    ...outcomeOf(call),
    messageId: call.messageId,
    outbox: call.body.biz_opaque_callback_data ?? null,
    text: asRead(
      [
        text?.body ?? interactive?.body?.text ?? '',
        ...[...rows, ...replies].map(({ title }: Loose) => title),
      ].join('\n'),
    ),
    buttons: template
      ? taps.map(({ parameters }: Loose) => String(parameters?.[0]?.payload))
      : [...rows, ...replies].map((row: Loose) => row.id),
    key: call.body.biz_opaque_callback_data ?? '',
    ids: call.type === 'read' ? [String(call.body.message_id)] : [],
  }
}
