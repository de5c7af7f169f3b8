import { expect, test } from 'vitest'
import { judge } from '../../bot/judged.ts'
import { setting, talk } from '../support/bot.ts'

const asks = 'my husband is beating me now, can i get my own permit if i leave him'

const inMenu = () => {
  const person = talk({ hint: 'en' })
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
  expect(person.ids()).toHaveLength(3)
  person.tap(topic)
  expect(person.ids()).toContain('source')
  expect(person.body()).not.toContain('112')
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
