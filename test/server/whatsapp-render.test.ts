import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pageBack, pageNext, type Spoken } from '../../bot/message.ts'
import { render } from '../../server/whatsapp/render.ts'

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
const choices = (...labels: string[]) => labels.map((label, index) => ({ id: `c${index}`, label }))
const many = (count: number) => choices(...Array.from({ length: count }, (_, index) => `Choice ${index}`))

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
// Labels as authors write them fit 24; here they are cut to that first.
const labels = fc
  .uniqueArray(fc.tuple(words(4), fc.nat(9_999)), { selector: ([, number]) => number, maxLength: 40 })
  .map((given) => given.map(([text, number]) => `${number} ${text}`.slice(0, 24).trim()))
const seen = (text: string) => text.toWellFormed().replace(/[\s\p{Cc}\p{Cf}]+/gu, '')
const textOf = (part: Loose): string => (part.type === 'text' ? part.text.body : part.interactive.body.text)

describe('WhatsApp messages', () => {
  test('up to three short choices are reply buttons in one message', () => {
    expect(render(say({ choices: choices('Yes', 'No', 'Rather not say') }))).toEqual({
      payloads: [
        {
          type: 'interactive',
          interactive: {
            type: 'button',
            body: { text: 'What do you need?' },
            action: {
              buttons: [
                { type: 'reply', reply: { id: 'k3v9q0xz.c0', title: 'Yes' } },
                { type: 'reply', reply: { id: 'k3v9q0xz.c1', title: 'No' } },
                { type: 'reply', reply: { id: 'k3v9q0xz.c2', title: 'Rather not say' } },
              ],
            },
          },
        },
      ],
      shown: ['c0', 'c1', 'c2'],
    })
  })

  test('more choices, or one longer than 20, are a list', () => {
    expect(payloads(say({ choices: choices('Yes', 'x'.repeat(21)) }))[0].interactive.type).toBe('list')
    const [list] = payloads(say({ choices: many(10) }))
    expect(list.interactive.action.button).toBe('Choose')
    expect(list.interactive.action.sections[0].rows).toHaveLength(10)
  })

  test('eleven choices are pages of nine and the way on', () => {
    expect(render(say({ choices: many(11) })).shown).toEqual([
      'c0',
      'c1',
      'c2',
      'c3',
      'c4',
      'c5',
      'c6',
      'c7',
      'c8',
      pageNext,
    ])
    expect(render(say({ choices: many(11), page: 1 })).shown).toEqual(['c9', 'c10', pageBack])
  })

  test('a body over 1024 goes first; its last paragraph stands above the choices', () => {
    const body = `${'A sentence. '.repeat(100)}\n\nWhich one is it?`
    const parts = payloads(say({ body, choices: choices('Yes') }))
    expect(parts.map(textOf)).toEqual(['A sentence. '.repeat(100).trim(), 'Which one is it?'])
  })

  test('more goes above the choices where that saves a message', () => {
    const body = `${'A sentence. '.repeat(350)}\n\n${'Short one. '.repeat(40)}\n\nWhich one is it?`
    expect(body.length).toBeGreaterThan(4096 + 300)
    expect(payloads(say({ body, choices: choices('Yes') }))).toHaveLength(2)
  })

  test('a text alone is one message up to 4096', () => {
    expect(payloads(say({ body: 'x'.repeat(4096) }))).toEqual([
      { type: 'text', text: { body: 'x'.repeat(4096), preview_url: false } },
    ])
    expect(payloads(say({ body: 'x'.repeat(4097) }))).toHaveLength(2)
    expect(payloads(say({ body: '\n' }))).toEqual([])
  })

  test('faults of an author are named', () => {
    const fault = (over: Partial<Spoken>) => () => render(say(over))
    expect(fault({ choices: choices('x'.repeat(25)) })).toThrow(/25 UTF-16 units.*24/)
    expect(fault({ choices: many(4), frame: { ...frame, listButton: 'x'.repeat(21) } })).toThrow(
      /21 UTF-16 units.*20/,
    )
    expect(fault({ choices: many(11), frame: { ...frame, pageNext: 'x'.repeat(25) } })).toThrow('24')
    expect(fault({ choices: choices('Yes', ' Yes') })).toThrow('"Yes" stands twice')
    expect(fault({ choices: choices('Yes'), asking: null })).toThrow('asking')
    expect(fault({ choices: [{ id: 'x'.repeat(16), label: 'x' }] })).toThrow('25 bytes')
  })

  test('limits are kept for any text and label, and nothing of a text is lost', () => {
    fc.assert(
      fc.property(bodies, labels, fc.nat(9), (body, given, page) => {
        const parts = payloads(say({ body, choices: choices(...given), page }))
        for (const part of parts) {
          expect(textOf(part).length).toBeLessThanOrEqual(part.type === 'text' ? 4096 : 1024)
          expect(textOf(part).isWellFormed()).toBe(true)
          expect(textOf(part).trim()).not.toBe('')
        }
        const action = parts.at(-1)?.interactive?.action
        const rows: Loose[] =
          action?.sections?.[0].rows ?? action?.buttons?.map((button: Loose) => button.reply) ?? []
        expect(rows.length).toBeLessThanOrEqual(action?.buttons ? 3 : 10)
        for (const row of rows) {
          expect(row.title.length).toBeLessThanOrEqual(action.buttons ? 20 : 24)
          expect(Buffer.byteLength(row.id)).toBeLessThanOrEqual(24)
        }
        if (/[a-zا-ۿሀ-፿]/.test(body)) expect(seen(parts.map(textOf).join(''))).toBe(seen(body))
        if (given.length === 0 && body.length <= 4096) expect(parts.length).toBeLessThanOrEqual(1)
        if (given.length > 0)
          expect(parts.length).toBeLessThanOrEqual(
            body.length <= 1024 ? 1 : 2 + Math.ceil(body.length / 2048),
          )
      }),
      { numRuns: 300 },
    )
  })

  test('every choice is reached once by turning pages, there and back', () => {
    fc.assert(
      fc.property(fc.nat(70), (count) => {
        const given = many(count)
        const reached: string[] = []
        let page = 0
        for (; ; page += 1) {
          const { shown } = render(say({ choices: given, page }))
          expect(shown.includes(pageBack)).toBe(page > 0)
          reached.push(...shown.filter((id) => ![pageNext, pageBack].includes(id)))
          if (!shown.includes(pageNext)) break
        }
        expect(reached).toEqual(given.map((choice) => choice.id))
        expect(render(say({ choices: given, page: 99 }))).toEqual(render(say({ choices: given, page })))
      }),
    )
  })
})
