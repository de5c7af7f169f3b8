import { setTimeout as pause } from 'node:timers/promises'
import type { EngineName } from '../server/kill/rig.ts'
import { type Channel, personId } from '../support/people.ts'
import { type Happening, happenings } from './happenings.ts'
import { castOf, type Kind } from './kinds.ts'
import { type Patience, type Phone, patienceOf, phoneOf, type Scene, visit } from './phone.ts'
import { type Delivery, deliver, repeat, report } from './platform.ts'
import { changeable, clear, setWeather, type Weather } from './weather.ts'
import { startWorld, type World } from './world.ts'

export interface MonthOptions {
  readonly engine: EngineName
  readonly people: number
  /** Only these kinds of people; all by their shares unless said. */
  readonly kinds?: readonly string[]
  /** The days that are played, counted from 0; between them the clock jumps. */
  readonly days: readonly number[]
  /** People come for the first time on one of so many first days. */
  readonly arrivalDays: number
  readonly folder: string
  readonly servers: number
  /** How many people are at it at once. */
  readonly lanes: number
  readonly weather?: Weather
  /** How long a visit may take before the phone is put away, ms; 90 s unless said. */
  readonly visitMs?: number
  /** How long an answer is waited for at least, ms; 4 s unless said. */
  readonly answerMs?: number
  /** What goes wrong, by day; the usual things unless said. */
  readonly happens?: Readonly<Record<number, Happening>>
  readonly imports?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly say?: (sentence: string) => void
  /** Told as soon as there is something to be ended. */
  readonly started?: (world: World) => void
}

interface Guest {
  readonly phone: Phone
  readonly kind: Kind
  readonly scene: Scene
  readonly firstDay: number
}

export interface Played {
  readonly world: World
  readonly took: { readonly ms: number; readonly days: number }
}

const hour = 3_600_000
const day = 24 * hour

/** Plays the days one after the other. The caller audits, and ends the world. */
export const playMonth = async (options: MonthOptions): Promise<Played> => {
  const began = Date.now()
  const { engine, folder, servers, imports = [], env = {}, say = () => {} } = options
  const world = await startWorld({ engine, folder, servers, imports, env })
  options.started?.(world)
  const later = laterOf(world)
  const guests = invite(world, options, later)
  const byName = new Map(guests.map((guest) => [guest.phone.name, guest]))
  world.heard = (call) => {
    byName.get(call.person)?.phone.receive(call)
    if (call.channel === 'whatsapp' && (call.lost || Math.random() < 0.2)) void reported(world, call)
  }
  const happens = options.happens ?? happenings(engine)
  const patience = patienceOf(options.answerMs ?? 4_000)
  const morning = Math.ceil((world.platform.now() - 9 * hour) / day) * day + 9 * hour
  for (const [place, today] of options.days.entries()) {
    // A happening of the day before may have taken days.
    const ahead = morning + (today - 1) * day - world.platform.now()
    if (today > 0 && ahead > 0) {
      await atRest(world, 5_000)
      await world.forward(ahead)
    }
    setWeather(world.platform, options.weather ?? changeable)
    const visitors = guests.filter(({ kind, firstDay }) => kind.visits[today - firstDay] !== undefined)
    say(`day ${today}: ${visitors.length} visits`)
    await Promise.all([
      happens[place]?.(world) ?? Promise.resolve(),
      inLanes(visitors, options.lanes, async (guest) => {
        await pause(Math.random() * 2_000)
        await come(guest, today, { ...patience, visitMs: options.visitMs ?? 90_000 })
      }),
      later.bring(today),
    ])
  }
  setWeather(world.platform, clear)
  await atRest(world, 60_000)
  return { world, took: { ms: Date.now() - began, days: (options.days.at(-1) ?? 0) + 1 } }
}

const come = (
  { phone, kind, scene, firstDay }: Guest,
  today: number,
  patience: Omit<Patience, 'thinkMs'>,
): Promise<void> =>
  visit(phone, kind.visits[today - firstDay] ?? '', scene, {
    ...patience,
    thinkMs: () => Math.random() * 100,
  })

const invite = (world: World, { people, kinds, arrivalDays }: MonthOptions, later: Later): Guest[] =>
  castOf(people, kinds).map(({ kind, locale }, place) => {
    const channel: Channel = place % 2 === 0 ? 'telegram' : 'whatsapp'
    const who = { channel, id: personId(channel, place) }
    const phone = phoneOf(world.platform, who, { twice: 0.15, again: 0.04 }, later.kept)
    const { telegram, whatsapp } = world.platform
    const scene: Scene = {
      secret: `zq${(place + 4096).toString(16)}x`,
      locale,
      later: (deliveries) => later.held.push(...deliveries),
      block: (isBlocked) => {
        const set = channel === 'telegram' ? telegram.blocked : whatsapp.network.known?.gone
        if (isBlocked) set?.add(who.id)
        else set?.delete(who.id)
        world.ledger.write({ type: 'block', person: phone.name, at: Date.now(), isBlocked })
      },
    }
    // Whoever is to fall silent comes at the beginning: else the month would end before their return.
    const isEarly = Object.keys(kind.visits).some((one) => Number(one) > 30)
    return { phone, kind, scene, firstDay: isEarly ? 0 : Math.floor((place * arrivalDays) / people) }
  })

interface Later {
  /** Taken once, and brought again on a later day. */
  readonly kept: Delivery[]
  /** Never brought yet. */
  readonly held: Delivery[]
  bring(today: number): Promise<void>
}

/** What a platform brings days late: WhatsApp repeats for up to a week, Telegram keeps an update for a day. */
const laterOf = ({ platform }: Pick<World, 'platform'>): Later => {
  const kept: Delivery[] = []
  const held: Delivery[] = []
  return {
    kept,
    held,
    bring: async (today) => {
      if (today === 0) return
      const [again, late] = [kept.splice(0), held.splice(0)]
      await Promise.all([
        ...again.filter(({ who }) => who.channel === 'whatsapp').map((one) => repeat(platform, one)),
        ...late.map((one) => deliver(platform, one)),
      ])
    },
  }
}

const states = ['sent', 'delivered', 'read'] as const

const reported = async (
  { platform }: World,
  call: { readonly person: string; readonly messageId: string | null; readonly outbox: string | null },
): Promise<void> => {
  await pause(Math.random() * 3_000)
  const to = call.person.split(' ')[1] ?? ''
  const sent = { to, messageId: call.messageId ?? '', outbox: call.outbox }
  const told = states.filter(() => Math.random() < 0.7).toReversed()
  if (told.length > 0) await report(platform, sent, told)
}

const inLanes = async <T>(
  all: readonly T[],
  lanes: number,
  work: (one: T) => Promise<void>,
): Promise<void> => {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let place = next++; place < all.length; place = next++) {
      const one = all[place]
      if (one !== undefined) await work(one)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** Nothing is left to do, as far as waiting helps. */
const atRest = async ({ rig, platform }: World, patienceMs: number): Promise<void> => {
  const end = Date.now() + patienceMs
  const isBusy = () =>
    rig.look(async (store) => {
      const far = Date.now() + hour
      const found = await Promise.all([
        ...['inbox', 'outbox', 'relay'].map((queue) => store.backlog(queue, far)),
        store.backlog('due/main', platform.now() - 500),
      ])
      return found.some(({ oldestMs, waiting }) => oldestMs > 0 || waiting > 0)
    })
  // What falls due makes new work: quiet is what stays quiet.
  for (let quiet = 0; quiet < 3 && Date.now() < end; await pause(100))
    quiet = (await isBusy()) ? 0 : quiet + 1
}
