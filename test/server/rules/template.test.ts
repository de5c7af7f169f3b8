import { expect, test } from 'vitest'
import { whatsappChat } from '../../support/chat.ts'
import { saveDate, until } from '../../support/dates.ts'
import { onBothEngines } from '../../support/engines.ts'
import { hour, minute } from '../../support/house.ts'
import { whatsappStatus } from '../../support/updates.ts'

const template = 'wegwijs_reminder_v1 en'

onBothEngines('P13: templates where the window of WhatsApp is closed', (open) => {
  test('whoever agreed gets the template alone, and the date after [Read]', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900301')
    await saveDate(chat, 'May write to me', 'No')
    expect(await until(house, chat, '2026-12-21T08:01:00Z')).toEqual([template])
    const read = await chat.tap('Read')
    expect(read.map(({ body }) => body).join()).toContain('28 December 2026')
    expect(await until(house, chat, '2026-12-25T08:01:00Z')).toEqual([template])
    expect(house.faults).toEqual([])
  })

  test('whoever did not agree, or took it back, gets nothing until the next message', async () => {
    const house = await open()
    const never = whatsappChat(house, '447700900302')
    const back = whatsappChat(house, '447700900303')
    await saveDate(never, 'No', 'No')
    await saveDate(back, 'May write to me', 'No')
    await back.tell('menu')
    for (const label of ['My data', 'What you may send', 'Do not write first']) await back.tap(label)
    for (const chat of [never, back]) {
      expect(await until(house, chat, '2026-12-21T08:01:00Z')).toEqual([])
      expect((await chat.tell('menu'))[0]?.body).toContain('28 December 2026')
    }
    expect(house.faults).toEqual([])
  })

  test('unread ones: each day knocks once, and [Read] brings all of them', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900304')
    await saveDate(chat, 'May write to me', 'No')
    for (const date of ['2026-12-21', '2026-12-25', '2026-12-27'])
      expect(await until(house, chat, `${date}T08:01:00Z`)).toEqual([template])
    const read = await chat.tap('Read')
    expect(read.filter(({ body }) => body.includes('28 December 2026'))).toHaveLength(3)
    expect(house.faults).toEqual([])
  })

  test('in a language without templates it goes in the second one that was chosen', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900305')
    await saveDate(chat, 'No', 'No')
    await chat.tell('language')
    await chat.tap('ትግርኛ')
    await chat.tell('menu')
    for (const label of ['🔒', '🔔', '💬', 'العربية']) await chat.tap(label)
    expect(await until(house, chat, '2026-12-21T08:01:00Z')).toEqual(['wegwijs_reminder_v1 ar'])
    expect(house.faults).toEqual([])
  })

  test('one that Meta refuses loses nothing', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900306')
    await saveDate(chat, 'May write to me', 'No')
    house.answer = (call) => (call.type === 'message' ? { type: 'refused', reason: 'whatsapp.132001' } : null)
    expect(await until(house, chat, '2026-12-21T08:01:00Z')).toEqual([])
    expect(house.noted.some(({ event }) => event === 'template.refused')).toBe(true)
    house.answer = () => null
    expect((await chat.tell('menu'))[0]?.body).toContain('28 December 2026')
    expect(house.faults).toEqual([])
  })

  test('131047 while our clock says open: the template goes at once', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900307')
    await saveDate(chat, 'May write to me', 'No')
    house.pass(Date.parse('2026-12-20T20:00:00Z') - house.now())
    await chat.tell('menu')
    house.answer = (call) =>
      call.type === 'message' && !JSON.stringify(call.payload).includes('wegwijs_')
        ? { type: 'closed' }
        : null
    expect(await until(house, chat, '2026-12-21T08:01:00Z')).toEqual([template])
    house.answer = () => null
    const read = await chat.tap('Read')
    expect(read.map(({ body }) => body).join()).toContain('28 December 2026')
    expect(house.faults).toEqual([])
  })

  test('a status proves that the template was taken: no second one', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900308')
    await saveDate(chat, 'May write to me', 'No')
    house.answer = async (call) => {
      if (call.type !== 'message') return null
      const { outbox } = call
      const number = '447700900308'
      await house.accept(
        whatsappStatus({ number, messageId: 'wamid.t', outbox, state: 'delivered', received: house.now() }),
      )
      return { type: 'failed', reason: 'whatsapp.timeout', maybeTaken: true }
    }
    expect(await until(house, chat, '2026-12-21T08:01:00Z')).toEqual([])
    house.answer = () => null
    house.pass(minute)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    expect((await chat.tell('menu')).length).toBe(1)
    expect(house.faults).toEqual([])
  })

  test('stop and hide: no template goes any more', async () => {
    const house = await open()
    const stopped = whatsappChat(house, '447700900309')
    const hidden = whatsappChat(house, '447700900310')
    for (const chat of [stopped, hidden]) await saveDate(chat, 'May write to me', 'Yes')
    await stopped.tell('stop')
    await hidden.tell('hide')
    for (const chat of [stopped, hidden]) expect(await until(house, chat, '2026-12-31T08:01:00Z')).toEqual([])
    expect(house.faults).toEqual([])
  })

  test('nothing that we start reaches a phone at night: it waits, though the provider was away all day', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900311')
    await saveDate(chat, 'May write to me', 'No')
    house.answer = (call) => (call.type === 'message' ? { type: 'wait', seconds: 3600 } : null)
    await until(house, chat, '2026-12-21T08:01:00Z')
    for (let count = 0; count < 12; count++) {
      house.pass(hour)
      await house.settle()
    }
    house.answer = () => null
    house.pass(hour)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    expect((await chat.tell('menu'))[0]?.body).toContain('28 December 2026')
  })
})
