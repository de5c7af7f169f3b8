import { Api } from 'grammy'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Incoming } from '../../server/channel.ts'
import { StoreGone } from '../../server/store/store.ts'
import { setCommands } from '../../server/telegram/commands.ts'
import { type PollDeps, pollTelegram } from '../../server/telegram/poll.ts'
import { startTelegramStandIn, type TelegramStandIn } from '../support/telegram-stand-in.ts'

let standIn: TelegramStandIn
beforeEach(async () => {
  standIn = await startTelegramStandIn()
})
afterEach(() => standIn.stop())

const update = (id: number, text = 'hello') => ({
  update_id: id,
  message: {
    message_id: id,
    date: 1797580800,
    chat: { id: 7, type: 'private' },
    from: { id: 7, is_bot: false },
    text,
  },
})
const apiOf = () => new Api(standIn.token, { apiRoot: standIn.url })

function poll(over: Partial<PollDeps> = {}) {
  const stop = new AbortController()
  const accepted: Incoming[] = []
  const said: string[] = []
  const waited: number[] = []
  const done = pollTelegram({
    api: apiOf(),
    account: 'telegram',
    lease: { hold: async () => true },
    accept: async (incoming) => void accepted.push(...incoming),
    park: async () => {},
    now: () => Temporal.Now.instant(),
    signal: stop.signal,
    say: (sentence) => said.push(sentence),
    wait: async (ms) => {
      waited.push(ms)
      await new Promise((resolve) => setTimeout(resolve, 5))
    },
    ...over,
  })
  const end = async () => {
    stop.abort()
    await done
  }
  const orders = () => accepted.map((one) => one.type === 'activity' && one.activity.order)
  return { accepted, said, waited, end, orders }
}

describe('polling Telegram', () => {
  test('updates come in order, once, and the call that waits ends at once on stop', async () => {
    const polled = poll()
    standIn.queue(update(10), update(11))
    await vi.waitFor(() => expect(polled.orders()).toEqual([10, 11]))
    standIn.queue(update(12))
    await vi.waitFor(() => expect(polled.orders()).toEqual([10, 11, 12]))
    const started = performance.now()
    await polled.end()
    expect(performance.now() - started).toBeLessThan(1_000)
    expect(polled.said).toEqual([])
  })

  test('what could not be stored is asked for again', async () => {
    let away = 2
    const seen: unknown[] = []
    const accept = async (incoming: readonly Incoming[]) => {
      if (away-- > 0) throw new StoreGone('away')
      seen.push(...incoming.map((one) => one.type === 'activity' && one.activity.order))
    }
    const polled = poll({ accept })
    standIn.queue(update(10), update(11))
    await vi.waitFor(() => expect(seen).toEqual([10, 11]))
    await polled.end()
    expect(polled.waited).toEqual([1000, 2000])
    expect(polled.said).toHaveLength(2)
  })

  test('goes on by itself after pages of HTML, resets and 429', async () => {
    standIn.script({ answer: 'html' }, { answer: 'reset' }, { answer: { code: 429, retryAfter: 17 } })
    const polled = poll()
    standIn.queue(update(10))
    await vi.waitFor(() => expect(polled.orders()).toEqual([10]))
    await polled.end()
    expect(polled.waited).toEqual([1000, 2000, 17_000])
  })

  test('without the lease nothing is asked', async () => {
    const polled = poll({ lease: { hold: async () => false } })
    standIn.queue(update(10))
    await vi.waitFor(() => expect(polled.waited.length).toBeGreaterThan(2))
    await polled.end()
    expect([standIn.calls, polled.orders()]).toEqual([[], []])
  })

  test('another process is said in one sentence, once', async () => {
    standIn.script({
      times: 4,
      answer: { code: 409, description: 'Conflict: terminated by other getUpdates request' },
    })
    const polled = poll()
    standIn.queue(update(10))
    await vi.waitFor(() => expect(polled.orders()).toEqual([10]))
    await polled.end()
    expect(polled.said).toEqual([
      expect.stringContaining('another process polls'),
      'Telegram is polled again.',
    ])
  })

  test('a webhook in the way is named, and deleted only when told to', async () => {
    standIn.webhook.url = 'https://bot.example.org/webhooks/telegram'
    standIn.queue(update(10))
    const polled = poll()
    await vi.waitFor(() => expect(polled.waited.length).toBeGreaterThan(2))
    await polled.end()
    expect(polled.said).toEqual([expect.stringContaining('a webhook is set')])
    expect(standIn.webhook.url).not.toBe('')
    const taking = poll({ takeOver: true })
    await vi.waitFor(() => expect(taking.orders()).toEqual([10]))
    await taking.end()
  })

  test('a refused token is named without the token', async () => {
    const polled = poll({ api: new Api('1:wrong', { apiRoot: standIn.url }) })
    await vi.waitFor(() => expect(polled.waited.length).toBeGreaterThan(1))
    await polled.end()
    expect(polled.said).toEqual(['Telegram refuses the token. Check TELEGRAM_BOT_TOKEN.'])
  })

  test('what cannot be read is parked and does not come again', async () => {
    const parked: string[] = []
    const polled = poll({ park: async (reason) => void parked.push(reason) })
    standIn.queue({ update_id: 9 }, update(10))
    await vi.waitFor(() => expect(polled.orders()).toEqual([10]))
    await vi.waitFor(() => expect(parked).toEqual(['telegram.kind']))
    await polled.end()
  })
})

describe('command lists', () => {
  const commands = [{ command: 'menu', description: 'Menu' }]

  test('one list a language that Telegram can name, one for everyone else', async () => {
    const lists = [null, 'en', 'fa', 'fa-AF', 'ckb', 'zh-Hans'].map((locale) => ({ locale, commands }))
    expect(await setCommands(apiOf(), lists)).toEqual({ skipped: ['fa-AF', 'ckb'] })
    expect(standIn.sent.map(({ body }) => body.language_code)).toEqual([undefined, 'en', 'fa', 'zh'])
  })

  test('a list that Telegram would refuse is refused before', async () => {
    const list = (command: string, description: string) =>
      setCommands(apiOf(), [{ locale: 'en', commands: [{ command, description }] }])
    await expect(list('Menu', 'x')).rejects.toThrow('"Menu"')
    await expect(list('menu', ' ')).rejects.toThrow('256')
    expect(standIn.sent).toEqual([])
  })
})
