import { expect, test } from 'vitest'
import { judge } from '../../bot/judged.ts'
import { setting, talk } from '../support/bot.ts'

const asks = 'my husband hits me every day, where can i go with my children'

const inMenu = (channel: 'telegram' | 'whatsapp' = 'telegram') => {
  const person = talk({ hint: 'en', channel })
  person.say('👋')
  person.tap('en')
  person.tap('yes')
  return person
}

test('who asks something along with a danger is answered on the danger first, and finds the topic under it', () => {
  const person = inMenu()
  person.say(asks)
  expect(person.body()).toContain('112')
  const [topic = ''] = judge(asks, setting().catalog, 'en').topics
  expect(person.ids()).toContain(topic)
  expect(person.ids()).toHaveLength(4)
  person.tap(topic)
  expect(person.ids()).toContain('source')
})

test('on WhatsApp it never pushes Hide, a person or the way back into a list', () => {
  const person = inMenu('whatsapp')
  person.say(asks)
  expect(person.ids()).toEqual(['@hide', '@person', '@back'])
})

test('its name tells nothing to whoever holds the phone, and fits a button of WhatsApp, in every language', () => {
  const { catalog } = setting()
  for (const { tag } of catalog.locales) {
    const label = catalog.key(tag, 'frame:button.more', {})?.words ?? ''
    expect(label.length, `${tag}: ${label}`).toBeGreaterThan(0)
    expect(label.length, `${tag}: ${label}`).toBeLessThanOrEqual(20)
  }
})

test.each([
  'I do not want to live anymore, they refused me. how do I withdraw my application',
  'i will kill myself if i must stay, i want to go home with iom',
  'my father beats me every day and says he will kill me. is it better to go back to my country',
  'the police arrest me now, how do i withdraw my application',
])('nobody in danger is offered to leave or to withdraw (P7): %s', (text) => {
  const person = inMenu()
  person.say(text)
  expect(person.last().events).toContainEqual(expect.objectContaining({ type: 'risk.seen' }))
  const offered = setting().catalog.topics.filter(({ id }) => person.ids().includes(id))
  expect(offered.filter(({ id, tapOnly }) => tapOnly || id === 'withdraw')).toEqual([])
})

test('who saved no date and asks for the time to appeal is never told that no dates are saved', () => {
  for (const text of [
    'How many days do I have to appeal?',
    'until when can I appeal',
    'what is my deadline',
  ]) {
    const person = inMenu()
    person.say(text)
    expect(person.body()).not.toContain('No dates are saved')
  }
})

test('the name of the topic may be typed, and the step that was left open stays open', () => {
  const person = inMenu()
  person.say(asks)
  const [topic = ''] = judge(asks, setting().catalog, 'en').topics
  const choices = person.last().bubbles.flatMap((bubble) => bubble.choices)
  person.say(choices.find(({ id }) => id === topic)?.label ?? '')
  expect(person.ids()).toContain('source')
})

test('before P1 is answered nothing but the danger is answered', () => {
  const person = talk({ hint: 'en' })
  person.say(asks)
  const topics = setting().catalog.topics.map(({ id }) => id)
  expect(person.ids().filter((id) => topics.includes(id))).toEqual([])
})

test('a child alone is offered nothing that is for adults (P4)', () => {
  const { catalog } = setting()
  const person = inMenu()
  for (const id of ['@menu', 'where', 'me', 'yes']) person.tap(id)
  person.say(asks)
  expect(person.body()).toContain('112')
  const offered = catalog.topics.filter(({ id }) => person.ids().includes(id))
  expect(offered.filter(({ children }) => !children)).toEqual([])
})
