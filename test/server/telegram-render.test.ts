import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pageBack, pageNext, type Spoken } from '../../bot/message.ts'
import { render } from '../../server/telegram/render.ts'

const frame = {
  listButton: 'Choose',
  pageNext: '➡️ More',
  pageBack: '⬅️ Before',
  typeNumber: 'Type the number.',
}
const say = (over: Partial<Spoken> = {}): Spoken => ({
  body: 'What do you need?',
  dir: 'ltr',
  locale: 'en',
  asking: 'k3v9q0xz',
  choices: [],
  page: 0,
  frame,
  silent: false,
  ...over,
})
type Loose = ReturnType<typeof JSON.parse>
const payloads = (spoken: Spoken): Loose[] => JSON.parse(JSON.stringify(render(spoken).payloads))
const rowsOf = (sent: Loose[]): number => sent.at(-1).reply_markup?.inline_keyboard.length ?? 0
const choices = (...labels: string[]) => labels.map((label, index) => ({ id: `c${index}`, label }))

// Arabic, Ethiopic, Latin with marks, emoji of several code points, marks that turn direction, halves of pairs.
const sign = fc.constantFrom(
  ...'abcßéñ',
  'ا',
  'ب',
  'ّ',
  'آ',
  'پ',
  'ۀ',
  'ሀ',
  'ለ',
  '፡',
  '።',
  '؟',
  '۔',
  '. ',
  '! ',
  ' ',
  '\n',
  '\n\n',
  '\u200f',
  '\u202e',
  '\u2068',
  '👩‍👩‍👧‍👦',
  '🇸🇾',
  '☰',
  '✉️',
  'e\u0301\u0323',
  '\ud83d',
  '\u200d',
  '٣',
  '0',
)
const words = (maxLength: number) => fc.array(sign, { maxLength }).map((signs) => signs.join(''))
const bodies = fc.oneof(words(60), words(9_000), fc.string({ unit: 'binary', maxLength: 9_000 }))
const labels = fc
  .uniqueArray(fc.tuple(words(6), fc.nat(9_999)), { selector: ([, number]) => number, maxLength: 60 })
  .map((given) => given.map(([text, number]) => `${text} ${number}`.trim()))
const seen = (text: string) => text.toWellFormed().replace(/\s+/g, '')

describe('Telegram messages', () => {
  test('a question is one bubble: text, no preview, rows of short buttons in pairs', () => {
    const spoken = say({ choices: choices('Yes', 'No', 'I am not sure about it', '☰ Menu') })
    expect(render(spoken)).toEqual({
      payloads: [
        {
          text: 'What do you need?',
          link_preview_options: { is_disabled: true },
          reply_markup: {
            inline_keyboard: [
              [
                { text: 'Yes', callback_data: 'k3v9q0xz.c0' },
                { text: 'No', callback_data: 'k3v9q0xz.c1' },
              ],
              [{ text: 'I am not sure about it', callback_data: 'k3v9q0xz.c2' }],
              [{ text: '☰ Menu', callback_data: 'k3v9q0xz.c3' }],
            ],
          },
        },
      ],
      shown: ['c0', 'c1', 'c2', 'c3'],
    })
  })

  test('a long text is cut between paragraphs, and the buttons stand under its end', () => {
    const paragraph = 'One sentence of a text. '.repeat(100).trim()
    const parts = payloads(say({ body: Array(4).fill(paragraph).join('\n\n'), choices: choices('Yes') }))
    expect(parts.map((part) => part.text.length)).toEqual([2399, 2399, 2399, 2399])
    expect(parts.map((part) => part.reply_markup !== undefined)).toEqual([false, false, false, true])
  })

  test('a text without a space is cut between graphemes', () => {
    const parts = payloads(say({ body: '👩‍👩‍👧‍👦'.repeat(1_000) }))
    expect(parts.every((part) => /^(👩‍👩‍👧‍👦)+$/u.test(part.text))).toBe(true)
  })

  test('nothing visible to say is nothing to send; with choices they still stand there', () => {
    expect(payloads(say({ body: ' \n\u200f' }))).toEqual([])
    expect(payloads(say({ body: '', choices: choices('Yes') }))[0].text).toBe('…')
  })

  test('faults of an author are named', () => {
    const fault = (over: Partial<Spoken>) => () => render(say(over))
    expect(fault({ choices: choices('x'.repeat(65)) })).toThrow(/65 UTF-16 units.*64/)
    expect(fault({ choices: choices('Yes', 'Yes') })).toThrow('"Yes" stands twice')
    expect(fault({ choices: choices(' ') })).toThrow('blank')
    expect(fault({ choices: choices('Yes'), asking: null })).toThrow('asking')
    expect(fault({ choices: choices('Yes'), asking: 'a.b' })).toThrow('asking')
    expect(fault({ choices: [{ id: 'ዐ'.repeat(6), label: 'x' }] })).toThrow('27 bytes')
  })

  test('limits are kept for any text and label, and nothing of a text is lost', () => {
    fc.assert(
      fc.property(bodies, labels, fc.nat(9), (body, given, page) => {
        const parts = payloads(say({ body, choices: choices(...given), page }))
        for (const part of parts) {
          expect(part.text.length).toBeLessThanOrEqual(4096)
          expect(part.text.isWellFormed()).toBe(true)
          expect(part.text.trim()).not.toBe('')
        }
        const buttons = parts.flatMap((part) => part.reply_markup?.inline_keyboard ?? []).flat()
        expect(buttons.length).toBeLessThanOrEqual(22)
        for (const { callback_data: id, text } of buttons) {
          expect(Buffer.byteLength(id)).toBeLessThanOrEqual(24)
          expect(text.trim()).not.toBe('')
        }
        const all = parts.map((part) => part.text).join('')
        if (/[a-zا-ۿሀ-፿]/.test(body))
          expect(seen(all).replaceAll(/[\p{Cc}\p{Cf}]/gu, '')).toBe(
            seen(body).replaceAll(/[\p{Cc}\p{Cf}]/gu, ''),
          )
      }),
      { numRuns: 300 },
    )
  })

  test('every choice is reached once by turning pages, there and back', () => {
    fc.assert(
      fc.property(fc.nat(70), (count) => {
        const given = choices(...Array.from({ length: count }, (_, index) => `Choice ${index}`))
        const reached: string[] = []
        let page = 0
        for (; ; page += 1) {
          const { shown } = render(say({ choices: given, page }))
          expect(rowsOf(payloads(say({ choices: given, page })))).toBeLessThanOrEqual(11)
          expect(shown.includes(pageBack)).toBe(page > 0)
          reached.push(...shown.filter((id) => ![pageNext, pageBack].includes(id)))
          if (!shown.includes(pageNext)) break
        }
        expect(reached).toEqual(given.map((choice) => choice.id))
        expect(render(say({ choices: given, page: page + 5 }))).toEqual(render(say({ choices: given, page })))
        expect(render(say({ choices: given, page: -1 }))).toEqual(render(say({ choices: given, page: 0 })))
      }),
    )
  })

  test('the ways out stand on every page of a long list', () => {
    const given = [
      ...choices(...Array.from({ length: 19 }, (_, index) => `A longer topic ${index}`)),
      { id: '@back', label: '⬅️ Back' },
      { id: '@menu', label: '☰ Menu' },
    ]
    for (const page of [0, 1, 2]) {
      const spoken = say({ choices: given, page })
      expect(render(spoken).shown.slice(-2)).toEqual(['@back', '@menu'])
      expect(rowsOf(payloads(spoken))).toBeLessThanOrEqual(11)
    }
  })
})

test('a long list of ways out has no empty row', () => {
  const ways = Array.from({ length: 12 }, (_, at) => ({
    id: `@w${at}`,
    label: `a way out of here, number ${at}`,
  }))
  const [sent] = payloads(say({ choices: ways })).slice(-1)
  for (const row of sent.reply_markup.inline_keyboard) expect(row.length).toBeGreaterThan(0)
})
