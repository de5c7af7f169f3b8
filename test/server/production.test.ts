import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../support/port.ts'
import { startServer, type TestServer, temporaryFolder, testKey } from '../support/server.ts'

const secret = 'whatsapp-app-secret-of-a-test'
const env = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://bot.example.org',
  DATA_KEY: testKey,
  LOG_LEVEL: 'info',
  WHATSAPP_ACCESS_TOKEN: 'token-of-a-test',
  WHATSAPP_PHONE_NUMBER_ID: '1',
  WHATSAPP_APP_SECRET: secret,
  WHATSAPP_VERIFY_TOKEN: 'verify-token-of-a-test',
  // Nothing of this test leaves the machine.
  WHATSAPP_API_ROOT: 'http://127.0.0.1:9',
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** With any Host header, which fetch does not let through. */
const ask = async (
  server: TestServer,
  path: string,
  { host, method = 'GET' }: { host?: string; method?: string } = {},
): Promise<Answer> => {
  const asked = httpRequest(`${server.url}${path}`, { method, headers: host ? { Host: host } : {} }).end()
  const [response] = await once(asked, 'response')
  let body = ''
  for await (const chunk of response) body += chunk
  return { status: response.statusCode, headers: response.headers, body }
}

const start = async (more: Readonly<Record<string, string>> = {}) => {
  const folder = await temporaryFolder()
  const server = await startServer({
    port: await freePort(),
    env: { ...env, DATA_DIR: folder.path, ...more },
  })
  const end = async () => {
    await server.stop()
    await folder.remove()
  }
  return { server, end }
}

describe('the real process in production, behind a public address', () => {
  let house: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    house = await start()
  }, 90_000)
  afterAll(() => house.end())

  const paths = [
    ['GET', '/simulator'],
    ['GET', '/simulator/'],
    ['GET', '/simulator/files/main.js'],
    ['GET', '/simulator/clock'],
    ['POST', '/simulator/clock'],
    ['GET', '/simulator/chats/aaaaaaaaaaaaaaaaaaaa/feed?look=text'],
    ['POST', '/simulator/chats/aaaaaaaaaaaaaaaaaaaa/updates'],
    ['GET', '//simulator'],
    ['GET', '/simulator/..%2fsimulator'],
    ['GET', '/SIMULATOR'],
    ['GET', '/metrics'],
  ] as const
  const hosts = [undefined, 'bot.example.org', 'localhost', '127.0.0.1', 'evil.example', '127.0.0.1:3000']

  test.each(paths)('%s %s is not there, under no name', async (method, path) => {
    for (const host of hosts) {
      const answer = await ask(house.server, path, host ? { host, method } : { method })
      expect([403, 404], `${host} ${answer.status}`).toContain(answer.status)
      expect(answer.body).not.toContain('Simulator')
    }
  })

  test.each([
    ['GET', '/healthz', 200],
    ['GET', '/readyz', 200],
    ['GET', '/nowhere', 404],
    ['GET', '/webhooks/whatsapp', 403],
    ['POST', '/webhooks/whatsapp', 401],
    ['DELETE', '/webhooks/whatsapp', 404],
    ['GET', '/metrics', 404],
    ['TRACE', '/healthz', 404],
    ['OPTIONS', '/webhooks/whatsapp', 404],
  ] as const)('%s %s says what no browser may do with it', async (method, path, status) => {
    const { headers, status: got } = await ask(house.server, path, { method })
    expect(got).toBe(status)
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('camera=()'),
      'cache-control': 'no-store',
      'strict-transport-security': expect.stringContaining('max-age='),
    })
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  })

  test('no secret is printed', () => {
    const said = house.server.said()
    expect(said).toContain('Wegwijs runs')
    for (const [name, value] of Object.entries(env))
      if (/KEY|TOKEN|SECRET/.test(name)) expect(said).not.toContain(value)
  })

  /** Milliseconds until the server hangs up on somebody who sends one byte a second. */
  const dribble = async (head: string): Promise<number> => {
    const socket = connect(Number(new URL(house.server.url).port), '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const started = performance.now()
    socket.write(head)
    const drip = setInterval(() => socket.write('a'), 1_000)
    socket.resume()
    await once(socket, 'close')
    clearInterval(drip)
    return performance.now() - started
  }

  test('whoever sends headers or a body drop by drop is hung up on', async () => {
    const begin = 'POST /webhooks/whatsapp HTTP/1.1\r\nHost: bot.example.org\r\n'
    const signed = `X-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\nContent-Length: 4000\r\n\r\n`
    const [headers, body] = await Promise.all([dribble(`${begin}X-Slow: `), dribble(`${begin}${signed}`)])
    expect(headers).toBeLessThan(15_000)
    expect(body).toBeGreaterThan(15_000)
    expect(body).toBeLessThan(27_000)
    expect((await ask(house.server, '/healthz')).status).toBe(200)
  }, 40_000)
})

test('asked for in so many words, the simulator answers under its own names alone', async () => {
  const { server, end } = await start({ SIMULATOR: 'on' })
  expect((await ask(server, '/simulator', { host: 'evil.example' })).status).toBe(403)
  expect((await ask(server, '/simulator/clock', { host: 'evil.example', method: 'POST' })).status).toBe(403)
  const page = await ask(server, '/simulator', { host: 'bot.example.org' })
  expect(page.status).toBe(200)
  const policy = String(page.headers['content-security-policy'])
  for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
    expect(policy).toContain(part)
  expect(policy).not.toContain('unsafe')
  expect(page.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'permissions-policy': expect.stringContaining('microphone=()'),
    'cache-control': 'no-store',
  })
  expect(page.headers).not.toHaveProperty('strict-transport-security')
  await end()
}, 90_000)
