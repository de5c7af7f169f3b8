import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  buildImage,
  canMount,
  type Image,
  parseDockerfile,
  runInImage,
  startImage,
} from '../support/image.ts'
import { freePort } from '../support/port.ts'
import { temporaryFolder, testKey } from '../support/server.ts'
import { startTelegramStandIn, type TelegramStandIn } from '../support/telegram-stand-in.ts'

const root = join(import.meta.dirname, '..', '..')
const possible = canMount()
if (!possible)
  console.warn('\n*** The image is NOT TESTED: this needs root and mount namespaces (Linux, unshare). ***\n')

test('a Dockerfile is read with its continued lines', () => {
  expect(parseDockerfile('# no\nFROM a AS b\n\nRUN x \\\n  && y\n')).toEqual([
    { word: 'FROM', rest: 'a AS b' },
    { word: 'RUN', rest: 'x  && y' },
  ])
})

describe.skipIf(!possible)('the image, by the steps of the Dockerfile', () => {
  let folder: { path: string; remove: () => Promise<void> }
  let telegram: TelegramStandIn
  let image: Image
  let server: ChildProcess
  let env: Record<string, string>
  let said = ''
  beforeAll(async () => {
    folder = await temporaryFolder()
    telegram = await startTelegramStandIn()
    image = buildImage(root, folder.path)
    env = {
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      DATA_KEY: testKey,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
    }
    server = startImage(image, env)
    for (const stream of [server.stdout, server.stderr])
      stream?.on('data', (chunk) => {
        said += chunk
      })
    for (let tries = 0; tries < 300 && !said.includes('There is no go-live'); tries++)
      await new Promise((resolve) => setTimeout(resolve, 100))
  }, 180_000)
  afterAll(async () => {
    server.kill('SIGKILL')
    await telegram.stop()
    await folder.remove()
  })

  test('holds what runs and nothing else', () => {
    const app = join(image.root, 'app')
    expect(readdirSync(app).toSorted()).toEqual(
      ['bot', 'content', 'flows', 'locales', 'node_modules', 'package.json', 'server'].toSorted(),
    )
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
    const installed = globSync(['node_modules/*/package.json', 'node_modules/@*/*/package.json'], {
      cwd: app,
    })
    const names = installed.map((path) => path.replace('/package.json', ''))
    expect(names.length).toBeGreaterThan(30)
    expect(names.filter((name) => !lock[name] || lock[name].dev || lock[name].devOptional)).toEqual([])
    for (const name of ['typescript', 'vitest', 'node', 'botbuilder', '@biomejs'])
      expect(existsSync(join(app, 'node_modules', name)), name).toBe(false)
  })

  test('starts, is healthy, and answers a person', async () => {
    expect(said).toContain('On: Telegram (polling).')
    expect((await runInImage(image, image.health, env)).status).toBe(0)
    expect((await runInImage(image, image.health, { ...env, PORT: '1' })).status).toBe(1)
    const from = { id: 4711, is_bot: false, first_name: 'A' }
    const chat = { id: 4711, type: 'private', first_name: 'A' }
    const message = { message_id: 1, date: Math.floor(Date.now() / 1000), from, chat, text: 'hello' }
    telegram.queue({ update_id: 1, message } as { update_id: number })
    for (let tries = 0; tries < 200 && telegram.sent.every(({ method }) => method !== 'sendMessage'); tries++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    expect(telegram.sent.find(({ method }) => method === 'sendMessage')?.body.text).toContain('language')
  })

  test('is no root, and may write to its volume and /tmp alone', async () => {
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
    expect(/^Uid:\s+(\d+)\s+(\d+)/m.exec(status)?.slice(1)).toEqual(['1000', '1000'])
    const write = async (path: string) =>
      (await runInImage(image, ['node', '-e', `require('fs').writeFileSync('${path}/x', '')`])).said
    for (const path of ['/app', '/app/content', '/', '/usr', '/etc', '/home/node'])
      expect(await write(path), path).toMatch(/EROFS|EACCES/)
    expect(await write('/app/server')).toContain('EROFS')
    for (const path of ['/data', '/tmp']) expect(await write(path), path).toBe('')
    const data = statSync(join(image.root, 'data'))
    expect([data.uid, data.mode & 0o777]).toEqual([1000, 0o700])
    const store = statSync(join(image.root, 'data', 'wegwijs.sqlite'))
    expect([store.uid, store.mode & 0o077]).toEqual([1000, 0])
  })

  test('the commands of an operator run in it, beside the server', async () => {
    const doctor = await runInImage(image, ['node', 'server/run.mjs', 'cli/doctor.ts'], env)
    expect(doctor.said).toContain('good  keys: Everything opens')
    expect(doctor.said).toContain('good  telegram: The server polls')
    const backup = await runInImage(
      image,
      ['node', 'server/run.mjs', 'cli/backup.ts', '--to', '/data/backups'],
      env,
    )
    expect(backup).toMatchObject({ status: 0, said: expect.stringContaining('checked.') })
  })

  test('refuses to start without a key, in a sentence', async () => {
    const { status, said: words } = await runInImage(image, image.cmd, { HOST: '127.0.0.1', PORT: '0' })
    expect(status).toBe(1)
    expect(words).toContain('DATA_KEY is not set. In production it is required')
  })

  test('SIGTERM reaches the server itself: gone within 10 s, with 0', async () => {
    const asked = performance.now()
    server.kill('SIGTERM')
    const [code] = await once(server, 'exit')
    expect(code).toBe(0)
    expect(performance.now() - asked).toBeLessThan(10_000)
  })
})
