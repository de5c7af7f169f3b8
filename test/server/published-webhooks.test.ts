import { createHmac } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import type { Incoming } from '../../server/channel.ts'
import { whatsappWebhook } from '../../server/whatsapp/webhook.ts'
import { published, webhooks } from '../support/published.ts'

const [person, next] = ['447700900201', '447700900202']
const [scoped, nextScoped] = ['GB.10000000000000000201', 'GB.10000000000000000202']

const bodyOf = (one: Extract<Incoming, { type: 'activity' }>): string => {
  const { activity } = one
  if (activity.type === 'text') return `says ${activity.text}`
  if (activity.type === 'media') return `sends ${activity.kind}`
  return activity.type === 'tap' ? `taps ${activity.asking}|${activity.choice}` : activity.type
}

const idsOf = ({ id, alias }: { id: string; alias: string | null }) => (alias ? `${id}+${alias}` : id)

/** One thing that was stored, in a line. */
const lineOf = (one: Incoming): string => {
  if (one.type === 'activity') return `${idsOf(one.reach)} ${bodyOf(one)}`
  if (one.type === 'moved') return `${idsOf(one.from)} is ${idsOf(one.to)}`
  if (one.type !== 'status') return one.type
  return [one.reach && idsOf(one.reach), one.state, one.code, one.outbox].filter((part) => part).join(' ')
}

/** What is stored of each; nothing where it is of no concern to us. */
const expected: Record<string, string[]> = {
  text: [`${person} says Does it come in another colour?`],
  'text-about-product': [`${person} says Is this still there?`],
  'text-from-ad': [`${person} says Can I get more about this?`],
  'text-forwarded': [`${person} says Have you seen this?`],
  'text-without-number': [`${scoped} says Does it come in another colour?`],
  image: [`${person} sends photo`, `${person} says A building`],
  audio: [`${person} sends voice`],
  video: [`${person} sends video`, `${person} says A plant that grows`],
  document: [`${person} sends document`, `${person} says my receipt`],
  sticker: [`${person} sends sticker`],
  contacts: [`${person} sends contact`],
  'contacts-without-type': [`${person} sends contact`],
  location: [`${person} sends location`],
  'location-without-type': [`${person} sends location`],
  order: [`${person} sends other`],
  unsupported: [`${person} sends other`],
  'unsupported-unavailable': [`${person} sends other`],
  unknown: [`${person} sends other`],
  'interactive-button-reply': [`${person} taps |cancel-button`],
  'interactive-list-reply': [`${person} taps |priority_express`],
  'interactive-nfm-reply': [`${person} sends other`],
  'template-button': [`${person} says Unsubscribe`],
  'system-user-changed-number': [`${person} is ${next}`],
  'system-user-changed-user-id': [`${person}+${scoped} is ${next}+${nextScoped}`],
  'system-user-changed-user-id-previous': [`${scoped} is ${nextScoped}`],
  'status-sent': [`${person} sent`],
  'status-sent-with-conversation': [`${person} sent`],
  'status-delivered': [`${person}+${scoped} delivered`],
  'status-delivered-cbp': [`${person} delivered`],
  'status-delivered-without-number': [`${scoped} delivered`],
  'status-read': [`${person} read o-0201`],
  'status-played': [`${person} read`],
  'status-failed': [`${person} failed 131049`],
  ...Object.fromEntries(
    ['reaction', 'reaction-removed', 'edit', 'revoke', 'group', 'group-create', 'status-group'].map(
      (name) => [name, []],
    ),
  ),
  errors: [],
  'user-id-update': [],
}

async function deliver(body: string) {
  const [stored, parked, outcomes]: [string[], string[], string[]] = [[], [], []]
  const app = whatsappWebhook({
    appSecret: 'app-secret-1',
    verifyToken: 'verify-1',
    phoneNumberId: '106540352240001',
    account: 'whatsapp',
    accept: async (all) => void stored.push(...all.map(lineOf)),
    park: async (reason) => void parked.push(reason),
    now: () => Temporal.Instant.from('2026-12-18T08:05:00Z'),
    count: (_, { outcome = '' }) => outcomes.push(outcome),
  })
  const signature = `sha256=${createHmac('sha256', 'app-secret-1').update(body).digest('hex')}`
  const headers = { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature }
  const { status } = await app.request('/', { method: 'POST', body, headers })
  return { status, stored, parked, outcomes }
}

test('every example has an expectation', () => {
  expect(webhooks.toSorted()).toEqual(Object.keys(expected).toSorted())
})

test.each(webhooks)('the webhook reads %s as Meta means it', async (name) => {
  const stored = expected[name] ?? []
  expect(await deliver(JSON.stringify(published(name)))).toEqual({
    ...{ status: 200, stored, parked: [] },
    outcomes: [stored.length > 0 ? 'accepted' : 'ignored'],
  })
})

test('all examples in one delivery come out as they do one by one', async () => {
  const entry = webhooks.flatMap((name) => published(name).entry)
  const { stored, parked } = await deliver(JSON.stringify({ object: 'whatsapp_business_account', entry }))
  expect(stored).toEqual(webhooks.flatMap((name) => expected[name] ?? []))
  expect(parked).toEqual([])
})
