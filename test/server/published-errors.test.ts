import { afterAll, expect, test } from 'vitest'
import type { Call } from '../../server/channel.ts'
import { whatsappAdapter } from '../../server/whatsapp/send.ts'
import { errors, published } from '../support/published.ts'
import { startWhatsappStandIn } from '../support/whatsapp-stand-in.ts'

const standIn = await startWhatsappStandIn()
afterAll(() => standIn.stop())

const adapter = whatsappAdapter({
  accessToken: standIn.accessToken,
  phoneNumberId: standIn.phoneNumberId,
  apiRoot: standIn.url,
  version: 26,
  account: 'whatsapp',
  space: 'main',
})
const payload = { type: 'text', text: { body: 'x', preview_url: false } }
const call: Call = { type: 'message', to: '447700900201', payload, silent: false, outbox: 'o-1' }

// Token, account and number are ours to mend: nothing may be dropped for them.
const ours = (code: number) => ({ type: 'failed', reason: `whatsapp.${code}`, maybeTaken: false })
const expected: Record<string, object> = {
  'error-130429': { type: 'wait', seconds: 5 },
  'error-131056': { type: 'wait', seconds: 6 },
  'error-131047': { type: 'closed' },
  'error-131026': { type: 'gone', reason: 'whatsapp.131026' },
  'error-131051': { type: 'refused', reason: 'whatsapp.131051' },
  'error-131062': { type: 'refused', reason: 'whatsapp.131062' },
  'error-100': { type: 'refused', reason: 'whatsapp.100' },
  'error-100-33': ours(100),
  'error-33': ours(33),
  'error-190': ours(190),
  'error-803': ours(803),
  'error-131037': ours(131037),
  'error-131064': ours(131064),
}

test('every error has an expectation', () => {
  expect(errors.toSorted()).toEqual(Object.keys(expected).toSorted())
})

async function outcome(body: { error: { code: number } }, status: number) {
  standIn.script({ answer: { code: body.error.code, status, body } })
  return adapter.send(call, AbortSignal.timeout(2_000))
}

// Meta: handle errors by their code, not by subcode or HTTP status.
test.each(errors)('%s leads to what we do about it', async (name) => {
  expect(await outcome(published(name), 400)).toEqual(expected[name])
})

test.each(['error-130429', 'error-131056', 'error-131047', 'error-131026', 'error-190', 'error-33'])(
  '%s does so with any HTTP status',
  async (name) => {
    for (const status of [401, 403, 404, 429, 500])
      expect(await outcome(published(name), status)).toEqual(expected[name])
  },
)

test('a subcode left out, as since v16.0, changes nothing', async () => {
  for (const name of errors) {
    const { error_subcode: _, ...error } = published(name).error
    expect(await outcome({ error }, 400), name).toEqual(expected[name])
  }
})
