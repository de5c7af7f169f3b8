import { expect, test } from 'vitest'
import { gramsOf } from '../../bot/gram.ts'
import { type Lesson, learn } from '../../bot/learn.ts'
import { scoresOf, sharesOf, vectorOf } from '../../bot/linear.ts'
import { buildSenseIndex, sensesIn } from '../../bot/sense.ts'
import { decodeModel, encodeModel } from '../../server/learnt.ts'

const options = {
  bits: 12,
  longest: 4,
  classes: ['fruit', 'tool'],
  rounds: 8,
  rate: 0.5,
  least: 0.01,
  learnt: 1e-6,
  drop: 0,
  averaged: 1,
}
const reading = (text: string) => ({
  parts: [{ grams: gramsOf(text, options), share: 1 }],
  signs: new Set<string>(),
})
const lessons: Lesson[] = [
  ...['apple pie', 'ripe banana', 'sweet apple', 'yellow banana'].map((text) => ({ text, owner: 0 })),
  ...['steel hammer', 'long saw', 'heavy hammer', 'sharp saw'].map((text) => ({ text, owner: 1 })),
].map(({ text, owner }) => ({ reading: reading(text), owner, weight: 1 }))
const model = learn(lessons, options)
const shares = (text: string, by = model) => [...sharesOf(scoresOf(vectorOf(reading(text), by), by))]

test('what was learnt holds for what was not seen, typos and all', () => {
  expect(shares('red apples')[0]).toBeGreaterThan(0.6)
  expect(shares('a hamer')[1]).toBeGreaterThan(0.6)
  for (const share of shares('zzzz')) expect(share).toBeLessThan(0.6)
})

test('the same lessons give the same model, bit by bit', () => {
  expect(encodeModel(learn(lessons, options), 'x', {})).toEqual(encodeModel(model, 'x', {}))
})

test('what is learnt with signs left out holds as well, and comes out the same', () => {
  const thin = { ...options, rounds: 20, drop: 0.5 }
  const model = learn(lessons, thin)
  expect(shares('red apples', model)[0]).toBeGreaterThan(0.6)
  expect(encodeModel(learn(lessons, thin), 'x', {})).toEqual(encodeModel(model, 'x', {}))
})

test('the mean of the last rounds is another model that holds as well', () => {
  const meant = learn(lessons, { ...options, averaged: 4 })
  expect(shares('red apples', meant)[0]).toBeGreaterThan(0.6)
  expect(shares('a hamer', meant)[1]).toBeGreaterThan(0.6)
  expect(shares('red apples', meant)).not.toEqual(shares('red apples'))
})

test('a model file gives back what was learnt', () => {
  const read = decodeModel(encodeModel(model, 'hash', { en: 0.5 }))
  expect(read.sources).toBe('hash')
  expect(read.limits).toEqual({ en: 0.5 })
  expect(shares('red apples', read)).toEqual(shares('red apples'))
  expect(() => decodeModel(Buffer.from('no model'))).toThrow()
})

test('senses: whole words, beginnings, words that follow each other, letters before', () => {
  const index = buildSenseIndex({
    en: { before: 0, senses: { kill: ['kill*'], i: ['i'], burden: ['better_off'] } },
    ar: { before: 3, senses: { hit: ['ضرب*'] } },
  })
  expect(sensesIn('I am killed', index, 'en').senses).toEqual([['i'], ['kill']])
  expect(sensesIn('they are better off', index, 'en').senses).toEqual([['burden']])
  expect(sensesIn('skill', index, 'en').senses).toEqual([])
  expect(sensesIn('بيضربني', index, 'en')).toEqual({ locale: 'ar', senses: [['hit']] })
})
