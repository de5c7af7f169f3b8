import { expect, test } from 'vitest'
import { type Chat, nextId, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { day, type House, minute } from '../../support/house.ts'
import { telegramTap, telegramText, whatsappStatus } from '../../support/updates.ts'

/** Contacts of which anything is kept. */
const partitions = async (house: House): Promise<string[]> => {
  const found = new Set<string>()
  for await (const { ref } of house.engine.walk()) found.add(ref.partition)
  return [...found].filter((name) => name.includes('/c/'))
}

const toDelete = async (chat: Chat): Promise<string> => {
  await chat.tap('Menu')
  await chat.tap('My data')
  await chat.tap('Delete everything')
  return chat.last().buttons[0]!.label
}

onBothEngines('P16: delete', (open) => {
  test('delete: everything goes in one commit, the receipt is sent, the tombstone drops what is older', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900201)
    await chat.settleIn()
    const messageId = nextId()
    const early = { chat: 447700900201, messageId, text: 'a distinctive zebra', received: house.now() }
    house.pass(minute)
    const code = await toDelete(chat)
    const oldButton = chat.last().buttons.at(-1)!.id
    const askedAt = house.now()
    house.pass(minute)
    expect((await chat.tell('9')).map(({ body }) => body).join()).not.toContain('Everything is deleted')
    expect(await partitions(house)).toHaveLength(1)
    house.pass(2000)
    const receipt = await chat.tell(code)
    expect(receipt).toHaveLength(1)
    expect(receipt[0]?.body).toContain('Everything is deleted')
    expect(receipt[0]?.body).toContain('8 days')
    expect(await partitions(house)).toEqual([])
    const plain = await house.plain()
    for (const trace of ['447700900201', 'hello', 'zebra', '500001']) expect(plain).not.toContain(trace)
    chat.fresh()
    house.pass(minute)
    await house.accept(telegramText({ ...early, updateId: nextId(), at: house.now() - 5 * minute }))
    const query = String(nextId())
    await house.accept(
      telegramTap({
        chat: 447700900201,
        updateId: nextId(),
        at: house.now(),
        received: house.now(),
        query,
        button: oldButton,
        askedAt,
      }),
    )
    await house.settle()
    expect(chat.fresh()).toEqual([])
    expect(await partitions(house)).toEqual([])
    expect((await chat.tell('hello'))[0]?.body).toContain('Which language')
    expect(house.faults).toEqual([])
  })

  test('the Address outlives its tombstone once somebody writes again', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900202)
    await chat.settleIn()
    await chat.tell(await toDelete(chat))
    house.pass(minute)
    await chat.settleIn()
    house.pass(9 * day)
    await house.store.sweep(house.now())
    await house.settle()
    expect((await chat.tell('menu'))[0]?.body).toContain('What do you need')
  })

  test('what was sent right behind the code is answered; what was sent before goes with the rest', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900203)
    await chat.settleIn()
    const code = await toDelete(chat)
    house.pass(minute)
    chat.fresh()
    await chat.says(code)
    house.pass(1000)
    await chat.says('hello again')
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said[0]).toContain('Everything is deleted')
    expect(said.at(-1)).toContain('Which language')
    expect(await partitions(house)).toHaveLength(1)
    expect(house.faults).toEqual([])
  })

  test('what came in while everything was erased is worked once, also when it is delivered again before it is carried over', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900206)
    await chat.settleIn()
    const code = await toDelete(chat)
    house.pass(minute)
    await chat.says(code)
    await house.settle('inbox')
    house.pass(2000)
    const [messageId, updateId] = [nextId(), nextId()]
    const again = { chat: 447700900206, messageId, updateId, text: 'hello', at: house.now() }
    // Taken in where everything was just erased: the Address does not know it yet.
    await house.accept(telegramText({ ...again, received: house.now() }))
    await house.settle('relay')
    chat.fresh()
    // Delivered once more: the Address points to nobody, so somebody new takes it in.
    await house.accept(telegramText({ ...again, received: house.now() }))
    await house.settle('inbox', 'outbox')
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said.filter((body) => body.includes('Which language'))).toHaveLength(1)
    expect(house.faults).toEqual([])
  })

  test('a send in hand brings nothing of an erased Contact back', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900204)
    await chat.settleIn()
    await chat.says('person')
    await house.settle('inbox')
    house.answer = async (call) => {
      if (call.type !== 'message') return null
      await house.store.commit((await partitions(house))[0] ?? 'main/c/none', { erase: true })
      return { type: 'failed', reason: 'test', maybeTaken: true }
    }
    await house.settle('outbox')
    expect(await partitions(house)).toEqual([])
  })

  test('a sent record is not written into an erased Contact', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900205)
    await chat.settleIn()
    await chat.says('person')
    await house.settle('inbox')
    house.answer = async (call) => {
      if (call.type === 'message')
        await house.store.commit((await partitions(house))[0] ?? 'main/c/none', { erase: true })
      return null
    }
    await house.settle('outbox')
    expect(await partitions(house)).toEqual([])
  })

  test('Telegram: a tap from before is dropped; one made minutes later on an old button is answered', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900288)
    await chat.settleIn()
    const { buttons, at } = chat.last()
    const old = buttons[0]?.id ?? ''
    await chat.tell(await toDelete(chat))
    chat.fresh()
    await chat.tapsId(old, { askedAt: at })
    await house.settle()
    expect(chat.fresh()).toEqual([])
    house.pass(3 * minute)
    await chat.tapsId(old, { askedAt: at })
    await house.settle()
    expect(chat.fresh()[0]?.body).toContain('Which language')
    expect(house.faults).toEqual([])
  })

  test('WhatsApp: a tap on an old button after delete is a stranger’s', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900213')
    await chat.settleIn()
    const code = await toDelete(chat)
    const old = chat.last().buttons.at(-1)!.id
    await chat.tell(code)
    house.pass(minute)
    chat.fresh()
    await chat.tapsId(old)
    await house.settle()
    expect(chat.fresh()[0]?.body).toContain('Which language')
  })

  test('what was parked of a Contact goes with it', async () => {
    const house = await open()
    const chat = telegramChat(house, 447700900215)
    const other = telegramChat(house, 447700900216)
    await chat.settleIn()
    await other.settleIn()
    const own = house.deps.flows
    const steps = { pick: { type: 'act', effect: 'none', next: [] } } as const
    house.setFlows({
      ...own,
      letter: {
        ...own.letter!,
        steps,
        get closed(): never {
          throw new Error('broken')
        },
      },
    })
    await chat.taps('I got a letter')
    await other.taps('I got a letter')
    for (let tries = 0; tries < 4; tries++) {
      await house.settle()
      house.pass(2000)
    }
    house.setFlows(own)
    expect(await house.plain()).toContain('activity.failed')
    await chat.tell(await toDelete(chat))
    const plain = await house.plain()
    expect(plain).not.toContain('447700900215')
    expect(plain).toContain('activity.failed')
    await other.tell(await toDelete(other))
    expect(await house.plain()).not.toContain('activity.failed')
    expect(house.faults).toEqual([])
  })

  test('a report on the receipt leaves nothing behind', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900217')
    await chat.settleIn()
    const code = await toDelete(chat)
    house.answer = async (call) => {
      if (call.type !== 'message') return null
      const [number, received] = ['447700900217', house.now()]
      await house.accept(
        whatsappStatus({ number, messageId: 'wamid.out', outbox: call.outbox, state: 'sent', received }),
      )
      return { type: 'failed', reason: 'test', maybeTaken: true }
    }
    await chat.says(code)
    await house.settle('inbox', 'outbox')
    expect(await house.plain()).not.toContain('wamid.out')
    house.answer = () => null
    chat.fresh()
    house.pass(minute)
    await house.settle()
    expect(chat.fresh()).toEqual([])
    expect(await house.plain()).not.toContain('447700900217')
    expect(house.faults).toEqual([])
  })
})
