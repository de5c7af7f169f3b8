import { readdirSync, readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { parse } from '../../server/telegram/parse.ts'

const folder = new URL('../updates/telegram/', import.meta.url)
const context = { account: 'telegram', receivedAt: Temporal.Instant.from('2026-12-18T08:05:00.123456Z') }
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
const message = (over: object) => ({
  update_id: 1,
  message: { message_id: 2, date: 1797580800, chat: { id: 7, type: 'private' }, ...over },
})

describe('Updates of Telegram', () => {
  test.each(names)('%s is read as written down', async (name) => {
    const parsed = parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')), context)
    await expect(`${JSON.stringify(parsed, null, 2)}\n`).toMatchFileSnapshot(
      new URL(`parsed/${name}`, folder).pathname,
    )
  })

  test('every command of ours becomes its word; all else stays as typed', () => {
    const said = (text: string) => {
      const [one] = parse(message({ text }), context)
      return one?.type === 'activity' && one.activity.type === 'text' ? one.activity.text : one
    }
    for (const word of ['hide', 'menu', 'help', 'language', 'person', 'stop', 'back']) {
      expect(said(`/${word}`)).toBe(word)
      expect(said(`/${word.toUpperCase()}@stand_in_bot`)).toBe(word)
    }
    for (const text of ['/other', '/', '//hide', '/hide-me', ' /hide', '/хай', '\u0007', ''])
      expect(said(text)).toBe(text)
  })

  test('a media kind is told from the keys Telegram sends', () => {
    const kind = (over: object) => {
      const [one] = parse(message(over), context)
      return one?.type === 'activity' && one.activity.type === 'media' ? one.activity.kind : one?.type
    }
    expect(kind({ audio: {} })).toBe('voice')
    expect(kind({ video_note: {} })).toBe('video')
    expect(kind({ document: {} })).toBe('document')
    expect(kind({ venue: {}, location: {} })).toBe('location')
    expect(kind({ dice: {} })).toBe('other')
    expect(kind({})).toBe('other')
    expect(kind({ pinned_message: {} })).toBe('ignored')
  })

  test('a repeat after the hour has turned still names the same message', () => {
    const later = { ...context, receivedAt: context.receivedAt.add({ hours: 2 }) }
    const id = (at: typeof context) =>
      parse(message({ text: 'a' }), at).map((one) => 'providerId' in one && one.providerId)
    expect(id(later)).toEqual(id(context))
  })

  test('dates and ids out of any range give the moment of receipt or are parked', () => {
    for (const date of [
      0,
      -1,
      1e300,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '1797580800',
      null,
      {},
      253402300800,
    ]) {
      for (const one of parse(message({ text: 'a', date }), context)) {
        expect(one.type === 'activity' && Number.isNaN(Date.parse(one.activity.sentAt))).toBe(false)
      }
    }
    for (const update_id of [1e300, 1.5, '1', null]) {
      expect(parse({ ...message({ text: 'a' }), update_id }, context)[0]?.type).toBe('unreadable')
    }
  })

  test('nothing a body can be makes it throw', () => {
    for (const body of [null, undefined, 1, 'x', [], {}, { update_id: 1 }, { update_id: 1, message: null }]) {
      expect(parse(body, context)[0]?.type).toBe('unreadable')
    }
  })

  test('what is parked can be written down however deep it is', () => {
    const deep = JSON.parse(`{"update_id":1,"x":${'['.repeat(60_000)}${']'.repeat(60_000)}}`)
    expect(JSON.stringify(parse(deep, context)).length).toBeLessThan(1000)
  })
})
