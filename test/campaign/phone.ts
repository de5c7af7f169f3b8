import { setTimeout as pause } from 'node:timers/promises'
import type { CallLine } from '../audit/ledger.ts'
import {
  type Deed,
  type Delivery,
  deliver,
  deliveriesOf,
  nameOf,
  type Platform,
  repeat,
  type Who,
} from './platform.ts'

/** A message as it stands on the phone. */
export interface Shown {
  readonly text: string
  readonly buttons: readonly string[]
  /** By the platform's clock. */
  readonly at: number
  readonly isTemplate: boolean
}

/** One person's phone: what came, and what is done with it. */
export interface Phone {
  readonly who: Who
  readonly name: string
  readonly shown: Shown[]
  /** Told by the stand-ins. */
  receive(call: CallLine): void
  /** Resolves at the next message, or after `ms`. */
  next(ms: number): Promise<void>
  write(text: string): Promise<void>
  tap(button: string, on: Shown): Promise<void>
  send(deed: Deed): Promise<void>
  /** Several texts within seconds; they arrive in another order where the platform does not keep it. */
  burst(texts: readonly string[]): Promise<void>
  /** Written now, brought by the platform much later. */
  held(text: string): Delivery[]
}

export interface Habits {
  /** How often a delivery is brought a second time at once. */
  readonly twice: number
  /** How often it is kept, to be brought once more on a later day. */
  readonly again: number
}

export const phoneOf = (platform: Platform, who: Who, habits: Habits, kept: Delivery[]): Phone => {
  const shown: Shown[] = []
  const waiting: (() => void)[] = []
  const bring = async (delivery: Delivery): Promise<void> => {
    const isTaken = await deliver(platform, delivery)
    if (isTaken && Math.random() < habits.twice) await repeat(platform, delivery)
    if (isTaken && Math.random() < habits.again) kept.push(delivery)
  }
  const make = (deeds: readonly { deed: Deed; sentAt: number }[]) => deliveriesOf(platform, who, deeds)
  const one = async (deed: Deed): Promise<void> => {
    for (const delivery of make([{ deed, sentAt: platform.now() }])) await bring(delivery)
  }
  return {
    who,
    name: nameOf(who),
    shown,
    receive: ({ text, buttons, isTemplate }) => {
      shown.push({ text, buttons, at: platform.now(), isTemplate })
      for (const wake of waiting.splice(0)) wake()
    },
    next: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      }),
    write: (text) => one({ what: 'text', text }),
    tap: (button, { at, isTemplate }) => one({ what: 'tap', button, askedAt: at, isTemplate }),
    send: one,
    burst: async (texts) => {
      const start = platform.now() - texts.length * 1_000
      const deeds = texts.map((text, place) => ({
        deed: { what: 'text', text } as const,
        sentAt: start + place * 1_000,
      }))
      const all = who.channel === 'whatsapp' ? deeds.toReversed() : deeds
      // One update in flight a chat: Telegram waits for the 200.
      for (const delivery of make(all)) await bring(delivery)
    },
    held: (text) => make([{ deed: { what: 'text', text }, sentAt: platform.now() }]),
  }
}

const isOpener = (shown: Shown | undefined): boolean =>
  shown?.buttons.length === 1 && shown.buttons[0]?.endsWith('.read') === true

/** How patient a person is, ms of real time: an outage is not waited for, a machine that is busy is. */
export interface Patience {
  readonly answerMs: () => number
  /** Told how long an answer took. */
  readonly took: (ms: number) => void
  readonly thinkMs: () => number
  /** After this the phone is put away. */
  readonly visitMs: number
}

/** As long as answers take just now, several times over; at least `leastMs`. */
export const patienceOf = (leastMs: number): Pick<Patience, 'answerMs' | 'took'> => {
  const recent: number[] = []
  return {
    answerMs: () => {
      const median = recent.toSorted((a, b) => a - b)[Math.floor(recent.length / 2)] ?? 1_000
      return Math.min(5 * leastMs, Math.max(leastMs, 6 * median))
    },
    took: (ms) => {
      recent.push(ms)
      if (recent.length > 40) recent.shift()
    },
  }
}

const buttonOf = (shown: readonly Shown[], choice: string): { button: string; on: Shown } | null => {
  for (const one of shown.toReversed()) {
    const button = one.buttons.find((id) => id.endsWith(`.${choice}`) || id === choice)
    if (button) return { button, on: one }
  }
  return null
}

/** Waits for a message that is newer than `from`; whoever sees an opener taps it. */
const answered = async (phone: Phone, from: number, { answerMs, took }: Patience): Promise<void> => {
  const start = Date.now()
  const end = start + answerMs()
  while (phone.shown.length <= from && Date.now() < end) await phone.next(end - Date.now())
  if (phone.shown.length > from) took(Date.now() - start)
  await openLast(phone)
}

const openLast = async (phone: Phone): Promise<void> => {
  const last = phone.shown.at(-1)
  if (last && isOpener(last)) await phone.tap(last.buttons[0] ?? '', last)
}

const kinds = { '!voice': 'voice', '!photo': 'photo', '!sticker': 'sticker' } as const

export interface Scene {
  /** What only this person says, and would be known by. */
  readonly secret: string
  readonly locale: string
  readonly later: (deliveries: readonly Delivery[]) => void
  readonly block: (isBlocked: boolean) => void
}

/**
 * Plays one visit: `hello` a text, `#en` a tap, `~en` a tap on the oldest such button, `a+b` a burst, `*30` a flood, `=` the
 * own word, `?` words of one's own, `read?` an opener if one stands, `>late` a text that the platform brings days later.
 */
export const visit = async (
  phone: Phone,
  script: string,
  scene: Scene,
  patience: Patience,
): Promise<void> => {
  const end = Date.now() + patience.visitMs
  for (const word of script.split(',')) {
    if (Date.now() > end) return
    await pause(patience.thinkMs())
    const from = phone.shown.length
    if (!(await step(phone, word, scene, patience))) return
    if (!isUnanswered(word)) await answered(phone, from, patience)
  }
}

/** @returns whether the visit goes on. */
const step = async (phone: Phone, word: string, scene: Scene, patience: Patience): Promise<boolean> => {
  if (word.startsWith('#')) return tapped(phone, word.slice(1), scene, patience)
  if (word.startsWith('~')) {
    const old = buttonOf(phone.shown.toReversed(), word.slice(1))
    if (old) await phone.tap(old.button, old.on)
  } else if (word.startsWith('*')) await phone.burst(flood(Number(word.slice(1)), scene.secret))
  else if (word.includes('+')) await phone.burst(word.split('+'))
  else if (word in kinds) await phone.send({ what: 'media', kind: kinds[word as keyof typeof kinds] })
  else if (word === '!block' || word === '!back') await blocked(phone, word === '!block', scene)
  else if (word === 'read?') await openLast(phone)
  else if (word.startsWith('>')) scene.later(phone.held(`${word.slice(1)} ${scene.secret}`))
  else await phone.write(word === '=' ? scene.secret : word.replace('?', `${scene.secret}-said`))
  return true
}

/** What nobody answers is not waited for. */
const isUnanswered = (word: string): boolean =>
  word === 'read?' || word.startsWith('>') || word.startsWith('!b')

const flood = (count: number, secret: string): string[] =>
  Array.from({ length: count }, (_, place) => (place === count - 2 ? 'menu' : `${secret}-${place}`))

const tapped = async (phone: Phone, choice: string, scene: Scene, patience: Patience): Promise<boolean> => {
  const wanted = choice === 'lang' ? scene.locale : choice
  const end = Date.now() + patience.answerMs()
  const recent = () => phone.shown.slice(-3)
  while (!buttonOf(recent(), wanted) && Date.now() < end) await phone.next(Math.min(500, end - Date.now()))
  const found = buttonOf(recent(), wanted) ?? buttonOf(phone.shown, wanted)
  if (!found) return false
  await phone.tap(found.button, found.on)
  return true
}

const blocked = async (phone: Phone, isBlocked: boolean, scene: Scene): Promise<void> => {
  scene.block(isBlocked)
  if (phone.who.channel === 'telegram')
    await phone.send({ what: 'member', status: isBlocked ? 'kicked' : 'member' })
}
