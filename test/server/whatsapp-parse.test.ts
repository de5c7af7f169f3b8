import { readdirSync, readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { parse } from '../../server/whatsapp/parse.ts'

const folder = new URL('../updates/whatsapp/', import.meta.url)
const context = {
  account: 'whatsapp:106540352240001',
  phoneNumberId: '106540352240001',
  receivedAt: Temporal.Instant.from('2026-12-18T08:05:00.123456Z'),
}
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))

const body = (messages: unknown[], contacts: unknown[] = []) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '1',
      changes: [
        {
          field: 'messages',
          value: { metadata: { phone_number_id: context.phoneNumberId }, contacts, messages },
        },
      ],
    },
  ],
})
const text = (over: object) => ({
  id: 'wamid.1',
  timestamp: '1797580800',
  type: 'text',
  text: { body: 'a' },
  ...over,
})

describe('deliveries of WhatsApp', () => {
  test.each(names)('%s is read as written down', async (name) => {
    const parsed = parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')), context)
    await expect(`${JSON.stringify(parsed, null, 2)}\n`).toMatchFileSnapshot(
      new URL(`parsed/${name}`, folder).pathname,
    )
  })

  test('a contact is never given to a message of someone else', () => {
    const contacts = [
      { wa_id: '447700900101', user_id: 'GB.1' },
      { wa_id: '447700900102', user_id: 'GB.2' },
    ]
    const messages = [
      text({ from: '447700900102' }),
      text({ from: '447700900103' }),
      text({ from_user_id: 'GB.1' }),
    ]
    const reaches = parse(body(messages, contacts), context).map(
      (one) => one.type === 'activity' && one.reach,
    )
    expect(reaches).toMatchObject([
      { id: '447700900102', alias: 'GB.2' },
      { id: '447700900103', alias: null },
      { id: '447700900101', alias: 'GB.1' },
    ])
  })

  test('one lone contact that is somebody else by number is left aside', () => {
    const [one] = parse(
      body([text({ from: '447700900109' })], [{ wa_id: '447700900101', user_id: 'GB.1' }]),
      context,
    )
    expect(one).toMatchObject({ reach: { id: '447700900109', alias: null } })
  })

  test('timestamps out of any range give the moment of receipt', () => {
    for (const timestamp of ['0', '-1', '', 'x', 1e300, null, '99999999999999', undefined]) {
      const [one] = parse(body([text({ from: '447700900101', timestamp })]), context)
      expect(one).toMatchObject({ type: 'activity', activity: { sentAt: '2026-12-18T08:05:00.123Z' } })
    }
  })

  test('nothing a body can be makes it throw', () => {
    for (const given of [null, undefined, 1, 'x', [], {}, { entry: 1 }]) {
      expect(parse(given, context)[0]?.type).toBe('unreadable')
    }
    expect(
      parse({ entry: [null, { changes: [null, { field: 'messages' }] }] }, context).map((one) => one.type),
    ).toEqual(['unreadable', 'unreadable', 'unreadable'])
  })
})
