import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Loose = ReturnType<typeof JSON.parse>

/** One message that the connector took. */
export interface ConnectorSent {
  readonly conversation: string
  readonly authorization: string
  readonly body: Record<string, Loose>
}

export interface ConnectorFault {
  readonly status: number | 'hang' | 'reset'
  readonly retryAfter?: number
}

/** The Bot Connector on 127.0.0.1: publishes its keys, signs tokens as it does, and takes messages. */
export interface ConnectorStandIn {
  readonly url: string
  readonly sent: ConnectorSent[]
  /** How often the keys were asked for. */
  readonly asked: { keys: number }
  script(...faults: readonly ConnectorFault[]): void
  /** A bearer token for a delivery; every claim may be another one. */
  token(claims?: Record<string, unknown>, more?: { readonly kid?: string; readonly forged?: boolean }): string
  /** While true the keys cannot be had. */
  keysAway: boolean
  stop(): Promise<void>
}

export const issuer = 'https://api.botframework.com'
export const appId = '00000000-0000-4000-8000-00000000f1c7'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const read = async (request: IncomingMessage): Promise<Record<string, Loose>> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : JSON.parse(text)
}

const reply = (response: ServerResponse, status: number, body: object, headers = {}): void => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export async function startConnectorStandIn(): Promise<ConnectorStandIn> {
  const sent: ConnectorSent[] = []
  const faults: ConnectorFault[] = []
  const asked = { keys: 0 }
  let count = 0

  const takeMessage = async (conversation: string, request: IncomingMessage, response: ServerResponse) => {
    const body = await read(request)
    const fault = faults.shift()
    if (fault?.status === 'hang') return
    if (fault?.status === 'reset') return request.socket.destroy()
    if (fault)
      return reply(
        response,
        fault.status,
        { error: { code: 'Scripted', message: 'scripted' } },
        fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) },
      )
    if (
      body.type !== 'message' ||
      !body.recipient?.id ||
      !body.from?.id ||
      body.conversation?.id !== conversation
    )
      return reply(response, 400, { error: { code: 'BadArgument', message: 'An address is missing.' } })
    if ((body.text ?? '') === '' && !body.attachments?.length)
      return reply(response, 400, { error: { code: 'BadSyntax', message: 'The message is empty.' } })
    sent.push({ conversation, authorization: request.headers.authorization ?? '', body })
    reply(response, 201, { id: `1:${++count}` })
  }

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname)
    if (path === '/openid' || path === '/keys') asked.keys += 1
    if ((path === '/openid' || path === '/keys') && standIn.keysAway) return reply(response, 503, {})
    if (path === '/openid') return reply(response, 200, { issuer, jwks_uri: `${standIn.url}/keys` })
    if (path === '/keys') {
      const jwk = {
        ...pair.publicKey.export({ format: 'jwk' }),
        kid: 'one',
        endorsements: ['msteams', 'webchat'],
      }
      return reply(response, 200, { keys: [jwk] })
    }
    const conversation = /^\/v3\/conversations\/([^/]+)\/activities$/.exec(path)?.[1]
    if (request.method !== 'POST' || conversation === undefined) return reply(response, 404, {})
    takeMessage(conversation, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const standIn: ConnectorStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    asked,
    keysAway: false,
    script: (...more) => void faults.push(...more),
    token: (claims = {}, { kid = 'one', forged = false } = {}) => {
      const now = Math.floor(Date.now() / 1000)
      const payload = {
        iss: issuer,
        aud: appId,
        serviceurl: standIn.url,
        nbf: now - 60,
        exp: now + 600,
        ...claims,
      }
      const words = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part(payload)}`
      const key = forged ? stranger.privateKey : pair.privateKey
      return `Bearer ${words}.${sign('RSA-SHA256', Buffer.from(words), key).toString('base64url')}`
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return standIn
}
