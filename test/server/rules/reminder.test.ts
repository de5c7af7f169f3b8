import { expect, test } from 'vitest'
import { type Chat, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, type House, hour, minute } from '../../support/house.ts'

const openerText = 'New message. Tap to read.'

/** Wednesday 16 December 2026, 11:00 in Amsterdam: two weeks end on the 30th, to act by the 28th. */
const saveDate = async (chat: Chat): Promise<void> => {
  await chat.settleIn()
  await chat.tap('Menu')
  for (const label of ['I got a letter', 'Ongegrond', 'No', 'Me', 'On or after']) await chat.tap(label)
  await chat.tell('today')
  for (const label of ['Right', 'Today', 'Save']) await chat.tap(label)
}

/** What comes by itself until then. */
const until = async (house: House, chat: Chat, at: string): Promise<string[]> => {
  chat.fresh()
  house.pass(Date.parse(at) - house.now())
  await house.settle()
  return chat.fresh().map(({ body }) => body)
}

onBothEngines('P13: reminders of saved dates', (open) => {
  test('come at 09:00 in Amsterdam, 7, 3 and 1 days before the day to act and on the last morning, as an opener', async () => {
    const house = await open()
    const chat = telegramChat(house, 4480101)
    await saveDate(chat)
    for (const date of ['2026-12-21', '2026-12-25', '2026-12-27', '2026-12-30']) {
      expect(await until(house, chat, `${date}T07:59:00Z`)).toEqual([])
      expect(await until(house, chat, `${date}T08:01:00Z`)).toEqual([openerText])
      const [read] = await chat.tap('Read')
      expect(read?.body).toContain('28 December 2026')
      expect(read?.body).toContain('TEST')
      expect(read?.body).not.toContain('Ongegrond')
    }
    expect(await until(house, chat, '2027-01-10T08:00:00Z')).toEqual([])
    expect(house.faults).toEqual([])
  })

  test('stop ends them and says which; delete and hide end them', async () => {
    const house = await open()
    const [stopped, erased, hidden] = [4480102, 4480103, 4480104].map((id) => telegramChat(house, id))
    for (const chat of [stopped!, erased!, hidden!]) await saveDate(chat)
    expect((await stopped!.tell('stop')).at(-1)?.body).toContain('28 December 2026')
    await erased!.tell('menu')
    for (const label of ['My data', 'Delete']) await erased!.tap(label)
    const code = erased!.last().buttons[0]?.label ?? ''
    await erased!.tap(code)
    await hidden!.tell('hide')
    for (const chat of [stopped!, erased!, hidden!])
      expect(await until(house, chat, '2026-12-31T08:01:00Z')).toEqual([])
    expect(house.faults).toEqual([])
  })

  test('on WhatsApp nothing goes once the window is closed; it waits for the next message', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900480')
    await saveDate(chat)
    expect(await until(house, chat, '2026-12-21T08:01:00Z')).toEqual([])
    expect(house.counted.some(({ labels }) => labels.outcome === 'window')).toBe(true)
    const [first] = await chat.tell('menu')
    expect(first?.body).toContain('28 December 2026')
    expect(house.faults).toEqual([])
  })

  test('one that could not go on its day is dropped', async () => {
    const house = await open()
    const chat = telegramChat(house, 4480105)
    await saveDate(chat)
    expect(await until(house, chat, '2026-12-23T08:00:00Z')).toEqual([])
    expect(house.faults).toEqual([])
  })

  test('retention counts from the later of last message and last date (P18)', async () => {
    const house = await open({ operator: { retentionDays: 10 } })
    const chat = telegramChat(house, 4480106)
    await saveDate(chat)
    await until(house, chat, '2027-01-07T08:00:00Z')
    expect(await house.plain()).toContain('NL-APPEAL-2W')
    house.pass(2 * day + hour + minute)
    await house.settle()
    expect(await house.plain()).not.toContain('NL-APPEAL-2W')
    expect(house.faults).toEqual([])
  })
})
