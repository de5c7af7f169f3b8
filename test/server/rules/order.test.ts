import { expect, test } from 'vitest'
import { nextId, telegramChat, whatsappChat } from '../../support/chat.ts'
import { onBothEngines } from '../../support/engines.ts'
import { type House, minute } from '../../support/house.ts'
import { telegramText, whatsappBody, whatsappMessage, whatsappText } from '../../support/updates.ts'

const bodies = (bubbles: readonly { body: string }[]): string => bubbles.map(({ body }) => body).join('\n')

const worked = (house: House): string[] =>
  house.counted.flatMap(({ name, labels }) =>
    name === 'events' && labels.type?.startsWith('command') ? ['command'] : [],
  )

onBothEngines('Order', (open) => {
  test('Telegram: update_id decides, compared as a number, whatever came first', async () => {
    const house = await open()
    const chat = telegramChat(house, 4430101)
    await chat.settleIn()
    const send = (updateId: number, text: string) =>
      house.accept(
        telegramText({
          chat: 4430101,
          updateId,
          messageId: nextId(),
          text,
          at: house.now(),
          received: house.now(),
        }),
      )
    chat.fresh()
    await send(1_000_000, 'menu')
    await send(999_999, 'person')
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said.at(-1)).toContain('What do you need')
    expect(said[0]).toContain('Wegwijs Demo')
  })

  test('WhatsApp: seconds of sending, then arrival; a wamid never orders', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900301')
    await chat.settleIn()
    chat.fresh()
    const thing = { number: '447700900301', received: house.now() }
    await house.accept(whatsappText({ ...thing, wamid: 'wamid.zzz', text: 'person', at: house.now() }))
    house.pass(20)
    await house.accept(whatsappText({ ...thing, wamid: 'wamid.aaa', text: 'menu', at: house.now() }))
    await house.accept(whatsappText({ ...thing, wamid: 'wamid.mmm', text: 'help', at: house.now() - 5000 }))
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said.at(-1)).toContain('What do you need')
    expect(said.findIndex((body) => body.includes('What is happening'))).toBeLessThan(
      said.findIndex((body) => body.includes('Wegwijs Demo')),
    )
  })

  test('WhatsApp: many of one second in one body keep their places', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900302')
    await chat.settleIn()
    chat.fresh()
    const texts = ['person', 'letter', 'help', 'person', 'help', 'menu']
    const messages = texts.map((body) =>
      whatsappMessage(
        {
          number: '447700900302',
          wamid: `wamid.${Math.random()}`,
          at: house.now(),
          received: house.now(),
        },
        { type: 'text', text: { body } },
      ),
    )
    await house.accept(whatsappBody(house.now(), { messages }))
    await house.settle()
    expect(chat.last().body).toContain('What do you need')
    expect(worked(house).length).toBeGreaterThanOrEqual(5)
  })

  test('a text more than 60 s late answers no step, but danger in it is seen', async () => {
    const house = await open()
    const chat = whatsappChat(house, '447700900303')
    await chat.settleIn()
    await chat.tell('menu')
    house.pass(5 * minute)
    await chat.tell('menu')
    chat.fresh()
    await chat.says('📍', { at: house.now() - 90_000 })
    await house.settle()
    expect(bodies(chat.fresh())).toContain('came late')
    await chat.says('I want to kill myself', { at: house.now() - 90_000 })
    await house.settle()
    expect(bodies(chat.fresh())).toContain('112')
    await chat.says('2', { at: house.now() - 59_000 })
    await house.settle()
    expect(bodies(chat.fresh())).not.toContain('came late')
  })

  test('a tap on an old question is explained and answers nothing', async () => {
    const house = await open()
    const chat = telegramChat(house, 4430102)
    await chat.settleIn()
    await chat.tap('Menu')
    await chat.tap('Where am I')
    const old = chat.last().buttons.find(({ label }) => label.includes('Someone else'))!
    await chat.tap('Me')
    chat.fresh()
    await chat.tapsId(old.id)
    await house.settle()
    expect(bodies(chat.fresh())).toContain('earlier question')
    expect(house.made.filter(({ call }) => call.type === 'ack').length).toBeGreaterThan(3)
  })

  test('the same update five times is worked once and answered once', async () => {
    const house = await open()
    const chat = telegramChat(house, 4430103)
    await chat.settleIn()
    chat.fresh()
    const id = nextId()
    for (let count = 0; count < 5; count++) {
      await chat.says('menu', { id })
      if (count % 2 === 0) await house.settle()
    }
    await house.settle()
    expect(chat.fresh()).toHaveLength(1)
    const query = String(nextId())
    const button = chat.last().buttons[0]!
    const acks = () => house.made.filter(({ call }) => call.type === 'ack').length
    const before = acks()
    await Promise.all([1, 2, 3].map(() => chat.tapsId(button.id, { query })))
    await house.settle()
    expect(chat.fresh()).toHaveLength(1)
    expect(acks()).toBe(before + 1)
  })

  test('more than twenty waiting: each is worked, one answer, safety first', async () => {
    const house = await open()
    const chat = telegramChat(house, 4430104)
    await chat.settleIn()
    chat.fresh()
    const turns = () => house.noted.filter(({ event }) => event === 'turn.done').length
    const before = turns()
    for (let count = 0; count < 24; count++) await chat.says(`text ${count}`)
    await chat.says('I want to kill myself')
    await chat.says('menu')
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(turns() - before).toBe(26)
    expect(said).toHaveLength(2)
    expect(said[0]).toContain('112')
    expect(said[1]).toContain('What do you need')
  })

  test('an unsent question gives way to the next; answers and guarded texts never do', async () => {
    const house = await open()
    const chat = telegramChat(house, 4430105)
    await chat.settleIn()
    chat.fresh()
    await chat.tell('menu')
    chat.fresh()
    for (const text of ['menu', 'menu', 'I want to kill myself', 'person', 'menu', 'menu']) {
      await chat.says(text)
      await house.settle('inbox')
    }
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said.filter((body) => body.includes('What do you need'))).toHaveLength(1)
    expect(said.filter((body) => body.includes('112')).length).toBeGreaterThan(0)
    expect(said.filter((body) => body.includes('Wegwijs Demo'))).toHaveLength(1)
  })

  test('a fault keeps the order: what comes behind waits with it', async () => {
    const house = await open()
    const chat = telegramChat(house, 4430106)
    await chat.settleIn()
    chat.fresh()
    const own = house.deps.flows
    await chat.says('person')
    await chat.says('menu')
    house.setFlows({
      ...own,
      person: {
        ...own.person!,
        get steps(): never {
          throw new Error('broken')
        },
      },
    })
    await house.settle()
    expect(chat.fresh()).toEqual([])
    house.setFlows(own)
    house.pass(5000)
    await house.settle()
    const said = chat.fresh().map(({ body }) => body)
    expect(said[0]).toContain('Wegwijs Demo')
    expect(said.at(-1)).toContain('What do you need')
  })
})
