import { readFileSync } from 'node:fs'

/**
 * The three screens as Wegwijs showed them a moment ago, so that every bot says the same words and offers the same
 * buttons: `{ text, buttons: [[{ id, label }]] }` for picker, consent and first screen.
 */
export const [picker, consent, first] = JSON.parse(readFileSync(process.env.BENCH_SCREENS ?? '', 'utf8'))

/** Settings of one peer, given by the benchmark. */
export const port = Number(process.env.PORT)
export const redisUrl = process.env.REDIS_URL ?? ''
export const apiRoot = process.env.BENCH_API_ROOT ?? ''
export const token = process.env.BENCH_TOKEN ?? ''
export const secret = process.env.BENCH_SECRET ?? ''
