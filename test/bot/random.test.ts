import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { channels, isFromContact } from '../../bot/activity.ts'
import { commandIn } from '../../bot/command.ts'
import { newContact } from '../../bot/contact.ts'
import { newConversation } from '../../bot/conversation.ts'
import { foldDigits, normal } from '../../bot/normal.ts'
import { runTurn, type TurnState } from '../../bot/turn.ts'
import { flows } from '../../flows/index.ts'
import { worldOf } from '../../server/world.ts'
import { setting, talk } from '../support/bot.ts'

const { catalog } = setting()
const words = [
  'menu',
  'back',
  'help',
  'person',
  'stop',
  'language',
  'hide',
  '🌐',
  '🆘',
  '1',
  '٢',
  '10',
  'yes',
  'hello there my friend',
]

/** What a person may do next: tap something shown, now or long ago, type, send a voice note, wait. */
const doing = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('tap' as const), place: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('old' as const), place: fc.nat(200) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('say' as const), text: fc.constantFrom(...words) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('say' as const), text: fc.string({ unit: 'binary' }) }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { type: 'do', doing: { type: 'start', entry: null } } as const,
      { type: 'do', doing: { type: 'media', kind: 'voice' } } as const,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 1000 }) }),
  },
)

describe('texts made to hold others up', () => {
  test.each(['\ufdfa'.repeat(4096), '\u0345\u0301\u0316'.repeat(1365), 'a\u0300'.repeat(2048)])(
    'are answered as fast as any other',
    (text) => {
      const person = talk({ hint: 'en' })
      person.say('hello')
      for (const choice of ['en', 'yes']) person.tap(choice)
      person.say('a first question builds the indexes')
      const started = performance.now()
      person.say(text)
      // Ten times what it takes here: a busy machine is no fault, three seconds were.
      expect(performance.now() - started).toBeLessThan(1_500)
      expect(person.body()).not.toBe('')
    },
  )
})

describe('whatever a person does', () => {
  test('nothing throws, nothing gets stuck, and a question is always open or the conversation is over', () => {
    const walk = fc.record({
      channel: fc.constantFrom(...channels),
      hint: fc.constantFrom(...catalog.locales.map(({ tag }) => tag), 'xx', null),
      steps: fc.array(doing, { minLength: 5, maxLength: 40 }),
    })
    fc.assert(
      fc.property(walk, ({ channel, hint, steps }) => {
        const person = talk({ channel, hint })
        person.say('hello')
        const seen: { asking: string; choice: string }[] = []
        for (const step of steps) {
          const shown = person
            .last()
            .bubbles.flatMap(({ asking, choices }) =>
              choices.map(({ id }) => ({ asking: asking ?? '', choice: id })),
            )
          seen.push(...shown)
          if (step.type === 'wait') {
            person.wait(Temporal.Duration.from({ hours: step.hours }))
            continue
          }
          if (step.type === 'say') person.say(step.text)
          else if (step.type === 'do') person.give(step.doing)
          else {
            const from = step.type === 'tap' && shown.length > 0 ? shown : seen
            const tap = from[step.place % from.length]
            if (tap) person.give({ type: 'tap', ...tap })
          }
          const types = person.last().events.map(({ type }) => type)
          expect(types).not.toContain('flow.stuck')
          const isOver = types.includes('contact.sealed') || types.includes('contact.erased')
          // The second tap of a nervous thumb is answered by the first.
          if (types.includes('tap.doubled')) continue
          expect(person.body()).not.toBe('')
          if (!isOver)
            expect(person.ids().length, JSON.stringify(person.state()?.conversation.at)).toBeGreaterThan(0)
        }
      }),
      { numRuns: 150, seed: 20261122 },
    )
  }, 60_000)

  test('the same state, Activity and World give the same Turn; the state survives JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const at = '2026-12-18T11:00:00Z'
        const world = { ...worldOf(setting(), 'telegram', Temporal.Instant.from(at)), reads: { word: null } }
        const state = {
          contact: newContact('c', at),
          conversation: newConversation({ channel: 'telegram', account: 'a', to: 'b', guess: 'en' }, at),
          persons: [],
        }
        const activity = {
          id: '1',
          channel: 'telegram',
          sentAt: at,
          receivedAt: at,
          order: 1,
          hint: null,
          type: 'text',
          text,
        } as const
        const once = runTurn(state, activity, world, flows)
        expect(runTurn(JSON.parse(JSON.stringify(state)), activity, world, flows)).toEqual(once)
        expect(JSON.parse(JSON.stringify(once))).toEqual(once)
      }),
      { numRuns: 100 },
    )
  })

  test('comparing forms are stable: what was brought to one form stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(normal(normal(text))).toBe(normal(text))
        expect(foldDigits(foldDigits(text))).toBe(foldDigits(text))
        commandIn(text, catalog)
      }),
      { numRuns: 500 },
    )
  })
})

describe('late and unusual activities', () => {
  const at = (now: string) => worldOf(setting(), 'whatsapp', Temporal.Instant.from(now))
  const begin = '2026-12-18T11:00:00Z'
  const base = {
    id: '1',
    channel: 'whatsapp',
    sentAt: begin,
    receivedAt: begin,
    order: null,
    hint: 'en',
  } as const
  const fresh = {
    contact: newContact('c', begin),
    conversation: {
      ...newConversation({ channel: 'whatsapp', account: 'a', to: 'b', guess: 'en' }, begin),
      locale: 'en',
    },
    persons: [],
  }
  const run = (state: TurnState, activity: Parameters<typeof runTurn>[1], now = begin) => {
    const turn = runTurn(state, activity, { ...at(now), reads: { word: null } }, flows)
    if (turn.type !== 'done') throw new Error('it wants something')
    return turn
  }

  test('a text sent more than a minute before the last one answers no question', () => {
    const menu = run(fresh, { ...base, type: 'text', text: 'menu' })
    const late = run(
      { ...fresh, ...menu },
      { ...base, id: '2', sentAt: '2026-12-18T10:58:00Z', type: 'text', text: 'yes' },
    )
    expect(late.events).toContainEqual({ type: 'text.late' })
    const danger = run(
      { ...fresh, ...menu },
      { ...base, id: '3', sentAt: '2026-12-18T10:58:00Z', type: 'text', text: 'i want to die' },
    )
    expect(danger.events).toContainEqual({ type: 'risk.seen', risk: 'suicide' })
  })

  test('blocking, coming back and moving say nothing', () => {
    for (const activity of [
      { ...base, type: 'blocked' },
      { ...base, type: 'returned' },
      { ...base, type: 'moved', to: 'new' },
    ] as const) {
      const turn = run(fresh, activity)
      expect(turn.out).toEqual([])
      expect(isFromContact(activity)).toBe(false)
    }
  })

  test('whatever still arrives at a hidden Contact is worked as the fresh one', () => {
    const hidden = {
      ...fresh,
      contact: { ...fresh.contact, sealed: { at: begin, by: 'hide' as const, fresh: 'f' } },
    }
    const turn = run(hidden, { ...base, type: 'text', text: 'hello' })
    expect(turn.passOn).toBe('f')
    expect(turn.out).toEqual([])
  })

  test('the own word finds a Contact that was silent for thirty days', () => {
    const turn = run(fresh, { ...base, type: 'found' }, '2027-02-18T11:00:00Z')
    expect(turn.passOn).toBeNull()
    expect(turn.out.length).toBe(1)
  })
})
