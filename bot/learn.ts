import type { GramOptions } from './gram.ts'
import {
  type Model,
  type Reading,
  rarityByte,
  sharesOf,
  type Vector,
  vectorOf,
  weightByte,
} from './linear.ts'

/** One example: what it is made of, what it is an example of, and how much it counts. */
export interface Lesson {
  readonly reading: Reading
  /** The place in `classes`. */
  readonly owner: number
  readonly weight: number
}

export interface LearnOptions extends GramOptions {
  readonly classes: readonly string[]
  readonly rounds: number
  readonly rate: number
  /** Weights below this are dropped. */
  readonly least: number
  /** An example understood this well (how far off, squared) teaches nothing more. */
  readonly learnt: number
  /** The part of the places that is left out, each time others. */
  readonly drop: number
  /** The mean of what stands after each of so many last rounds is kept (Polyak and Juditsky, 1992). */
  readonly averaged: number
}

interface Learning {
  readonly weights: Float32Array
  readonly bias: Float32Array
  /** What each gram has been moved by so far, squared: often seen ones move less and less (AdaGrad). */
  readonly moved: Float32Array
}

/**
 * Learns which grams speak for which class: multinomial logistic regression over rarity-weighted grams, by stochastic
 * gradient with a rate of its own for each gram (AdaGrad, Duchi and others, 2011). Deterministic: the order of examples
 * is shuffled by a fixed seed.
 */
export const learn = (lessons: readonly Lesson[], options: LearnOptions): Model => {
  const size = 1 << options.bits
  const rarity = rarityOf(lessons, size)
  const vectors = lessons.map(({ reading }) => vectorOf(reading, { rarity, bits: options.bits }))
  const count = options.classes.length
  const learning: Learning = {
    weights: new Float32Array(size * count),
    bias: new Float32Array(count),
    moved: new Float32Array(size).fill(0.001),
  }
  const kept = options.averaged > 1 ? new Float32Array(size * count) : learning.weights
  const draw = chance()
  const order = shuffler(lessons.length, draw)
  for (let round = 0; round < options.rounds; round++) {
    for (const at of order()) {
      const lesson = lessons[at]
      const vector = vectors[at]
      if (lesson && vector)
        move(learning, options.drop > 0 ? thinned(vector, options.drop, draw) : vector, lesson, options)
    }
    if (options.averaged > 1 && round >= options.rounds - options.averaged)
      addPart(kept, learning.weights, options.averaged)
  }
  return packed({ ...learning, weights: kept }, rarity, options)
}

const addPart = (kept: Float32Array, weights: Float32Array, parts: number): void => {
  for (let at = 0; at < kept.length; at++) kept[at] = (kept[at] ?? 0) + (weights[at] ?? 0) / parts
}

const rarityOf = (lessons: readonly Lesson[], size: number): Uint8Array => {
  const seen = new Uint32Array(size)
  for (const { reading } of lessons)
    for (const { grams } of reading.parts)
      for (const place of grams.keys()) seen[place] = (seen[place] ?? 0) + 1
  return Uint8Array.from(seen, (times) => rarityByte(Math.log((lessons.length + 1) / (times + 1))))
}

/** From 0 to 1, the same row in every run. */
const chance = (): (() => number) => {
  let seed = 20261122
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 2 ** 32
  }
}

/** The places 0 to `count` in a new order each time. */
const shuffler = (count: number, draw: () => number): (() => Uint32Array) => {
  const order = Uint32Array.from({ length: count }, (_, at) => at)
  return () => {
    for (let at = count - 1; at > 0; at--) {
      const other = Math.floor(draw() * (at + 1))
      const held = order[at] ?? 0
      order[at] = order[other] ?? 0
      order[other] = held
    }
    return order
  }
}

/** Without some of its places, so that no single one is relied on (dropout: Hinton and others, 2012). */
const thinned = ({ places, values }: Vector, drop: number, draw: () => number): Vector => {
  const kept = places.map(() => (draw() < drop ? 0 : 1))
  return {
    places: places.filter((_, at) => kept[at] === 1),
    values: values.filter((_, at) => kept[at] === 1).map((value) => value / (1 - drop)),
  }
}

const biasRate = 0.02
const move = (
  { weights, bias, moved }: Learning,
  vector: Vector,
  lesson: Lesson,
  { rate, learnt }: Pick<LearnOptions, 'rate' | 'learnt'>,
): void => {
  const count = bias.length
  const wrong = sharesOf(denseScores(vector, weights, bias))
  wrong[lesson.owner] = (wrong[lesson.owner] ?? 0) - 1
  let square = 0
  for (let owner = 0; owner < count; owner++) {
    wrong[owner] = (wrong[owner] ?? 0) * lesson.weight
    square += (wrong[owner] ?? 0) ** 2
  }
  if (square < learnt) return
  for (let at = 0; at < vector.places.length; at++) {
    const place = vector.places[at] ?? 0
    const value = vector.values[at] ?? 0
    const far = (moved[place] ?? 0) + square * value * value
    moved[place] = far
    const step = (rate * value) / Math.sqrt(far)
    const row = place * count
    for (let owner = 0; owner < count; owner++)
      weights[row + owner] = (weights[row + owner] ?? 0) - step * (wrong[owner] ?? 0)
  }
  for (let owner = 0; owner < count; owner++)
    bias[owner] = (bias[owner] ?? 0) - biasRate * (wrong[owner] ?? 0)
}

const denseScores = ({ places, values }: Vector, weights: Float32Array, bias: Float32Array): Float64Array => {
  const scores = Float64Array.from(bias)
  const count = bias.length
  for (let at = 0; at < places.length; at++) {
    const value = values[at] ?? 0
    const row = (places[at] ?? 0) * count
    for (let owner = 0; owner < count; owner++)
      scores[owner] = (scores[owner] ?? 0) + value * (weights[row + owner] ?? 0)
  }
  return scores
}

/** Only differences within a row matter: each is counted from its middle one, and what is then small is left out. */
const packed = (learning: Learning, rarity: Uint8Array, options: LearnOptions): Model => {
  const { bits, longest, classes, least } = options
  const count = classes.length
  const starts = new Uint32Array(rarity.length + 1)
  const owners: number[] = []
  const kept: number[] = []
  for (let place = 0; place < rarity.length; place++) {
    const row = learning.weights.subarray(place * count, (place + 1) * count)
    const middle = row.toSorted()[count >> 1] ?? 0
    for (const [owner, weight] of row.entries())
      if (Math.abs(weight - middle) >= least) {
        owners.push(owner)
        kept.push(weight - middle)
      }
    starts[place + 1] = kept.length
  }
  const most = kept.reduce((top, weight) => Math.max(top, Math.abs(weight)), 1e-9)
  const weights = Int8Array.from(kept, (weight) => weightByte(weight, most))
  return {
    bits,
    longest,
    classes,
    bias: learning.bias,
    rarity,
    starts,
    owners: Uint8Array.from(owners),
    weights,
    most,
  }
}
