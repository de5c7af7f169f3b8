import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import type { DangerModel } from '../bot/danger-index.ts'
import type { Model } from '../bot/linear.ts'
import { ContentFault, type Files, filesIn } from './files.ts'

/** What `npm run learn` made of the examples. */
export interface Learnt {
  danger(): DangerModel | null
  topics(): Model | null
}

export const dangerFile = 'locales/danger.model'
export const topicFile = 'content/nl/topics.model'

/** A first line of JSON; behind it, packed: rarity, cells of each row, owners, weights. */
const Head = z.object({
  sources: z.string(),
  bits: z.number(),
  longest: z.number(),
  classes: z.array(z.string()),
  bias: z.array(z.number()),
  most: z.number(),
  cells: z.number(),
  limits: z.record(z.string(), z.number()),
})
type Head = z.infer<typeof Head>

export type ReadModel = DangerModel & Pick<Head, 'sources'>

export const encodeModel = (model: Model, sources: string, limits: Head['limits']): Buffer => {
  const { bits, longest, classes, most, rarity, starts, owners, weights } = model
  const head: Head = {
    sources,
    bits,
    longest,
    classes: [...classes],
    bias: [...model.bias],
    most,
    cells: owners.length,
    limits,
  }
  const counts = rarity.map((_, place) => (starts[place + 1] ?? 0) - (starts[place] ?? 0))
  const body = Buffer.concat([
    rarity,
    counts,
    owners,
    Buffer.from(weights.buffer, weights.byteOffset, weights.length),
  ])
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), deflateRawSync(body, { level: 9 })])
}

/** @throws Error where it is no model */
export const decodeModel = (file: Buffer): ReadModel => {
  const end = file.indexOf('\n')
  const { bias, cells, ...head } = Head.parse(JSON.parse(file.subarray(0, end).toString()))
  const body = inflateRawSync(file.subarray(end + 1))
  const size = 1 << head.bits
  const counts = body.subarray(size, 2 * size)
  const starts = new Uint32Array(size + 1)
  for (let place = 0; place < size; place++) starts[place + 1] = (starts[place] ?? 0) + (counts[place] ?? 0)
  const from = 2 * size + cells
  return {
    ...head,
    bias: Float32Array.from(bias),
    rarity: body.subarray(0, size),
    starts,
    owners: body.subarray(2 * size, from),
    weights: new Int8Array(body.buffer, body.byteOffset + from, cells),
  }
}

/** @throws ContentFault with what helps */
export const readModel = (files: Files, path: string): ReadModel => {
  try {
    return decodeModel(files.bytes(path))
  } catch {
    throw new ContentFault(`${path} is missing or no model. "npm run learn" makes it from the examples.`)
  }
}

/** The models of the image, each read when it is first wanted: no start has to wait for them. */
export const learntHere: Learnt = (() => {
  const once = (path: string): (() => ReadModel) => {
    let model: ReadModel | null = null
    return () => {
      model ??= readModel(filesIn(), path)
      return model
    }
  }
  return { danger: once(dangerFile), topics: once(topicFile) }
})()

export const nothingLearnt: Learnt = { danger: () => null, topics: () => null }
