import type { Platform } from './platform.ts'

/** How often a call to a platform fails, of a thousand. */
export interface Weather {
  readonly wait: number
  readonly broken: number
  readonly hang: number
  readonly closed: number
}

export const clear: Weather = { wait: 0, broken: 0, hang: 0, closed: 0 }
export const changeable: Weather = { wait: 10, broken: 6, hang: 0.5, closed: 2 }

const draw = (thousandth: number): boolean => Math.random() * 1000 < thousandth
const seconds = (): number => 1 + Math.floor(Math.random() * 3)

/** Sets how both platforms fail from now on: on purpose, beside what they refuse by their own rules. */
export const setWeather = ({ telegram, whatsapp }: Platform, weather: Weather): void => {
  telegram.network.isTaken = () => Math.random() < 0.4
  whatsapp.network.isTaken = () => Math.random() < 0.4
  const broken = () => (Math.random() < 0.5 ? 'html' : 'reset')
  telegram.network.fault = (method) => {
    if (method === 'sendMessage' && draw(weather.wait)) return { code: 429, retryAfter: seconds() }
    if (draw(weather.broken)) return broken()
    if (draw(weather.broken / 4)) return { code: 500 }
    return draw(weather.hang) ? 'hang' : null
  }
  whatsapp.network.fault = (_, type) => {
    if (draw(weather.wait)) return waits[Math.floor(Math.random() * waits.length)]?.() ?? null
    if (type !== 'read' && draw(weather.closed)) return { code: 131047 }
    if (draw(weather.broken)) return broken()
    if (draw(weather.broken / 4)) return { status: 500, code: 131000 }
    return draw(weather.hang) ? 'hang' : null
  }
}

const waits = [
  () => ({ code: 131056, retryAfter: 2 + seconds() }),
  () => ({ code: 131056 }),
  () => ({ status: 429, code: 130429, retryAfter: seconds() }),
  () => ({ code: 130429 }),
] as const

/** Nobody is reached for a while: every call fails in one way or another. */
export const setStorm = ({ telegram, whatsapp }: Platform): void => {
  for (const { network } of [telegram, whatsapp]) {
    network.isTaken = () => false
    network.fault = () => (Math.random() < 0.5 ? 'html' : 'reset')
  }
}
