import { type GramOptions, type Grams, placeOf } from './gram.ts'

/** What was learnt from examples: how much each gram speaks for each class. Weights lie row by row, a row a gram. */
export interface Model extends GramOptions {
  readonly classes: readonly string[]
  readonly bias: Float32Array
  /** How rare a gram is, in steps of `rarityStep`. */
  readonly rarity: Uint8Array
  /** Where the row of each gram starts; one more than there are grams. */
  readonly starts: Uint32Array
  readonly owners: Uint8Array
  /** Signed steps of a square: see `weightOf`. */
  readonly weights: Int8Array
  /** The largest weight. */
  readonly most: number
}

/** Grams of one kind, and how much they count together. */
export interface Part {
  readonly grams: Grams
  readonly share: number
}

/** What is known about one text. A sign counts by itself, however many others there are. */
export interface Reading {
  readonly parts: readonly Part[]
  readonly signs: ReadonlySet<string>
}

/** A reading as numbers: the values of each part have its share as length. */
export interface Vector {
  readonly places: Uint32Array
  readonly values: Float32Array
}

const rarityStep = 0.06
const signValue = 0.4

export const rarityByte = (rarity: number): number => Math.min(255, Math.round(rarity / rarityStep))

/** Small weights are many and kept finely, large ones coarsely. */
export const weightOf = (step: number, most: number): number =>
  (Math.sign(step) * most * step ** 2) / 127 ** 2
export const weightByte = (weight: number, most: number): number =>
  Math.sign(weight) * Math.round(127 * Math.sqrt(Math.abs(weight) / most))

export const signPlace = (sign: string, bits: number): number => placeOf(`#${sign}`, bits)

export const vectorOf = (
  { parts, signs }: Reading,
  { rarity, bits }: Pick<Model, 'rarity' | 'bits'>,
): Vector => {
  const places = new Uint32Array(parts.reduce((sum, { grams }) => sum + grams.size, signs.size))
  const values = new Float32Array(places.length)
  let at = 0
  for (const { grams, share } of parts) {
    const from = at
    let square = 0
    for (const [place, count] of grams) {
      const value = Math.sqrt(count) * (rarity[place] ?? 0) * rarityStep
      places[at] = place
      values[at++] = value
      square += value * value
    }
    const scale = share / (Math.sqrt(square) || 1)
    for (let one = from; one < at; one++) values[one] = (values[one] ?? 0) * scale
  }
  for (const sign of signs) {
    places[at] = signPlace(sign, bits)
    values[at++] = signValue
  }
  return { places, values }
}

/** How far a text leans to each class, in the order of `classes`. */
export const scoresOf = ({ places, values }: Vector, model: Model): Float64Array => {
  const { starts, owners, weights, most, bias } = model
  const scores = Float64Array.from(bias)
  for (let at = 0; at < places.length; at++) {
    const place = places[at] ?? 0
    const value = values[at] ?? 0
    const end = starts[place + 1] ?? 0
    for (let cell = starts[place] ?? 0; cell < end; cell++) {
      const owner = owners[cell] ?? 0
      scores[owner] = (scores[owner] ?? 0) + value * weightOf(weights[cell] ?? 0, most)
    }
  }
  return scores
}

/** Scores as shares of one. */
export const sharesOf = (scores: Float64Array): Float64Array => {
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  const raised = scores.map((score) => Math.exp(score - top))
  const sum = raised.reduce((all, one) => all + one, 0)
  return raised.map((one) => one / sum)
}
