import { registerHooks } from 'node:module'
import { skewMs } from './skew.ts'

/**
 * Given to node by `--import`: the server under test keeps a journal of its commits, runs on a clock that can be moved
 * forward (days pass in minutes; leases and retries keep the real one), may be killed at a named place, and steps its own
 * clock on SIGUSR2. Nothing in the server knows of it.
 */
const inPlace: readonly (readonly [string, string, string])[] = [
  ['/store/seal.ts', '/server/open-store.ts', './journal-store.ts'],
  ['/clock.ts', '/server/main.ts', './moved-clock.ts'],
]

// Asked before anything of the server is loaded: main.ts takes `Date.now` once.
const real = Date.now
let step = 0
Date.now = () => real() + step
process.on('SIGUSR2', () => {
  step = step === 0 ? skewMs : 0
})

registerHooks({
  resolve: (specifier, context, next) => {
    const found = inPlace.find(
      ([name, parent]) => specifier.endsWith(name) && context.parentURL?.endsWith(parent),
    )
    return found ? next(new URL(found[2], import.meta.url).href, context) : next(specifier, context)
  },
})
