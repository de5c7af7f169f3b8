import { describe, expect, test } from 'vitest'
import { channels } from '../../bot/activity.ts'
import type { Spoken } from '../../bot/message.ts'
import { render as botframework } from '../../server/botframework/render.ts'
import { channelRender } from '../../server/cli/channel-render.ts'
import { laidOutLabel, laidOutText } from '../../server/wire/layout.ts'
import { asRead } from '../support/as-read.ts'
import { setting } from '../support/bot.ts'

const { catalog } = setting()
const rightToLeft = catalog.locales.filter(({ dir }) => dir === 'rtl').map(({ tag }) => tag)
const key = (tag: string, id: string): string => catalog.key(tag, id, {})?.words ?? ''
const rlm = '\u200f'

test('the locales that are written from right to left', () =>
  expect(rightToLeft).toEqual(['ar', 'fa', 'prs', 'ps', 'ckb']))

describe.each(rightToLeft)('in %s', (tag) => {
  test('🆘 counts as a letter from left to right; a mark turns the label, and it still fits', () => {
    const label = laidOutLabel(key(tag, 'frame:menu.help'), 'rtl')
    expect(label).toBe(`${rlm}${key(tag, 'frame:menu.help')}`)
    expect(label.length).toBeLessThanOrEqual(24)
    expect(laidOutLabel(key(tag, 'frame:menu.letter'), 'rtl')).toBe(key(tag, 'frame:menu.letter'))
  })

  test('a paragraph that begins with a Latin letter begins with a mark, once', () => {
    const own = key(tag, 'frame:not-native') || key(tag, 'frame:menu.help')
    const text = `A ${own}\n\n${own}`
    const [first = '', , second = ''] = laidOutText(text, 'rtl').split('\n')
    expect(first.startsWith(`${rlm}A`)).toBe(true)
    expect(second.startsWith(rlm)).toBe(own.startsWith('🆘'))
    expect(laidOutText(laidOutText(text, 'rtl'), 'rtl').split('\n')[0]).toBe(first)
  })

  test('a Dutch sentence of its own line keeps its order and its full stop', () => {
    const dutch = key(tag, 'safety:dutch.help')
    const lines = laidOutText(`${key(tag, 'safety:violence')}\n${dutch}`, 'rtl').split('\n')
    expect(lines.at(-1)).toBe(`${rlm}\u2066${dutch}\u2069`)
  })

  test('every text of the frame, of danger and of consent keeps its words', () => {
    for (const flow of ['frame', 'safety', 'consent', 'hide', 'contact', 'letter', 'data'])
      for (const text of leaves(tag, flow)) {
        const laid = laidOutText(text, 'rtl')
        expect(asRead(laid)).toBe(asRead(text))
        for (const line of laid.split('\n')) expect(line).not.toMatch(/\u200f\u200f/u)
      }
  })
})

const flowKeys: Readonly<Record<string, readonly string[]>> = {
  frame: ['menu.help', 'media-danger', 'danger-line', 'test', 'language-line', 'unverified'],
  safety: ['ill', 'violence', 'suicide', 'arrest', 'bed', 'child', 'show', 'dutch.bed'],
  consent: ['intro', 'yes', 'no', 'more'],
  hide: ['done', 'no-reminders'],
  contact: ['hours', 'risk-closed'],
  letter: ['today'],
  data: ['about'],
}
const leaves = (tag: string, flow: string): readonly string[] =>
  (flowKeys[flow] ?? []).map((name) => key(tag, `${flow}:${name}`)).filter((text) => text !== '')

const bubble = (body: string, label: string): Spoken => ({
  body,
  dir: 'rtl',
  locale: 'ar',
  asking: 'abcd',
  choices: [{ id: 'a', label }],
  page: 0,
  frame: { listButton: 'اختر', pageNext: 'المزيد', pageBack: 'السابق', typeNumber: 'اكتب الرقم.' },
  silent: false,
})

describe('every channel lays words out', () => {
  const body = 'A هي صفة لاجئ (المادة 29a).'
  test.each(channels)('%s', (channel) => {
    const said = JSON.stringify(channelRender(channel)(bubble(body, '🆘 مساعدة الآن')).payloads)
    expect(said).toContain(`${rlm}${body}`)
    expect(said).toContain(`${rlm}🆘 مساعدة الآن`)
  })
  test('Bot Framework', () =>
    expect(JSON.stringify(botframework(bubble(body, '🆘 مساعدة الآن')).payloads)).toContain(`${rlm}${body}`))
  test('a mark that finds no place is a fault of ours, named with the label', () => {
    const label = `🆘 ${'م'.repeat(21)}`
    expect(label.length).toBe(24)
    expect(() => channelRender('whatsapp')(bubble('x م', label))).toThrow(/25 UTF-16 units/)
  })
})

describe('from right to left', () => {
  test.each([
    ['what has nothing of its own script stays as it is', 'OK 👍', 'OK 👍'],
    ['flags count as letters', '🇪🇺 دولة', `${rlm}🇪🇺 دولة`],
    ['an isolate decides nothing', '\u2068IND\u2069 تقرر', '\u2068IND\u2069 تقرر'],
    [
      'a name with its number keeps its order, behind its sign',
      'اتصل\n☎️ Politie: 0900-8844',
      `اتصل\n${rlm}☎️ \u2066Politie: \u20660900\u00a08844\u2069\u2069`,
    ],
    ['figures of a date are isolated', 'قبل 30-11-2026.', 'قبل \u206630\u201111\u20112026\u2069.'],
  ])('%s', (_, text, laid) => expect(laidOutText(text, 'rtl')).toBe(laid))

  test.each([
    ['🆘 112', `${rlm}🆘 112`],
    ['🌈 LGBTI', '🌈 LGBTI'],
    ['113 Zelfmoordpreventie', '113 Zelfmoordpreventie'],
    ['English', 'English'],
    ['العربية', 'العربية'],
    ['IND، COA', 'IND، COA'],
    ['A: لاجئ', `${rlm}A: لاجئ`],
  ])('the label %s', (label, laid) => expect(laidOutLabel(label, 'rtl')).toBe(laid))
})

describe('what belongs together stays in one line', () => {
  test.each([
    ['(30-11-2026)', '(30\u201111\u20112026)'],
    ['2026-12-02', '2026\u201112\u201102'],
    ['maandag 30 november 2026', 'maandag 30\u00a0november\u00a02026'],
    ['30 de noviembre de 2026', '30\u00a0de\u00a0noviembre\u00a0de\u00a02026'],
    ['12 ሰነ 2026 (12-06-2026)', '12\u00a0ሰነ\u00a02026 (12\u201106\u20112026)'],
    ['113 / 0800-0113', '113 / 0800\u00a00113'],
    ['bel 033-448 11 86.', 'bel 033\u00a0448\u00a011\u00a086.'],
    ['+44 7700 900123', '+44\u00a07700\u00a0900123'],
    ['112', '112'],
    ['2 of 3 weken', '2 of 3 weken'],
    ['APR 2024/1348, art. 43-54', 'APR 2024/1348, art. 43-54'],
    ['from 09:00 to 17:00', 'from 09:00 to 17:00'],
  ])('%s', (text, laid) => expect(laidOutText(text, 'ltr')).toBe(laid))

  test('a copied phone number has its digits in one piece', () => {
    const number = /\u2066([^\u2069]+)\u2069/u.exec(laidOutText('اتصل بـ +31 20 346 72 00 اليوم', 'rtl'))?.[1]
    expect(number?.replace(/[^+\d]/gu, '')).toBe('+31203467200')
    expect(number).toMatch(/^[+\d\u00a0]+$/u)
  })
})
