import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { published, requests } from '../support/published.ts'
import { startWhatsappStandIn } from '../support/whatsapp-stand-in.ts'

type Loose = ReturnType<typeof JSON.parse>

const standIn = await startWhatsappStandIn()
afterAll(() => standIn.stop())

const approved = (name: string, text: string, labels: string[]) => {
  const buttons = labels.map((label) => ({ type: 'QUICK_REPLY', text: label }))
  const components = [{ type: 'BODY', text }, ...(labels.length > 0 ? [{ type: 'BUTTONS', buttons }] : [])]
  const rest = {
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    rejected_reason: 'NONE',
  } as const
  standIn.templates.push({ ...rest, id: `${standIn.templates.length}`, name, components })
}
beforeEach(() => {
  standIn.reset()
  approved('template_name', 'Text {{1}}, price {{2}}, date {{3}}.', ['Yes', 'No'])
  approved('hello_world', 'Hello World', [])
})

async function post(body: object): Promise<{ status: number; answer: Loose }> {
  const response = await fetch(`${standIn.url}/v26.0/${standIn.phoneNumberId}/messages`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${standIn.accessToken}` },
    body: JSON.stringify(body),
  })
  return { status: response.status, answer: await response.json() }
}

test.each(requests)('the stand-in takes %s and answers as published', async (name) => {
  const { status, answer } = await post(published(name))
  expect(status).toBe(200)
  expect(standIn.sent).toHaveLength(1)
  const message = { messaging_product: 'whatsapp', messages: [{ id: expect.stringMatching(/^wamid\./) }] }
  const { to, recipient } = published(name)
  const contacts = [to ? { input: to, wa_id: '447700900201' } : { input: recipient, user_id: recipient }]
  expect(answer).toEqual(name === 'read-with-typing' ? { success: true } : { ...message, contacts })
})

const long = (length: number) => 'x'.repeat(length)
const button = (id: string) => ({ type: 'reply', reply: { id, title: `Title ${id}` } })
const row = (id: number) => ({ id: `${id}`, title: `Row ${id}` })
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index))
const reply = 'interactive.action.buttons.0.reply'
const section = 'interactive.action.sections.0'
const part = 'template.components'

/** The example, what is altered where (left out: undefined), and the code of Meta's page by which it is refused. */
const altered: Record<string, [path: string, value: unknown, code: number][]> = {
  'send-text': [
    ['to', undefined, 100],
    ['to', 447700900201, 100],
    ['to', 'somebody', 100],
    ['messaging_product', undefined, 100],
    ['recipient_typ', 'individual', 100],
    ['recipient_type', 'all', 100],
    ['type', 'smoke', 131051],
    ['type', 'interactive', 131008],
    ['text', 'x', 100],
    ['text.body', undefined, 131008],
    ['text.body', long(4097), 100],
    ['text.body', 7, 100],
    ['text.preview_url', 'no', 100],
    ['biz_opaque_callback_data', 7, 100],
  ],
  'send-reply-buttons': [
    ['interactive.action.buttons', ['1', '2', '3', '4'].map(button), 131009],
    ['interactive.action.buttons', [], 131009],
    ['interactive.action.buttons', undefined, 131009],
    ['interactive.action.buttons.0.type', 'url', 131009],
    [`${reply}.title`, long(21), 131009],
    [`${reply}.title`, '', 131009],
    [`${reply}.title`, 'Button title 2', 131009],
    [`${reply}.id`, long(257), 131009],
    ['interactive.body', undefined, 131008],
    ['interactive.body.text', long(1025), 131009],
    ['interactive.action', undefined, 131008],
    ['interactive.type', 'menu', 131009],
  ],
  'send-list': [
    [`${section}.rows`, rows(11), 131009],
    [`${section}.rows.0.title`, long(25), 131009],
    [`${section}.rows.0.description`, long(73), 131009],
    [`${section}.rows.0.id`, 7, 131009],
    [`${section}.title`, undefined, 131009],
    ['interactive.action.button', long(21), 131009],
    ['interactive.header.text', long(61), 131009],
    ['interactive.footer.text', long(61), 131009],
  ],
  'send-template': [
    ['template.name', undefined, 131008],
    ['template.language.code', 'nl', 132001],
    [`${part}.1.parameters`, [{ type: 'text', text: 'x' }], 132000],
    [`${part}.1.parameters.0.type`, undefined, 131008],
    [`${part}.1.parameters.0.text`, undefined, 131008],
    [`${part}.1.parameters.0.text`, 7, 131008],
    [`${part}.1.type`, undefined, 131009],
    [`${part}.3.index`, '2', 132018],
    [`${part}.3.index`, undefined, 131009],
    [`${part}.2.parameters.0.payload`, long(129), 131009],
  ],
  'send-to-user-id': [
    ['recipient', '447700900201', 131009],
    ['recipient', undefined, 100],
  ],
  'read-with-typing': [
    ['message_id', undefined, 100],
    ['status', 'seen', 100],
    ['typing_indicator.type', 'voice', 100],
  ],
}
const cases = Object.entries(altered).flatMap(([name, all]) => all.map((one) => [name, ...one] as const))

function alter(body: Loose, path: string, value: unknown): void {
  const [first = '', ...rest] = path.split('.')
  if (rest.length > 0) alter(body[first], rest.join('.'), value)
  else body[first] = value
}

describe('altered examples', () => {
  test.each(cases)('%s is refused with another %s: %j', async (name, path, value, code) => {
    const body = published(name)
    alter(body, path, value)
    const { status, answer } = await post(body)
    expect([status >= 400, answer.error.code]).toEqual([true, code])
    const shape = { message: expect.stringContaining(`(#${code})`), type: 'OAuthException' }
    const why = { messaging_product: 'whatsapp', details: expect.any(String) }
    expect(answer.error).toMatchObject({ ...shape, error_data: why, fbtrace_id: expect.any(String) })
    expect(standIn.sent).toEqual([])
  })
})
