import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigFault, parseConfig } from '../../server/config.ts'
import { demoOperator, readOperator } from '../../server/operator.ts'
import { faultsOfFiles, secretNames, withSecretFiles } from '../../server/secret-files.ts'

const key = Buffer.alloc(32, 1).toString('base64')
const other = Buffer.alloc(32, 2).toString('base64')
const whatsapp = {
  WHATSAPP_ACCESS_TOKEN: 'a',
  WHATSAPP_PHONE_NUMBER_ID: 'b',
  WHATSAPP_APP_SECRET: 'c',
  WHATSAPP_VERIFY_TOKEN: 'd',
}

const faultsOf = (environment: Readonly<Record<string, string | undefined>>): string[] => {
  try {
    parseConfig(environment)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigFault)
    return error instanceof Error ? error.message.split('\n') : []
  }
  return []
}

describe('the environment', () => {
  test('nothing set at all is enough', () => {
    expect(faultsOf({})).toEqual([])
    expect(parseConfig({})).toMatchObject({
      production: false,
      port: 3000,
      host: '127.0.0.1',
      publicUrl: null,
      dataDir: './data',
      keys: null,
      redisUrl: null,
      logLevel: 'info',
      telegram: null,
      whatsapp: null,
      simulator: true,
      metrics: { token: null, open: true },
    })
    const empty = { PORT: '', PUBLIC_URL: '', DATA_KEY: '', TELEGRAM_BOT_TOKEN: '', SIMULATOR: '' }
    expect(parseConfig(empty)).toEqual(parseConfig({}))
  })

  test.each<[string, Record<string, string>, string]>([
    [
      'half a Bot Framework',
      { MICROSOFT_APP_ID: 'x' },
      'MICROSOFT_APP_PASSWORD is not set, but MICROSOFT_APP_ID is.',
    ],
    [
      'an account that is no number',
      { WHATSAPP_BUSINESS_ACCOUNT_ID: 'abc' },
      'WHATSAPP_BUSINESS_ACCOUNT_ID must be digits',
    ],
    ['a port that is no number', { PORT: 'abc' }, 'PORT must be a whole number from 0 to 65535.'],
    ['a port too high', { PORT: '65536' }, 'PORT must be a whole number'],
    ['a port with a fraction', { PORT: '30.5' }, 'PORT must be a whole number'],
    ['a negative port', { PORT: '-1' }, 'PORT must be a whole number'],
    ['an address without https', { PUBLIC_URL: 'http://example.org' }, 'PUBLIC_URL must be a web address'],
    ['no address at all', { PUBLIC_URL: 'example.org' }, 'PUBLIC_URL must be a web address'],
    ['another scheme', { TELEGRAM_API_ROOT: 'ftp://example.org' }, 'TELEGRAM_API_ROOT must be'],
    ['a wrong root of Meta', { WHATSAPP_API_ROOT: 'graph' }, 'WHATSAPP_API_ROOT must be a web address'],
    ['a key too short', { DATA_KEY: 'AAAA' }, 'Key 1 of DATA_KEY has 3 bytes and 32 are needed.'],
    ['a key that is no base64', { DATA_KEY: '!!' }, 'Key 1 of DATA_KEY is not base64.'],
    ['two keys of one id', { DATA_KEY: `1:${key},1:${other}` }, 'DATA_KEY has two keys with the same id.'],
    ['a bad key id', { DATA_KEY: `a b:${key}` }, 'Key 1 of DATA_KEY has an id that does not fit.'],
    ['an address that is no Redis', { REDIS_URL: 'localhost:6379' }, 'REDIS_URL must start with redis://'],
    ['a wrong node of a cluster', { REDIS_URL: 'redis://a,b' }, 'REDIS_URL must start with redis://'],
    ['an unknown level', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of trace, debug, info'],
    ['an unknown switch', { SIMULATOR: 'maybe' }, 'SIMULATOR must be on or off.'],
    [
      'a secret that Telegram does not take',
      { TELEGRAM_BOT_TOKEN: 't', TELEGRAM_WEBHOOK_SECRET: 'a b' },
      'TELEGRAM_WEBHOOK_SECRET may hold 1 to 256 of A–Z',
    ],
    ['a secret without a token', { TELEGRAM_WEBHOOK_SECRET: 's' }, 'TELEGRAM_BOT_TOKEN is not set, but'],
    [
      'a webhook without a secret',
      { TELEGRAM_BOT_TOKEN: 't', PUBLIC_URL: 'https://example.org' },
      'TELEGRAM_WEBHOOK_SECRET is not set. With PUBLIC_URL',
    ],
    ['production without a key', { NODE_ENV: 'production' }, 'DATA_KEY is not set. In production'],
    ...Object.keys(whatsapp).map((name): [string, Record<string, string>, string] => [
      `WhatsApp without ${name}`,
      Object.fromEntries(Object.entries(whatsapp).filter(([one]) => one !== name)),
      `${name} is not set, but WHATSAPP_`,
    ]),
  ])('%s: one plain sentence', (_, environment, sentence) => {
    const faults = faultsOf(environment)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(sentence)
    expect(faults[0]).toMatch(/^[A-Z].*\.$/)
    for (const value of [key, other]) expect(faults[0]).not.toContain(value)
  })

  test('all faults are named at once', () => {
    expect(faultsOf({ PORT: 'x', LOG_LEVEL: 'x', DATA_KEY: 'x', WHATSAPP_APP_SECRET: 'x' })).toHaveLength(6)
  })

  test('tokens are opaque; http is taken on loopback alone; the simulator is off in production and on wide hosts', () => {
    const odd = { TELEGRAM_BOT_TOKEN: 'any thing: 🙂', ...whatsapp, WHATSAPP_PHONE_NUMBER_ID: 'not-a-number' }
    expect(faultsOf(odd)).toEqual([])
    const production = { NODE_ENV: 'production', DATA_KEY: key, PUBLIC_URL: 'http://127.0.0.1:8443/' }
    expect(parseConfig(production)).toMatchObject({ simulator: false, publicUrl: 'http://127.0.0.1:8443' })
    expect(parseConfig({ ...production, SIMULATOR: 'on' }).simulator).toBe(true)
    expect(parseConfig({ HOST: '0.0.0.0' })).toMatchObject({
      simulator: false,
      metrics: { token: null, open: false },
    })
    expect(parseConfig({ DATA_KEY: `2:${key},1:${other}` }).keys?.first).toBe('2')
  })
})

describe('the operator file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijs-operator-'))
  const written = (text: string): string => {
    const path = join(folder, `${Math.random()}.yaml`)
    writeFileSync(path, text)
    return path
  }
  const good = 'name: Hulp\ncontact: +44 7700 900123\nprivacyOfficer: privacy@example.org\n'

  test('a short one is enough; without one it is the fictional demo operator in TEST', () => {
    const read = readOperator(written(good))
    expect(read).toMatchObject({ name: 'Hulp', retentionDays: 90, goLive: false, zone: 'Europe/Amsterdam' })
    expect(readOperator(undefined)).toBe(demoOperator)
  })

  test.each<[string, string, string]>([
    ['no contact', 'name: Hulp\nprivacyOfficer: p\n', 'contact'],
    ['an unknown key', `${good}retentiondays: 3\n`, 'retentiondays'],
    ['too many days', `${good}retentionDays: 4000\n`, 'retentionDays'],
    ['a time without quotes', `${good}staffed: [{days: [1], from: 9, to: "17:00"}]\n`, 'from'],
    ['a zone that is none', `${good}zone: Mars/Phobos\n`, 'zone'],
    ['a go-live record without a lawyer', `${good}goLive: {date: 2026-01-01}\n`, 'goLive'],
    ['no YAML at all', 'name: [', ''],
    ['a list', '- a\n', ''],
    ['an empty file', '', ''],
  ])('%s: said with file and place', (_, text, place) => {
    const path = written(text)
    expect(() => readOperator(path)).toThrow(path)
    expect(() => readOperator(path)).toThrow(place)
  })

  test('a file that is not there', () => {
    expect(() => readOperator('/nowhere/operator.yaml')).toThrow(
      'OPERATOR_FILE names /nowhere/operator.yaml, which cannot be read.',
    )
  })
})

describe('secrets in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijs-secrets-'))
  const fileOf = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }

  test.each(secretNames)(
    '%s is read from the file that %s_FILE names, without its last line break',
    (name) => {
      const read = withSecretFiles({ [`${name}_FILE`]: fileOf(name, `secret of ${name}\n`) })
      expect(read).toEqual({ [name]: `secret of ${name}` })
      expect(faultsOfFiles(read)).toEqual([])
    },
  )

  test('every variable that holds a secret can be one', () => {
    const all = readFileSync(new URL('../../server/config.ts', import.meta.url), 'utf8')
    const secrets = [...all.matchAll(/^ {2}([A-Z_]*(?:KEY|TOKEN|SECRET|PASSWORD|REDIS_URL))\b/gm)].map(
      ([, name]) => name,
    )
    expect(secrets.length).toBeGreaterThan(7)
    for (const name of secrets) expect(secretNames).toContain(name)
  })

  test('a missing or empty file, and a secret given twice, are said in a sentence without the secret', () => {
    for (const path of [join(folder, 'nowhere'), fileOf('empty', '\n'), folder])
      expect(faultsOf(withSecretFiles({ METRICS_TOKEN_FILE: path }))).toEqual([
        'METRICS_TOKEN_FILE names a file that is empty or cannot be read by this user. Correct the path or the rights.',
      ])
    const twice = { METRICS_TOKEN: 'zebra', METRICS_TOKEN_FILE: fileOf('one', 'lion') }
    expect(faultsOf(withSecretFiles(twice))).toEqual([
      'METRICS_TOKEN and METRICS_TOKEN_FILE are both set. Leave one of them out.',
    ])
  })

  test('in production the key may come from a file', () => {
    const given = withSecretFiles({ NODE_ENV: 'production', DATA_KEY_FILE: fileOf('key', `${key}\n`) })
    expect(parseConfig(given).keys).not.toBeNull()
  })
})
