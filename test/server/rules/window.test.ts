import { expect, test } from 'vitest'
import { nextId, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { hour, minute } from '../../support/house.ts'
import { whatsappStatus, whatsappText } from '../../support/updates.ts'

onBothEngines('The 24-hour window of WhatsApp', (open) => {
  test('closed by the provider’s time with five minutes’ margin; kept, and sent before the next answer', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900401')
    await chat.settleIn()
    const at = house.now()
    // Meta brings it hours late: its own time counts, not ours.
    house.pass(23 * hour + 50 * minute)
    await house.accept(
      whatsappText({
        number: '447700900401',
        wamid: `wamid.${nextId()}`,
        text: 'person',
        at,
        received: house.now(),
      }),
    )
    await house.settle('inbox')
    house.pass(6 * minute)
    chat.fresh()
    await house.settle()
    expect(chat.fresh()).toEqual([])
    house.pass(hour)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    await chat.says('menu')
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said[0]).toContain('Wegwijs Demo')
    expect(said.at(-1)).toContain('What do you need')
    expect(house.faults).toEqual([])
  })

  test('just inside the margin it is still sent, behind its opener', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900402')
    await chat.settleIn()
    await chat.says('person')
    await house.settle('inbox')
    house.pass(23 * hour + 54 * minute)
    chat.fresh()
    await house.settle()
    expect(chat.fresh().map(({ body }) => body)).toEqual(['New message. Tap to read.'])
  })

  test('131047 keeps everything that waits until the person writes, in order and once', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900403')
    await chat.settleIn()
    chat.fresh()
    await chat.says('person')
    await chat.says('letter')
    house.answer = (call) => (call.type === 'message' ? { type: 'closed' } : null)
    await house.settle()
    const tries = house.made.filter(({ sent }) => sent.type === 'closed').length
    expect(tries).toBe(1)
    house.answer = () => null
    house.pass(hour)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    await chat.says('menu')
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said[0]).toContain('Wegwijs Demo')
    expect(said.at(-1)).toContain('What do you need')
    expect(house.faults).toEqual([])
  })

  test('the receipt of an erasure is dropped where the window is closed: nobody is left to ask for it', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900407')
    await chat.settleIn()
    for (const label of ['Menu', 'My data', 'Delete']) await chat.tap(label)
    const code = chat.last().buttons[0]?.label ?? ''
    chat.fresh()
    house.answer = (call) => (call.type === 'message' ? { type: 'closed' } : null)
    await chat.taps(code)
    await house.settle()
    house.answer = () => null
    expect(chat.fresh()).toEqual([])
    expect(await house.plain()).not.toContain('447700900407')
    expect(house.faults).toEqual([])
  })

  test('Telegram has no window', async () => {
    const house = await open()
    const chat = telegramChat(house, 4440101)
    await chat.settleIn()
    await chat.says('person')
    await house.settle('inbox')
    house.pass(60 * hour)
    chat.fresh()
    await house.settle('outbox')
    expect(chat.fresh()).toHaveLength(1)
  })

  test('a status proves the delivery whose answer never came: no second one', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900404')
    await chat.settleIn()
    chat.fresh()
    let outbox = ''
    await chat.says('person')
    await house.settle('inbox')
    house.answer = async (call) => {
      if (call.type !== 'message') return null
      outbox = call.outbox
      const number = '447700900404'
      await house.accept(
        whatsappStatus({ number, messageId: 'wamid.out', outbox, state: 'delivered', received: house.now() }),
      )
      return { type: 'failed', reason: 'whatsapp.timeout', maybeTaken: true }
    }
    await house.settle('outbox')
    house.answer = () => null
    house.pass(minute)
    await house.settle()
    expect(outbox).not.toBe('')
    expect(chat.fresh()).toEqual([])
    expect(await house.plain()).toContain('"state":"delivered"')
    expect(house.faults).toEqual([])
  })

  test('a wait that the provider asks for is obeyed, and order is kept', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900405')
    await chat.settleIn()
    chat.fresh()
    await chat.says('person')
    await house.settle('inbox')
    house.answer = (call) => (call.type === 'message' ? { type: 'wait', seconds: 30 } : null)
    await house.settle('outbox')
    house.answer = () => null
    await chat.says('menu')
    house.pass(29_000)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    house.pass(1000)
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said[0]).toContain('Wegwijs Demo')
    expect(said.at(-1)).toContain('What do you need')
  })

  test('the wait holds for what a turn puts in place of the message that met it', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900406')
    await chat.settleIn()
    chat.fresh()
    await chat.says('menu')
    await house.settle('inbox')
    house.answer = async (call) => {
      if (call.type !== 'message') return null
      house.answer = () => null
      // The person goes on while the call is under way: the question in hand is superseded.
      await chat.says('language')
      await house.settle('inbox')
      return { type: 'wait', seconds: 30 }
    }
    await house.settle('outbox')
    house.pass(29_000)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    house.pass(1_000)
    await house.settle()
    expect(chat.fresh().map(({ body }) => body.split('\n')[0])).toEqual(['Which language do you want?'])
    expect(house.faults).toEqual([])
  })

  test.each(['hide', 'delete'])('the wait holds for the last words after %s', async (how) => {
    const house = await open()
    const chat = telegramChat(house, how === 'hide' ? 4440102 : 4440103)
    await chat.settleIn()
    if (how === 'delete') for (const label of ['Menu', 'My data', 'Delete']) await chat.tap(label)
    const code = chat.last().buttons[0]?.label ?? ''
    chat.fresh()
    await chat.says('I want to kill myself')
    await house.settle('inbox')
    house.answer = (call) => (call.type === 'message' ? { type: 'wait', seconds: 30 } : null)
    await house.settle('outbox')
    house.answer = () => null
    if (how === 'hide') await chat.says('hide')
    else await chat.taps(code)
    house.pass(28_000)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    house.pass(2_000)
    await house.settle()
    expect(chat.fresh()).toHaveLength(1)
    expect(house.faults).toEqual([])
  })

  test('[Read] does not end a wait', async () => {
    const house = await open()
    const chat = telegramChat(house, 4440104)
    await chat.settleIn()
    await chat.says('person')
    await house.settle('inbox')
    house.pass(3 * minute)
    await house.settle()
    chat.fresh()
    await chat.says('help')
    await house.settle('inbox')
    house.answer = (call) => (call.type === 'message' ? { type: 'wait', seconds: 30 } : null)
    await house.settle('outbox')
    house.answer = () => null
    await chat.taps('Read')
    house.pass(28_000)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    house.pass(2_000)
    await house.settle()
    expect(chat.fresh().length).toBeGreaterThan(0)
    expect(house.faults).toEqual([])
  })
})
