import type { Hono } from 'hono'
import type { Temporal } from 'temporal-polyfill'
import type { Adapter, Incoming } from './channel.ts'
import type { CommandWords } from './command-lists.ts'
import type { Config } from './config.ts'
import type { PollLease } from './poll-lease.ts'
import type { Json } from './store/store.ts'

/** What a channel's webhook is given. */
export interface Intake {
  readonly accept: (incoming: readonly Incoming[]) => Promise<void>
  readonly park: (reason: string, raw: Json) => Promise<void>
  readonly now: () => Temporal.Instant
  readonly count: (name: string, labels: Readonly<Record<string, string>>) => void
}

/** One channel that is on: its accounts and where its webhook is mounted. */
export interface OpenChannel {
  readonly name: string
  readonly adapters: readonly Adapter[]
  readonly mounts: (intake: Intake) => Readonly<Record<string, Hono>>
  /** Ends streams that would keep the server from stopping. */
  readonly close?: () => void
  /** Starts whatever fetches updates by itself; returns a way to end it. */
  readonly start?: (intake: Intake, lease: PollLease, say: (sentence: string) => void) => () => Promise<void>
}

/** Telegram: by webhook when PUBLIC_URL is set, else by long polling. Loaded only when it is on. */
export const openTelegram = async (
  config: NonNullable<Config['telegram']>,
  publicUrl: string | null,
  lists: readonly CommandWords[],
): Promise<OpenChannel> => {
  const [{ telegramAdapter }, { telegramWebhook }, { pollTelegram }, { setCommands }, { Api }] =
    await Promise.all([
      import('./telegram/send.ts'),
      import('./telegram/webhook.ts'),
      import('./telegram/poll.ts'),
      import('./telegram/commands.ts'),
      import('grammy'),
    ])
  const account = 'telegram'
  const { secret } = config
  const adapter = telegramAdapter({ token: config.token, apiRoot: config.apiRoot, account, space: 'main' })
  return {
    name: publicUrl === null ? 'Telegram (polling)' : 'Telegram (webhook)',
    adapters: [adapter],
    mounts: (intake): Readonly<Record<string, Hono>> =>
      secret === null ? {} : { '/webhooks/telegram': telegramWebhook({ ...intake, secret, account }) },
    start: (intake, lease, say) => {
      const api = new Api(config.token, { apiRoot: config.apiRoot, timeoutSeconds: 60 })
      setCommands(api, lists).catch(() =>
        say('Telegram did not take the command lists. They are set at the next start.'),
      )
      if (publicUrl !== null) return async () => {}
      const stop = new AbortController()
      const done = pollTelegram({ ...intake, api, account, lease, signal: stop.signal, say })
      return async () => {
        stop.abort()
        await done
        await lease.release()
      }
    },
  }
}

export const openWhatsapp = async (config: NonNullable<Config['whatsapp']>): Promise<OpenChannel> => {
  const [{ whatsappAdapter }, { whatsappWebhook }] = await Promise.all([
    import('./whatsapp/send.ts'),
    import('./whatsapp/webhook.ts'),
  ])
  const account = `whatsapp:${config.phoneNumberId}`
  const { accessToken, phoneNumberId, apiRoot, appSecret, verifyToken } = config
  const adapter = whatsappAdapter({
    accessToken,
    phoneNumberId,
    apiRoot,
    version: 26,
    account,
    space: 'main',
  })
  return {
    name: 'WhatsApp',
    adapters: [adapter],
    mounts: (intake) => ({
      '/webhooks/whatsapp': whatsappWebhook({ ...intake, appSecret, verifyToken, account, phoneNumberId }),
    }),
  }
}

const withoutLibrary = (): never => {
  throw new Error(
    'MICROSOFT_APP_ID is set, but the package "botbuilder" is not installed. Run "npm install --no-save botbuilder@4.23.3", or leave the variable out.',
  )
}

/** Teams, Web Chat and the like through the Bot Framework. Loaded only when it is on: the package is large and optional. */
export const openBotFramework = async (config: NonNullable<Config['botFramework']>): Promise<OpenChannel> => {
  const { connect } = await import('./botframework/connect.ts').catch(withoutLibrary)
  const [{ botFrameworkAdapter }, { botFrameworkWebhook }] = await Promise.all([
    import('./botframework/send.ts'),
    import('./botframework/webhook.ts'),
  ])
  const authentication = connect(config)
  const account = `botframework:${config.appId}`
  return {
    name: 'Bot Framework',
    adapters: [botFrameworkAdapter({ authentication, appId: config.appId, account, space: 'main' })],
    mounts: (intake) => ({ '/api/messages': botFrameworkWebhook({ ...intake, authentication, account }) }),
  }
}

/** The simulator: the same adapters in look and limits, in the demo Space. */
export const openSimulator = async (
  clock: { now(): Temporal.Instant; forward(ms: number): Promise<void> },
  hints: readonly { readonly tag: string; readonly name: string; readonly dir: 'ltr' | 'rtl' }[],
  epoch: string,
): Promise<OpenChannel> => {
  const [{ simulator }, { simulatorAdapters }, { createFeed }, telegram, whatsapp, text] = await Promise.all([
    import('./simulator/webhook.ts'),
    import('./simulator/send.ts'),
    import('./simulator/feed.ts'),
    import('./telegram/render.ts'),
    import('./whatsapp/render.ts'),
    import('./text/render.ts'),
  ])
  const feed = createFeed({ now: clock.now, epoch })
  const renders = { telegram: telegram.render, whatsapp: whatsapp.render, text: text.render }
  return {
    name: 'simulator',
    adapters: simulatorAdapters({ renders, feed }),
    mounts: ({ accept }) => ({ '/simulator': simulator({ accept, feed, clock, hints }) }),
    close: () => feed.close(),
  }
}
