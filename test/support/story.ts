import { setTimeout as pause } from 'node:timers/promises'
import { type Person, type PostOptions, type Received, until } from './people.ts'

/** What a person of a test does; after each step the answers are awaited. */
export type Step =
  | { readonly type: 'write'; readonly text: string }
  | { readonly type: 'tap'; readonly choice: string }
  /** All at once, without waiting for answers in between. */
  | { readonly type: 'burst'; readonly texts: readonly string[] }
  /** A second later, so that what follows was sent after an erasure also by the platforms' clock. */
  | { readonly type: 'second' }

/** `hello`, `#en` (a tap), `1+menu+3` (a burst), `.` (a second). */
export const stepsOf = (line: string): Step[] =>
  line.split(',').map((word): Step => {
    if (word === '.') return { type: 'second' }
    if (word.startsWith('#')) return { type: 'tap', choice: word.slice(1) }
    return word.includes('+') ? { type: 'burst', texts: word.split('+') } : { type: 'write', text: word }
  })

/** The answers to each step, as given while nothing is wrong. */
export type Answers = readonly (readonly string[])[]

/**
 * What came, without repeats of the very same call. Askings and outbox ids are random, so two calls are alike only when
 * one is the other's repeat; stories see to it that what has no buttons is said once on Telegram.
 */
export const withoutRepeats = (received: readonly Received[]): Received[] => {
  const keys = new Set<string>()
  return received.filter(({ key }) => !keys.has(key) && keys.add(key))
}

/** A code, a number of minutes or the like must not make two runs of one story differ. */
const plain = (text: string): string => text.replace(/\d/g, '0')
/** What comes later than two minutes begins with an opener (P11): on a slow machine that happens, and is tapped. */
const isOpener = ({ buttons }: Received): boolean =>
  buttons.length === 1 && buttons[0]?.endsWith('.read') === true

const known = new WeakMap<Person, { readonly count: number; readonly texts: readonly string[] }>()
export const textsOf = (person: Person): readonly string[] => {
  const received = person.received()
  const before = known.get(person)
  if (before?.count === received.length) return before.texts
  const texts = withoutRepeats(received)
    .filter((one) => !isOpener(one))
    .map(({ text }) => plain(text))
  known.set(person, { count: received.length, texts })
  return texts
}

/** @throws with the statuses when the server never took it: then no answer is owed. */
const carryOut = async (person: Person, step: Step, more: PostOptions): Promise<void> => {
  switch (step.type) {
    case 'write':
      return mustBeTaken(await person.write(step.text, more))
    case 'tap':
      return mustBeTaken(await person.tap(step.choice, more))
    case 'burst':
      for (const statuses of await person.burst(step.texts, more)) mustBeTaken(statuses)
      return
    case 'second':
      return pause(1_100)
    default:
      return step satisfies never
  }
}

const mustBeTaken = (statuses: readonly number[]): void => {
  if (statuses.at(-1) === 200) return
  const last = statuses.slice(-3).join(', ')
  throw new Error(`Brought ${statuses.length} times and never taken; the last statuses were ${last}.`)
}

const quietMs = 250

/** Plays a story on a quiet server, bursts one by one, and notes the answers. */
export const learnAnswers = async (person: Person, steps: readonly Step[]): Promise<Answers> => {
  const answers: string[][] = []
  for (const step of steps) {
    const single: Step[] =
      step.type === 'burst' ? step.texts.map((text) => ({ type: 'write', text })) : [step]
    const before = textsOf(person).length
    for (const one of single) {
      const had = textsOf(person).length
      await carryOut(person, one, {})
      if (one.type === 'second') continue
      await until(
        () => textsOf(person).length > had,
        30_000,
        () => `No answer to ${JSON.stringify(one)}.`,
      )
      // Further bubbles come a second apart on Telegram.
      await pause(person.channel === 'telegram' ? quietMs + 1_000 : quietMs)
    }
    answers.push(textsOf(person).slice(before))
  }
  return answers
}

export interface Fault {
  readonly person: string
  readonly what: string
}

export interface PlayOptions {
  readonly twice: () => boolean
  readonly patienceMs: number
  readonly pauseMs: () => number
}

/**
 * Plays a story while things go wrong and holds every answer against the learnt ones: one missing, one too many, one
 * out of place is a fault. Within a burst answers may be superseded, the last one never.
 */
export const playStory = async (
  person: Person,
  steps: readonly Step[],
  answers: Answers,
  options: PlayOptions,
): Promise<Fault[]> => {
  const faults: Fault[] = []
  const fault = (what: string) => void faults.push({ person: `${person.channel} ${person.id}`, what })
  let from = textsOf(person).length
  for (const [place, step] of steps.entries()) {
    const expected = answers[place] ?? []
    // The platforms bring an update again for hours; one that was given up too soon would be no fault of the server.
    const more = { twice: options.twice(), patienceMs: options.patienceMs }
    const isDone = await carryOut(person, step, more).then(
      () => true,
      (error) => fault(`step ${place}: ${String(error)} Last came ${JSON.stringify(textsOf(person).at(-1))}`),
    )
    if (isDone !== true) return faults
    const came = () => textsOf(person).slice(from)
    const isThere = () =>
      step.type === 'burst' ? came().includes(expected.at(-1) ?? '') : came().length >= expected.length
    const end = Date.now() + options.patienceMs
    let opened = person.received().filter(isOpener).length
    while (!isThere() && Date.now() < end) {
      await pause(30)
      const openers = person.received().filter(isOpener).length
      if (openers > opened) await person.tap('read')
      opened = openers
    }
    if (!isThere()) {
      fault(
        `step ${place} ${JSON.stringify(step)} was not answered; there came ${JSON.stringify(came().map(start))} of ${JSON.stringify(expected.map(start))}`,
      )
      return faults
    }
    await pause(options.pauseMs())
    const found = came()
    const fits = step.type === 'burst' ? isWithin(found, expected) : isSame(found, expected)
    if (!fits)
      fault(
        `step ${place} ${JSON.stringify(step)} was answered with ${JSON.stringify(found.map(start))}, expected ${JSON.stringify(expected.map(start))}`,
      )
    from += found.length
  }
  return faults
}

/** What came after the story's end belongs to no step. */
export const strayAnswers = (person: Person, answers: Answers, steps: readonly Step[]): Fault[] => {
  if (steps.some(({ type }) => type === 'burst')) return []
  const count = answers.flat().length
  const texts = textsOf(person)
  return texts.length === count
    ? []
    : [
        {
          person: `${person.channel} ${person.id}`,
          what: `${texts.length} answers in all, expected ${count}`,
        },
      ]
}

const start = (text: string): string => text.slice(0, 30)
const isSame = (found: readonly string[], expected: readonly string[]): boolean =>
  found.length === expected.length && found.every((text, place) => text === expected[place])

/** In the same order, with gaps, and with the same end. */
const isWithin = (found: readonly string[], expected: readonly string[]): boolean => {
  let place = 0
  for (const text of found) {
    while (place < expected.length && expected[place] !== text) place++
    if (place++ >= expected.length) return false
  }
  return found.at(-1) === expected.at(-1)
}
