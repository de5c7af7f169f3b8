import { SeenRecord } from '../../../server/rows.ts'
import { addressPartition, readAddress } from '../../../server/store/addresses.ts'
import { lookupKey } from '../../../server/store/lookup-key.ts'
import { contactPartition } from '../../../server/store/state.ts'
import type { Store } from '../../../server/store/store.ts'
import type { Person, Received } from '../../support/people.ts'
import type { Fault } from '../../support/story.ts'
import type { Rig } from './rig.ts'

/** A process that died, and when the next one was ready. */
export interface Death {
  readonly at: number
  readonly readyAt: number
}

const named = (person: Person, what: string): Fault => ({ person: `${person.channel} ${person.id}`, what })
const accountOf = (rig: Rig, person: Person): string =>
  person.channel === 'telegram' ? 'telegram' : `whatsapp:${rig.bench.whatsapp.phoneNumberId}`

/** Queues that must be empty once all is done; rows for later (retention, held) are none of them. */
const queues = ['inbox', 'outbox', 'relay'] as const

/** Nothing is left to do, whenever it would fall due. */
export const leftOver = (rig: Rig): Promise<string[]> =>
  rig.look(async (store) => {
    const far = Date.now() + 24 * 3600 * 1000
    const found = await Promise.all(queues.map((queue) => store.backlog(queue, far)))
    return found.flatMap(({ oldestMs, waiting }, place) =>
      oldestMs > 0 || waiting > 0 ? [`${queues[place]}: ${waiting} partitions wait`] : [],
    )
  })

/** Every update answered with 200 has its mark; on Telegram the texts were worked once each, in their order. */
export const auditStore = (rig: Rig, people: readonly Person[]): Promise<Fault[]> =>
  rig.look(async (store) => {
    const lookup = await lookupKey(store)
    const faults: Fault[] = []
    for (const person of people) {
      const account = accountOf(rig, person)
      const { address } = await readAddress(store, addressPartition('main', lookup, account, person.id))
      if (address.contact === null) {
        faults.push(named(person, 'the address points to nobody'))
        continue
      }
      const contacts = [address.contact, ...address.previous.map(({ contact }) => contact)]
      const partitions = contacts.map((contact) => contactPartition('main', contact))
      for (const { providerId } of person.taken) {
        const mark = lookup.hash('update', account, person.id, providerId)
        const marks = await Promise.all(partitions.map((partition) => store.marked(partition, mark)))
        // An erasure takes its marks along; its tombstone stands for them.
        if (!marks.some(Boolean) && address.tombstone === null)
          faults.push(named(person, 'an update answered with 200 has no mark'))
      }
      faults.push(...(await auditOrder(store, person, partitions, address.tombstone !== null)))
    }
    return faults
  })

const auditOrder = async (
  store: Store,
  person: Person,
  partitions: readonly string[],
  wasErased: boolean,
): Promise<Fault[]> => {
  if (person.channel !== 'telegram') return []
  const found = await Promise.all(partitions.toReversed().map((partition) => store.read(partition, ['seen'])))
  const ids = found.flatMap(([seen]) => (seen ? SeenRecord.parse(seen.value).ids : [])).map(({ id }) => id)
  const expected = wasErased ? person.written.slice(-ids.length) : person.written
  return ids.join() === expected.join()
    ? []
    : [named(person, `worked ${ids.join()} where ${expected.join()} was written`)]
}

/** What is known of sends that a process could not learn or note the end of. */
export type Excuses = Pick<Rig, 'unheard' | 'unnoted'>

/**
 * A send was repeated only where its process died right after the provider took it, where the provider knows that its
 * answer was not heard, or where a process said so itself: each such word excuses one repeat. `graceMs` is how long
 * settling may take on a busy machine: whoever lives longer renews its lease, and no repeat comes within 20 s.
 */
export const auditRepeats = (
  people: readonly Person[],
  deaths: readonly Death[],
  { unheard, unnoted }: Excuses,
  graceMs = 5_000,
): { faults: Fault[]; repeats: number; excused: { unheard: number; unnoted: number } } => {
  const faults: Fault[] = []
  const said = unnoted()
  const excused = { unheard: 0, unnoted: 0 }
  let repeats = 0
  for (const person of people) {
    const received = person.received()
    for (const [place, one] of received.entries()) {
      const before = received.slice(0, place).findLast(({ key }) => key === one.key)
      if (!before) continue
      repeats += 1
      if (deaths.some(({ at }) => at >= before.at - 5 && at <= before.at + graceMs)) continue
      const word = said.findIndex((at) => at >= before.at && at <= one.at)
      if (unheard.has(`${person.channel} ${before.messageId}`)) excused.unheard += 1
      else if (word >= 0) excused.unnoted += said.splice(word, 1).length
      else
        faults.push(
          named(person, `the same message came twice, and nobody had died: ${around(before, one, deaths)}`),
        )
    }
  }
  return { faults, repeats, excused }
}

const around = (before: Received, one: Received, deaths: readonly Death[]): string => {
  const next = deaths.map(({ at }) => at - before.at).filter((ms) => ms > 0)
  return `${one.at - before.at} ms apart; deaths ${next.slice(0, 3).join(', ')} ms after the first`
}

/** How long an answer took, at worst, counted from its update or from the latest start of a process, ms. */
export const slowestAnswerMs = (people: readonly Person[], deaths: readonly Death[]): number =>
  Math.max(...people.flatMap((person) => person.taken.map(({ at }) => waitOf(at, person.received(), deaths))))

const waitOf = (at: number, received: readonly Received[], deaths: readonly Death[]): number => {
  const answer = received.find((one) => one.at >= at - 50)
  if (!answer) return 0
  const ready = deaths.map(({ readyAt }) => readyAt).filter((moment) => moment <= answer.at)
  return answer.at - Math.max(at, ...ready)
}
