import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { maybeTaken, postJson } from '../../server/wire/post.ts'

const file = (name: string): string => fileURLToPath(new URL(`../support/tls/${name}`, import.meta.url))
const soon = () => AbortSignal.timeout(5_000)

test('a provider that offers HTTP/2 is spoken to over HTTP/1.1: no connection is shared by all calls', async () => {
  const versions: string[] = []
  const options = {
    key: readFileSync(file('key.pem')),
    cert: readFileSync(file('cert.pem')),
    allowHTTP1: true,
  }
  const server = createSecureServer(options, (request, response) => {
    versions.push(request.httpVersion)
    response.end('{"ok":true}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const post = fileURLToPath(new URL('../../server/wire/post.ts', import.meta.url))
  const code = `const { postJson } = await import(${JSON.stringify(post)})
    console.log((await postJson('https://localhost:${port}/', '{}', AbortSignal.timeout(4000))).text)`
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: file('cert.pem') }
  const ran = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env })
  server.close()
  expect(ran.stdout.trim()).toBe('{"ok":true}')
  expect(versions).toEqual(['1.1'])
})

test('an answer without end is given up, and the message may have been taken', async () => {
  const server = createServer((_request, response) => {
    const more = setInterval(() => response.write('x'.repeat(256 * 1024)), 1)
    response.on('close', () => clearInterval(more))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const fault = await postJson(`http://127.0.0.1:${port}/`, '{}', soon()).then(
    () => null,
    (error: unknown) => error,
  )
  server.close()
  expect(fault).toMatchObject({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' })
  expect(maybeTaken(fault)).toBe(true)
})

test('where nothing listens nothing was taken', async () => {
  const fault = await postJson('http://127.0.0.1:9/', '{}', soon()).catch((error: unknown) => error)
  expect(maybeTaken(fault)).toBe(false)
})
