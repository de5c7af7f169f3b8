import { setTimeout as pause } from 'node:timers/promises'
import { type Channel, type Person, personId } from '../../support/people.ts'
import { freePort } from '../../support/port.ts'
import type { TestServer } from '../../support/server.ts'
import { type Answers, type Fault, learnAnswers, playStory, type Step, stepsOf } from '../../support/story.ts'
import type { Death } from './audit.ts'
import { preload, type Rig } from './rig.ts'

const cycle = (times: number, words: string): string => Array(times).fill(words).join(',')

/** What people do. Each walks through it at a time of their own, so that there is work at every death. */
export const stories = (rounds: number): readonly string[] => [
  `hello,#en,#yes,menu,#where,#me,${cycle(rounds, 'menu,#letter,back')}`,
  `hello,#nl,#no,${cycle(rounds, 'menu,#data,#kept')}`,
  `hello,1,1,${cycle(rounds, 'menu,3,1')}`,
  `hello,${cycle(rounds, 'menu+3+1,menu')}`.replace('hello,menu', 'hello,1,1,menu'),
  `hello,#en,#yes,${cycle(rounds, 'menu,#where')},menu,hide,hello,#en,#no,${cycle(rounds, 'menu')}`,
  `hello,#en,#yes,menu,#data,#delete,#code,.,hello,#en,#yes,${cycle(rounds, 'menu,#where')}`,
]

export interface Played {
  readonly person: Person
  readonly steps: readonly Step[]
  readonly answers: Answers
}

const channels: readonly Channel[] = ['telegram', 'whatsapp']

/** Learns on a quiet server what every story is answered with, then hands out people with their stories. */
export const castPeople = async (rig: Rig, count: number, rounds: number): Promise<Played[]> => {
  const lines = stories(rounds)
  const learnt = await Promise.all(
    channels.flatMap((channel, side) =>
      lines.map(async (line, place) => {
        const teacher = rig.people.person(channel, personId(channel, 9_000 + side * 100 + place * 5 + 4))
        return { channel, line, steps: stepsOf(line), answers: await learnAnswers(teacher, stepsOf(line)) }
      }),
    ),
  )
  return Array.from({ length: count }, (_, place) => {
    const { channel, steps, answers } = learnt[place % learnt.length] ?? learnt[0]!
    return { person: rig.people.person(channel, personId(channel, place)), steps, answers }
  })
}

/** Everybody begins within `spreadMs` and plays to the end. */
export const playAll = async (cast: readonly Played[], spreadMs: number): Promise<Fault[]> =>
  (
    await Promise.all(
      cast.map(async ({ person, steps, answers }) => {
        await pause(Math.random() * spreadMs)
        return playStory(person, steps, answers, {
          twice: () => Math.random() < 0.2,
          patienceMs: 240_000,
          pauseMs: () => 20 + Math.random() * 200,
        })
      }),
    )
  ).flat()

/** Where the process dies: in the store by name, seen from outside by `outside.`. */
export const deathPoints = [
  'address.before:6',
  'accept.after:11',
  'claim-inbox.after:7',
  'turn.after:13',
  'erase.before:1',
  'claim-relay.after:1',
  'settle.before:12',
  'relay.before:1',
  'erase.after:1',
  'relay.after:1',
  'address.after:4',
  'accept.before:9',
  'turn.before:9',
  'claim-outbox.after:15',
  'settle.after:14',
  'outside.telegram-taken:5',
  'outside.whatsapp-taken:6',
  'outside.posting:10',
  'outside.time:700',
  'turn.before:31',
] as const

/** Starts the server, lets it die at each point, starts it again on the same port; the last one stays. */
export const dieAtEach = async (
  rig: Rig,
  points: readonly string[],
): Promise<{ server: TestServer; deaths: Death[]; missed: string[] }> => {
  const port = await freePort()
  rig.bench.urls = [`http://127.0.0.1:${port}`]
  const deaths: Death[] = []
  const missed: string[] = []
  let diedAt = 0
  for (const point of [...points, 'none:1']) {
    const server = await rig.start({ port, imports: [preload], env: { WEGWIJS_KILL_AT: point } })
    if (diedAt > 0) deaths.push({ at: diedAt, readyAt: Date.now() })
    if (point === 'none:1') return { server, deaths, missed }
    const watching = watch(rig, server, point)
    const patience = Date.now() + 90_000
    while (!server.isGone() && Date.now() < patience) await pause(2)
    if (!server.isGone()) missed.push(point)
    await server.kill9()
    diedAt = Date.now()
    watching.end()
  }
  throw new Error('There is always a last one.')
}

/** Kills from outside, at a moment that the stand-ins or the clock know. */
const watch = (rig: Rig, server: TestServer, point: string): { end: () => void } => {
  const { telegram, whatsapp } = rig.bench
  const [kind = '', count = '1'] = point.replace('outside.', '').split(':')
  if (!point.startsWith('outside.')) return { end: () => {} }
  let left = Number(count)
  const kill = () => {
    left -= 1
    if (left === 0) process.kill(server.pid, 'SIGKILL')
  }
  if (kind === 'telegram-taken') telegram.network.taken = kill
  if (kind === 'whatsapp-taken') whatsapp.network.taken = kill
  if (kind === 'time') setTimeout(() => !server.isGone() && process.kill(server.pid, 'SIGKILL'), left)
  const real = rig.bench.posting
  if (kind === 'posting') rig.bench.posting = () => setTimeout(kill, 1)
  return {
    end: () => {
      telegram.network.taken = null
      whatsapp.network.taken = null
      rig.bench.posting = real
    },
  }
}

/** Waits until nothing is owed any more. */
export const untilDone = async (isDone: () => Promise<boolean>, ms: number): Promise<boolean> => {
  const end = Date.now() + ms
  while (Date.now() < end) {
    if (await isDone()) return true
    await pause(200)
  }
  return false
}
