import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { allowedUpdates } from '../../server/telegram/commands.ts'
import { parse } from '../../server/telegram/parse.ts'
import { CallbackQuery, MemberChange, TelegramMessage } from '../../server/telegram/update.ts'
import { type Parameter, specification } from '../support/telegram-specification.ts'

const { reads, messageContents, serviceMessages } = specification
const context = { account: 'telegram', receivedAt: Temporal.Instant.from('2026-12-18T08:05:00Z') }

const plain: Record<string, unknown> = { Integer: 1797580800, String: 'private', Boolean: false }
const sampleOf = (type: string, isWhole: boolean): unknown => {
  const name = type === 'MaybeInaccessibleMessage' ? 'Message' : type
  return Object.hasOwn(plain, name) ? plain[name] : objectOf(name, isWhole)
}
/** An object of the specification: with all that we read, or with what is required alone. */
const objectOf = (name: string, isWhole: boolean): Record<string, unknown> =>
  Object.fromEntries(
    (reads[name] ?? [])
      .filter(({ required }) => required || isWhole)
      .map((field) => [field.name, sampleOf(field.types[0] ?? '', isWhole)]),
  )
const field = (type: string, name: string): Parameter | undefined =>
  reads[type]?.find((one) => one.name === name)

const schemas = { Message: TelegramMessage, CallbackQuery, ChatMemberUpdated: MemberChange }

describe('what we read of an Update', () => {
  test.each(Object.entries(schemas))('%s: nothing but fields of the specification', (type, schema) => {
    expect(Object.keys(schema.shape).filter((name) => !field(type, name))).toEqual([])
  })

  test.each(Object.entries(schemas))('%s: with what is required alone, and with all', (type, schema) => {
    for (const isWhole of [false, true]) expect(schema.safeParse(objectOf(type, isWhole)).success).toBe(true)
  })

  test.each(Object.entries(schemas))('%s: an optional field may be missing', (type, schema) => {
    for (const { name, required } of reads[type] ?? []) {
      const { [name]: _, ...less } = objectOf(type, true)
      if (!required) expect([name, schema.safeParse(less).success]).toEqual([name, true])
    }
  })

  test('the kinds that we ask for are fields of an Update, and none is unreadable', () => {
    expect(allowedUpdates.filter((kind) => !field('Update', kind))).toEqual([])
    for (const { name, types, required } of reads.Update ?? []) {
      if (required) continue
      const [read] = parse({ update_id: 1, [name]: sampleOf(types[0] ?? '', true) }, context)
      expect([name, read?.type]).not.toEqual([name, 'unreadable'])
    }
  })
})

const read = (over: object) =>
  parse({ update_id: 1, message: { ...objectOf('Message', false), ...over } }, context).map((one) =>
    one.type === 'activity' ? one.activity.type : one.type,
  )

describe('a message of a person', () => {
  test.each(messageContents)('with %s is answered', (name) => {
    expect(read({ [name]: name === 'text' ? 'x' : {} })).toEqual([name === 'text' ? 'text' : 'media'])
  })

  test('with words in a rich message is read as words', () => {
    const item = (text: unknown) => ({ label: '•', blocks: [{ type: 'paragraph', text }] })
    const blocks = [
      { type: 'heading', size: 1, text: 'Help' },
      {
        type: 'paragraph',
        text: ['I am ', { type: 'bold', text: ['not ', { type: 'italic', text: 'safe' }] }, '.'],
      },
      {
        type: 'list',
        items: [item('one'), item({ type: 'custom_emoji', custom_emoji_id: '1', alternative_text: '🙂' })],
      },
      { type: 'photo', photo: [{ file_id: 'x' }], caption: { text: 'A house' } },
      { type: 'table', cells: [[{ text: 'Monday' }, { text: ['at ', '9'] }]], caption: 'Hours' },
    ]
    const message = { ...objectOf('Message', false), rich_message: { blocks } }
    const [said] = parse({ update_id: 1, message }, context)
    const text = 'Help\nI am not safe.\none\n🙂\nA house\nMonday\nat 9\nHours'
    expect(said).toMatchObject({ activity: { type: 'text', text } })
    let deep: unknown = 'deep'
    for (let depth = 0; depth < 10_000; depth++) deep = { type: 'bold', text: deep }
    expect(read({ rich_message: { blocks: [deep] } })).toEqual(['media'])
  })

  test.each(serviceMessages)('a notice of Telegram itself, %s, is not', (name) => {
    expect(read({ [name]: {} })).toEqual(['ignored'])
  })
})
