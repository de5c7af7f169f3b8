import { chmodSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { main } from '../../server/cli/doctor.ts'
import { parseConfig } from '../../server/config.ts'
import { readFiles } from '../../server/content.ts'
import type { Finding } from '../../server/doctor/finding.ts'
import { backupFindings, diskFindings, nodeFinding } from '../../server/doctor/machine.ts'
import { textFindings } from '../../server/doctor/texts.ts'
import { openStore } from '../../server/open-store.ts'
import { park } from '../../server/parked.ts'
import { lookupKey } from '../../server/store/lookup-key.ts'
import { realChance } from '../../server/world.ts'
import { freePort } from '../support/port.ts'
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts'
import { startServer, temporaryFolder, testKey } from '../support/server.ts'
import { startTelegramStandIn, type TelegramStandIn } from '../support/telegram-stand-in.ts'
import { startWhatsappStandIn, type WhatsappStandIn } from '../support/whatsapp-stand-in.ts'

type Env = Record<string, string | undefined>
let telegram: TelegramStandIn
let whatsapp: WhatsappStandIn
let folder: { path: string; remove: () => Promise<void> }
beforeEach(async () => {
  telegram = await startTelegramStandIn()
  whatsapp = await startWhatsappStandIn()
  folder = await temporaryFolder()
  telegram.webhook.url = 'https://bot.example.org/webhooks/telegram'
  telegram.webhook.allowed_updates = ['message', 'callback_query', 'my_chat_member', 'edited_message']
  whatsapp.number.webhook_configuration = { phone_number: 'https://bot.example.org/webhooks/whatsapp' }
})
afterEach(async () => {
  await telegram.stop()
  await whatsapp.stop()
  await folder.remove()
})

const settings = (over: Env = {}) => ({
  DATA_DIR: folder.path,
  DATA_KEY: testKey,
  METRICS_TOKEN: 'a-metrics-token',
  PUBLIC_URL: 'https://bot.example.org',
  TELEGRAM_BOT_TOKEN: telegram.token,
  TELEGRAM_WEBHOOK_SECRET: 'a_secret-1',
  TELEGRAM_API_ROOT: telegram.url,
  WHATSAPP_ACCESS_TOKEN: whatsapp.accessToken,
  WHATSAPP_PHONE_NUMBER_ID: whatsapp.phoneNumberId,
  WHATSAPP_APP_SECRET: whatsapp.appSecret,
  WHATSAPP_VERIFY_TOKEN: 'verify-1',
  WHATSAPP_API_ROOT: whatsapp.url,
  ...over,
})

const withStore = async (
  env: Env,
  work: (store: Awaited<ReturnType<typeof openStore>>['store']) => unknown,
) => {
  const { store } = await openStore(parseConfig(env))
  await lookupKey(store)
  await work(store)
  await store.close()
}

const examine = async (over: Env = {}, ...argv: string[]) => {
  const lines: string[] = []
  const code = await main(['--json', ...argv], settings(over), (line) => lines.push(line))
  const { ok, findings } = JSON.parse(lines.join('\n')) as { ok: boolean; findings: Finding[] }
  expect(ok).toBe(code === 0)
  const of = (check: string) => findings.filter((one) => one.check === check)
  const bad = (check: string) => of(check).filter(({ state }) => state === 'wrong')
  return { code, findings, of, bad, said: lines.join('\n') }
}

describe('npm run doctor', () => {
  test('a healthy house: nothing is wrong, every part was looked at, no secret is printed', async () => {
    await withStore(settings(), () => {})
    const { code, findings, of, said } = await examine()
    expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
    expect(code).toBe(0)
    const parts = [
      'node',
      'settings',
      'disk',
      'keys',
      'persistence',
      'queues',
      'parked',
      'tasks',
      'telegram',
      'clock',
    ]
    for (const part of [...parts, 'whatsapp'])
      expect(
        of(part).map(({ state }) => state),
        part,
      ).not.toContain('look')
    for (const part of parts) expect(of(part).length, part).toBeGreaterThan(0)
    expect(of('whatsapp').map(({ found }) => found)).toEqual([
      'The number is connected.',
      'Its messages go to https://bot.example.org/webhooks/whatsapp.',
      'The token does not run out.',
      'The app is subscribed to the WhatsApp Business Account.',
    ])
    for (const one of findings) {
      expect(one.found).toMatch(/[.…"]$/)
      if (one.state !== 'good') expect(one.remedy).toBeTruthy()
    }
    for (const secret of [telegram.token, whatsapp.accessToken, whatsapp.appSecret, testKey, 'a_secret-1'])
      expect(said).not.toContain(secret)
    // It looked, and sent nothing.
    expect([...telegram.sent, ...whatsapp.sent]).toEqual([])
    const lines: string[] = []
    expect(await main([], settings(), (line) => lines.push(line))).toBe(0)
    expect(lines.at(-1)).toMatch(/^0 wrong, \d+ to look at, \d+ good\.$/)
  })

  test('no store is said and none is made; a wrong environment is said by name', async () => {
    expect((await examine()).bad('store')[0]?.found).toContain('There is no store in')
    expect(existsSync(join(folder.path, 'wegwijs.sqlite'))).toBe(false)
    const { code, bad } = await examine({ PORT: 'x', WHATSAPP_APP_SECRET: undefined })
    expect(code).toBe(1)
    expect(bad('settings').map(({ found }) => found)).toEqual([
      expect.stringContaining('PORT must be'),
      expect.stringContaining('WHATSAPP_APP_SECRET is not set'),
    ])
  })

  test('a key that is gone, another key under the same id, an old key, the development key', async () => {
    await withStore(settings(), () => {})
    const other = Buffer.alloc(32, 9).toString('base64')
    expect((await examine({ DATA_KEY: `2:${other}` })).bad('keys')[0]?.found).toContain('holds no such key')
    expect((await examine({ DATA_KEY: other })).bad('keys')[0]?.found).toContain('another key bears this id')
    const both = await examine({ DATA_KEY: `2:${other},1:${testKey}` })
    expect(both.of('keys')).toMatchObject([{ state: 'look', remedy: 'npm run keys -- rotate' }])
    expect((await examine({ DATA_KEY: undefined })).of('keys')[0]?.found).toContain('development key')
  })

  test('queues that stand still, and what is parked', async () => {
    const now = Date.now()
    await withStore(settings(), async (store) => {
      await store.commit('main/c/one', {
        enqueue: [{ queue: 'outbox', id: 'a', at: now - 10 * 60_000, value: {} }],
      })
      const due = new Date(now - 86_400_000).toISOString()
      const task = {
        v: 1,
        id: 'task-1',
        kind: 'reminder-undelivered',
        due: due.slice(0, 10),
        openedAt: due,
        contact: 'one',
      }
      const key = 'task/reminder-undelivered/one'
      await store.commit('main/tasks', {
        set: [{ key, value: task }],
        index: [{ index: 'open', member: key, score: now }],
      })
      await park({ store, chance: realChance, now: () => now }, 'test', {})
    })
    const { of, code } = await examine()
    expect(of('queues')).toMatchObject([
      { state: 'wrong', found: expect.stringContaining('waited 11 minutes') },
    ])
    expect(of('parked')).toMatchObject([
      { state: 'look', found: expect.stringMatching(/^1 updates are parked/) },
    ])
    expect(of('tasks')).toMatchObject([
      { state: 'look', found: '1 tasks wait for a human; 1 were due before now.' },
    ])
    expect(code).toBe(1)
  })

  const brokenTelegram: [string, Env, (it: TelegramStandIn) => void, string][] = [
    ['a wrong token', { TELEGRAM_BOT_TOKEN: '1:wrong' }, () => {}, 'refuses the token'],
    ['nobody there', { TELEGRAM_API_ROOT: 'http://127.0.0.1:1' }, () => {}, 'cannot be reached'],
    ['a page of HTML', {}, (it) => it.script({ answer: 'html' }), 'HTTP 502'],
    [
      'no webhook',
      {},
      (it) => {
        it.webhook.url = ''
      },
      'No webhook is set',
    ],
    ['another webhook', { PUBLIC_URL: 'https://new.example.org' }, () => {}, 'but PUBLIC_URL says'],
    [
      'too few kinds',
      {},
      (it) => {
        it.webhook.allowed_updates = ['message']
      },
      'does not send callback_query',
    ],
    [
      'fresh errors',
      {},
      (it) =>
        Object.assign(it.trouble, {
          last_error_date: Math.floor(Date.now() / 1000) - 60,
          last_error_message: 'Wrong response: 502',
          pending_update_count: 3,
        }),
      '3 messages wait at Telegram. The last fault was',
    ],
    [
      'a webhook while polling',
      { PUBLIC_URL: undefined, TELEGRAM_WEBHOOK_SECRET: undefined },
      () => {},
      'the server cannot poll',
    ],
  ]
  test.each(brokenTelegram)('Telegram, %s', async (_, over, breaks, sentence) => {
    await withStore(settings(), () => {})
    breaks(telegram)
    const { bad, code } = await examine(over)
    expect(
      bad('telegram')
        .map(({ found }) => found)
        .join('\n'),
    ).toContain(sentence)
    expect(code).toBe(1)
  })

  test('Telegram: a fault of a day ago is over, one of a minute ago with nothing waiting is to be looked at', async () => {
    telegram.trouble.last_error_date = Math.floor(Date.now() / 1000) - 86_400
    expect((await examine()).of('telegram').every(({ state }) => state === 'good')).toBe(true)
    telegram.trouble.last_error_date = Math.floor(Date.now() / 1000) - 60
    expect((await examine()).of('telegram').at(-1)?.state).toBe('look')
  })

  const inDays = (days: number): number => Math.floor(Date.now() / 1000) + days * 86_400
  const brokenWhatsapp: [string, Env, (it: WhatsappStandIn) => void, string][] = [
    ['a wrong token', { WHATSAPP_ACCESS_TOKEN: 'wrong-token' }, () => {}, 'refuses the token'],
    ['nobody there', { WHATSAPP_API_ROOT: 'http://127.0.0.1:1' }, () => {}, 'cannot be reached'],
    ['another number', { WHATSAPP_PHONE_NUMBER_ID: '1' }, () => {}, 'does not show the number (code 100)'],
    [
      'a blocked number',
      {},
      (it) => {
        it.number.status = 'BANNED'
      },
      'state of the number is banned',
    ],
    [
      'no webhook',
      {},
      (it) => {
        delete it.number.webhook_configuration
      },
      'Nobody gets the messages',
    ],
    [
      'another webhook',
      { PUBLIC_URL: 'https://new.example.org' },
      () => {},
      'not to https://new.example.org',
    ],
    [
      'a token that ends in 3 days',
      {},
      (it) => {
        it.debug.expires_at = inDays(3)
      },
      'runs out in 3 days',
    ],
    [
      'a token that ended',
      {},
      (it) => {
        it.debug.data_access_expires_at = inDays(-1)
      },
      'has run out',
    ],
    [
      'a token that is not valid',
      {},
      (it) => {
        it.debug.is_valid = false
      },
      'not valid any more',
    ],
    [
      'a token without rights',
      {},
      (it) => {
        it.debug.scopes = []
      },
      'lacks the permission',
    ],
    ['no subscription', {}, (it) => void it.apps.splice(0), 'not subscribed'],
  ]
  test.each(brokenWhatsapp)('WhatsApp, %s', async (_, over, breaks, sentence) => {
    await withStore(settings(), () => {})
    breaks(whatsapp)
    const { bad, code } = await examine(over)
    expect(
      bad('whatsapp')
        .map(({ found }) => found)
        .join('\n'),
    ).toContain(sentence)
    expect(code).toBe(1)
  })

  test('WhatsApp: what is only to be looked at', async () => {
    whatsapp.number.quality_rating = 'RED'
    whatsapp.debug.expires_at = inDays(40)
    whatsapp.debug.granular_scopes = []
    const { of } = await examine()
    const looks = of('whatsapp').filter(({ state }) => state === 'look')
    expect(looks.map(({ found }) => found)).toEqual([
      expect.stringContaining('quality of the number is red'),
      'The token runs out in 40 days.',
      expect.stringContaining('the subscription is not known'),
    ])
  })

  test('a clock that is wrong', async () => {
    const ahead = await examine({}, '--now', new Date(Date.now() + 4.5 * 60_000).toISOString())
    expect(ahead.bad('clock').map(({ found }) => found)).toEqual([
      expect.stringMatching(/clock is 5 minutes ahead of Telegram\.$/),
      expect.stringMatching(/clock is 5 minutes ahead of Meta\.$/),
    ])
    const behind = await examine({}, '--now', new Date(Date.now() - 30_000).toISOString())
    expect(behind.of('clock')[0]).toMatchObject({ state: 'look', found: expect.stringContaining('behind') })
  })

  test('disk, rights, Node and old backups', async () => {
    const config = parseConfig(settings())
    const room = (free: number) => diskFindings(config, () => ({ free, all: 4e10 }))[0]?.state
    expect([room(1e8), room(1e9), room(3e10)]).toEqual(['wrong', 'look', 'good'])
    chmodSync(folder.path, 0o755)
    expect(diskFindings(config).at(-1)?.found).toContain('may be read by every user')
    expect([nodeFinding('22.1.0').state, nodeFinding('24.0.0').state]).toEqual(['wrong', 'good'])
    const backups = join(folder.path, 'backups')
    mkdirSync(backups)
    const late = async () => (await examine({}, '--backups', backups)).of('backup')
    expect((await late())[0]).toMatchObject({ state: 'wrong', found: expect.stringContaining('no backup') })
    for (const [name, days] of [
      ['wegwijs-a.sqlite', 40],
      ['wegwijs-b.sqlite', 0.1],
    ] as const) {
      writeFileSync(join(backups, name), '')
      utimesSync(join(backups, name), inDays(-days), inDays(-days))
    }
    expect((await late()).map(({ state }) => state)).toEqual(['good', 'wrong'])
  })

  test('of a Redis the copy is looked for, and the list of erasures beside it', () => {
    const backups = join(folder.path, 'redis-backups')
    mkdirSync(backups)
    const found = () => backupFindings(backups, 30, Date.now(), true)
    expect(found().map(({ remedy }) => remedy?.split(' ')[0])).toEqual(['redis-cli', 'npm'])
    writeFileSync(join(backups, 'redis-2026-11-22.rdb'), '')
    writeFileSync(join(backups, 'erased.json'), '')
    expect(found().map(({ state }) => state)).toEqual(['good'])
    utimesSync(join(backups, 'erased.json'), inDays(-2), inDays(-2))
    expect(found().map(({ state }) => state)).toEqual(['good', 'wrong'])
  })

  test('help is 0, what is not understood is 2', async () => {
    const run = (...argv: string[]) => main(argv, settings(), () => {})
    expect(await run('--help')).toBe(0)
    for (const argv of [['--jason'], ['now'], ['--now', 'soon']]) expect(await run(...argv)).toBe(2)
  })
})

describe('operator file and texts, as the doctor reads them', () => {
  const tags = readFiles().locales?.map(({ tag }) => tag) ?? []
  const readers = (names = tags): string => `{ ${names.map((tag) => `${tag}: Reader ${tag}`).join(', ')} }`
  const record = (date: string, called: string, names = tags): string =>
    `goLive: { lawyer: A. Lawyer, date: ${date}, nativeReaders: ${readers(names)}, numbersCalled: ${called}, dutyRota: on the wall }\n`
  const written = (goLive: string): Env => {
    const path = join(folder.path, 'operator.yaml')
    const who = 'name: Hulp\ncontact: +44 7700 900123\nprivacyOfficer: privacy@example.org\n'
    writeFileSync(path, who + goLive)
    return { OPERATOR_FILE: path }
  }

  test('a whole record is good; what it asks for grows stricter with it', async () => {
    const { of } = await examine(written(record('2026-03-01', '2026-02-20')), '--now', '2026-06-01T00:00:00Z')
    expect(of('go-live')).toMatchObject([{ state: 'good', found: expect.stringContaining('A. Lawyer') }])
    expect(of('texts').at(-1)).toMatchObject({
      state: 'wrong',
      found: expect.stringContaining('No day is noted'),
    })
    expect(of('numbers')[0]?.state).toBe('wrong')
  })

  test.each([
    ['none', '', 'look', 'There is no go-live record'],
    [
      'a language without a reader',
      record('2026-03-01', '2026-02-20', ['ar', 'en']),
      'wrong',
      'no native reader for nl',
    ],
    ['a language that is none', record('2026-03-01', '2026-02-20', [...tags, 'xx']), 'wrong', '"xx"'],
    ['a day to come', record('2026-07-01', '2026-02-20'), 'wrong', 'still to come'],
    ['numbers called long ago', record('2026-03-01', '2025-02-20'), 'look', 'last called on 2025-02-20'],
    ['a signature of long ago', record('2025-03-01', '2026-02-20'), 'look', 'over a year ago'],
  ])('go-live: %s', async (_, goLive, state, sentence) => {
    const { of } = await examine(written(goLive), '--now', '2026-06-01T00:00:00Z')
    expect(of('go-live')).toContainEqual(
      expect.objectContaining({ state, found: expect.stringContaining(sentence) }),
    )
  })

  test('the example is read as it stands, and with its signs taken off it is a go-live record', async () => {
    const example = readFileSync(new URL('../../server/operator.example.yaml', import.meta.url), 'utf8')
    const path = join(folder.path, 'operator.yaml')
    const env = { OPERATOR_FILE: path }
    writeFileSync(path, example)
    expect((await examine(env)).of('go-live')).toMatchObject([{ state: 'look' }])
    const [before = '', after = ''] = example.split('goLive: null\n')
    writeFileSync(path, before + after.replace(/^# To go live.*\n/, '').replaceAll(/^#/gm, ''))
    const live = await examine(env, '--now', '2027-04-01T00:00:00Z')
    expect(live.of('go-live')).toMatchObject([{ state: 'good' }])
    expect(live.bad('operator')).toEqual([])
  })

  test('the server itself does not start with a record that lacks a language', async () => {
    const env = { ...written(record('2026-03-01', '2026-02-20', ['ar', 'en'])), DATA_DIR: folder.path }
    const server = await startServer({ env, port: await freePort() })
    expect(await server.gone).toBe('1')
    expect(server.said()).toContain('names no native reader for nl')
  })

  test('a file that does not fit', async () => {
    expect((await examine(written('name: twice\n'))).bad('operator')).toHaveLength(1)
  })

  test('review dates that pass, and guarded texts that are gone', async () => {
    const layer = readFiles()
    const late = textFindings(layer, '2030-01-01', false)
    const said = late.filter(({ check }) => check === 'review').map(({ found }) => found)
    expect(said).toContainEqual(expect.stringMatching(/review date of \d+ stages has passed/))
    expect(said).toContainEqual(expect.stringMatching(/review date of \d+ terms has passed/))
    expect(late.some(({ state }) => state === 'wrong')).toBe(false)
    const { safety: _, ...rest } = layer.texts.ti ?? {}
    const broken = { ...layer, texts: { ...layer.texts, ti: rest } }
    expect(textFindings(broken, '2026-11-22', false)[0]).toMatchObject({
      state: 'wrong',
      found: expect.stringContaining('locales/ti/safety.json is missing.'),
    })
  })
})

describe.skipIf(!hasRedis())('on Redis', () => {
  const made: TestRedis[] = []
  let safe: TestRedis
  beforeAll(async () => {
    safe = await startRedis({ appendfsync: 'always' })
    made.push(safe)
  })
  afterAll(() => Promise.all(made.map((one) => one.stop())))

  test('persistence, memory policy, and nobody there', async () => {
    expect((await examine({ REDIS_URL: safe.url })).of('persistence')[0]?.state).toBe('good')
    const lossy = await startRedis()
    const evicting = await startRedis({ settings: ['--maxmemory-policy', 'allkeys-lru'] })
    made.push(lossy, evicting)
    expect((await examine({ REDIS_URL: lossy.url })).bad('persistence')).toHaveLength(1)
    expect((await examine({ REDIS_URL: evicting.url })).bad('store')[0]?.found).toContain('maxmemory-policy')
    const gone = await examine({ REDIS_URL: 'redis://127.0.0.1:1' })
    expect(gone.bad('store')[0]?.remedy).toContain('RUNBOOK')
  })
})
