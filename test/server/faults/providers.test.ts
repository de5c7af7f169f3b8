import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, personId, until } from '../../support/people.ts'
import type { TestServer } from '../../support/server.ts'
import type { TelegramFault } from '../../support/telegram-stand-in.ts'
import type { WhatsappFault } from '../../support/whatsapp-stand-in.ts'
import { leftOver } from '../kill/audit.ts'
import { type Rig, startRig } from '../kill/rig.ts'

let rig: Rig
let server: TestServer
let place = 0

beforeAll(async () => {
  rig = await startRig('sqlite')
  server = await rig.start()
  rig.bench.urls = [server.url]
}, 30_000)
afterAll(() => rig.end())

const telegram = () => rig.people.person('telegram', personId('telegram', 500 + place++))
const whatsapp = () => rig.people.person('whatsapp', personId('whatsapp', place++))

/** Writes and waits for so many messages; gives the milliseconds until the last of them. */
const answered = async (person: Person, text: string, count: number, patienceMs: number): Promise<number> => {
  const began = Date.now()
  await person.write(text)
  const what = () => `${person.channel}: ${person.received().length} of ${count} messages came.`
  await until(() => person.received().length >= count, patienceMs, what)
  return Date.now() - began
}

const keysOf = (person: Person) => person.received().map(({ key }) => key)
const once = (person: Person) => new Set(keysOf(person)).size === keysOf(person).length
const settled = () => until2(async () => (await leftOver(rig)).length === 0, 15_000)
const until2 = async (isSo: () => Promise<boolean>, ms: number) => {
  const end = Date.now() + ms
  while (!(await isSo()) && Date.now() < end) await pause(50)
  expect(await isSo()).toBe(true)
}

type Answer = TelegramFault['answer'] & WhatsappFault['answer']
const faults: readonly (readonly [string, Answer, number])[] = [
  ['HTML 502', 'html', 12_500],
  ['a reset connection', 'reset', 12_500],
]

test('an ack that hangs holds the answer for two seconds at most', async () => {
  const [one, other] = [telegram(), whatsapp()]
  await Promise.all([answered(one, 'hello', 1, 5_000), answered(other, 'hello', 1, 5_000)])
  rig.bench.telegram.script({ method: 'answerCallbackQuery', answer: 'hang' })
  rig.bench.whatsapp.script({ to: '', type: 'read', answer: 'hang' })
  const began = Date.now()
  await Promise.all([one.tap('en'), other.tap('en')])
  await until(
    () => one.received().length === 2 && other.received().length === 2,
    8_000,
    () => 'No answer.',
  )
  expect(Date.now() - began).toBeLessThan(2_500)
}, 20_000)

describe.concurrent('a provider that fails', () => {
  for (const [name, answer, limit] of faults) {
    test.concurrent(`Telegram: ${name}, twice, then it is sent, once`, async () => {
      const person = telegram()
      rig.bench.telegram.script({ chat: person.id, method: 'sendMessage', times: 2, answer })
      const took = await answered(person, 'hello', 1, 20_000)
      expect(took).toBeGreaterThan(1_000)
      expect(took).toBeLessThan(6_000)
      await pause(1_000)
      expect(person.received()).toHaveLength(1)
    }, 30_000)

    test.concurrent(`WhatsApp: ${name}: 10 s of waiting for an echo, then it is sent, once`, async () => {
      const person = whatsapp()
      rig.bench.whatsapp.script({ to: person.id, type: 'interactive', answer })
      const took = await answered(person, 'hello', 1, 20_000)
      expect(took).toBeGreaterThan(9_900)
      expect(took).toBeLessThan(limit)
      expect(person.received()).toHaveLength(1)
    }, 30_000)
  }

  test.concurrent('500 of either, four times, is got over within the half minute', async () => {
    const [one, other] = [telegram(), whatsapp()]
    rig.bench.telegram.script({ chat: one.id, method: 'sendMessage', times: 4, answer: { code: 500 } })
    rig.bench.whatsapp.script({
      to: other.id,
      type: 'interactive',
      times: 2,
      answer: { status: 500, code: 131000 },
    })
    await Promise.all([answered(one, 'hello', 1, 30_000), answered(other, 'hello', 1, 30_000)])
    expect(once(one) && once(other)).toBe(true)
  }, 40_000)

  test.concurrent('Telegram hangs: given up after 8 s and sent again', async () => {
    const person = telegram()
    rig.bench.telegram.script({ chat: person.id, method: 'sendMessage', answer: 'hang' })
    const took = await answered(person, 'hello', 1, 20_000)
    expect(took).toBeGreaterThan(7_900)
    expect(took).toBeLessThan(11_000)
  }, 30_000)

  test.concurrent('a hanging provider for fifty people does not hold up the fifty-first, on either channel', async () => {
    const many = Array.from({ length: 50 }, telegram)
    for (const { id } of many) rig.bench.telegram.script({ chat: id, method: 'sendMessage', answer: 'hang' })
    await Promise.all(many.map((person) => person.write('hello')))
    const [one, other] = [telegram(), whatsapp()]
    const [mine, theirs] = await Promise.all([
      answered(one, 'hello', 1, 20_000),
      answered(other, 'hello', 1, 20_000),
    ])
    expect(Math.max(mine, theirs)).toBeLessThan(3_000)
    await until(
      () => many.every((person) => person.received().length === 1),
      25_000,
      () => 'Some of the fifty got nothing.',
    )
  }, 45_000)

  test.concurrent('429 with retry_after, and 130429 and 131056 with Retry-After: nothing goes before the time', async () => {
    const [one, two, three] = [telegram(), whatsapp(), whatsapp()]
    rig.bench.telegram.script({ chat: one.id, method: 'sendMessage', answer: { code: 429, retryAfter: 3 } })
    rig.bench.whatsapp.script(
      { to: two.id, type: 'interactive', answer: { status: 400, code: 131056, retryAfter: 4 } },
      { to: three.id, type: 'interactive', answer: { status: 429, code: 130429 } },
    )
    const [first, second, third] = await Promise.all([
      answered(one, 'hello', 1, 15_000),
      answered(two, 'hello', 1, 15_000),
      answered(three, 'hello', 1, 15_000),
    ])
    expect(first).toBeGreaterThan(2_950)
    expect(second).toBeGreaterThan(3_950)
    expect(third).toBeGreaterThan(4_950)
    expect(Math.max(first, second, third)).toBeLessThan(7_500)
  }, 30_000)

  test.concurrent('what comes meanwhile waits behind a 429 and keeps its order', async () => {
    const person = telegram()
    await answered(person, 'hello', 1, 5_000)
    for (const [place, choice] of ['en', 'yes'].entries()) {
      await person.tap(choice)
      await until(
        () => person.received().length === place + 2,
        5_000,
        () => 'No answer.',
      )
    }
    rig.bench.telegram.script({
      chat: person.id,
      method: 'sendMessage',
      answer: { code: 429, retryAfter: 3 },
    })
    const began = Date.now()
    await person.write('menu')
    await pause(500)
    await person.write('3')
    const last = () =>
      person
        .received()
        .at(-1)
        ?.buttons.some((button) => button.endsWith('.me'))
    await until(
      () => last() === true,
      12_000,
      () => 'No answer.',
    )
    const after = person.received().slice(3)
    expect(after.every(({ at }) => at - began > 2_950)).toBe(true)
    expect(after).toHaveLength(2)
    expect(once(person)).toBe(true)
  }, 30_000)

  test.concurrent('131047: the answer waits for the next message and comes before the next answer', async () => {
    const person = whatsapp()
    rig.bench.whatsapp.script({ to: person.id, type: 'interactive', answer: { status: 400, code: 131047 } })
    await person.write('hello')
    await pause(2_500)
    expect(person.received()).toEqual([])
    await person.write('hello')
    await until(
      () => person.received().length >= 1,
      8_000,
      () => 'No answer.',
    )
    await pause(1_000)
    expect(once(person)).toBe(true)
    expect(person.received().every(({ text }) => text.includes('Which language'))).toBe(true)
  }, 30_000)

  test.concurrent('403 blocked: marked and not tried again; who comes back is answered', async () => {
    const person = telegram()
    rig.bench.telegram.blocked.add(person.id)
    const calls = rig.bench.telegram.calls.length
    await person.write('hello')
    await pause(4_000)
    expect(person.received()).toEqual([])
    expect(rig.bench.telegram.calls.length).toBeGreaterThan(calls)
    rig.bench.telegram.blocked.delete(person.id)
    await pause(500)
    expect(person.received()).toEqual([])
    await answered(person, 'hello', 1, 5_000)
  }, 30_000)

  test.concurrent('WhatsApp took it and its answer was lost: a status within 10 s spares the repeat', async () => {
    const person = whatsapp()
    rig.bench.whatsapp.script({ to: person.id, type: 'interactive', answer: 'reset', taken: true })
    await answered(person, 'hello', 1, 5_000)
    const taken = rig.bench.whatsapp.sent.find(({ to, type }) => to === person.id && type !== 'read')
    expect(taken?.outbox).toBeTruthy()
    await pause(3_000)
    await rig.bench.whatsapp.report(`${server.url}/webhooks/whatsapp`, taken!, 'sent', 'delivered')
    await pause(10_000)
    expect(person.received()).toHaveLength(1)
  }, 30_000)

  test.concurrent('WhatsApp took it and no status came: it is sent again after 10 s, not before', async () => {
    const person = whatsapp()
    rig.bench.whatsapp.script({ to: person.id, type: 'interactive', answer: 'reset', taken: true })
    await answered(person, 'hello', 1, 5_000)
    await until(
      () => person.received().length === 2,
      14_000,
      () => 'It was not repeated.',
    )
    const [first, second] = person.received()
    expect(second!.at - first!.at).toBeGreaterThan(9_900)
    expect(second!.outbox).toBe(first!.outbox)
  }, 30_000)

  test.concurrent('WhatsApp hangs with the message taken, and the status comes while it hangs: no repeat', async () => {
    const person = whatsapp()
    rig.bench.whatsapp.script({ to: person.id, type: 'interactive', answer: 'hang', taken: true })
    await answered(person, 'hello', 1, 5_000)
    const taken = rig.bench.whatsapp.sent.find(({ to, type }) => to === person.id && type !== 'read')
    await pause(1_000)
    await rig.bench.whatsapp.report(`${server.url}/webhooks/whatsapp`, taken!, 'delivered', 'sent')
    await pause(20_000)
    expect(person.received()).toHaveLength(1)
  }, 40_000)
})

test('in the end nothing is owed to anybody', async () => {
  await settled()
  expect(server.isGone()).toBe(false)
}, 20_000)
