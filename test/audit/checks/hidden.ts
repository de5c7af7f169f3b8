import { historiesOf } from '../contacts.ts'
import type { Dealings, Evidence } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'
import type { Commit } from '../journal.ts'
import type { CallLine, UpdateLine } from '../ledger.ts'
import { isAway, simulated } from '../time.ts'
import { isHide } from './unprompted.ts'

const hour = 60 * 60 * 1000
const silenceMs = 30 * 24 * hour

/** A day with its year, in any script. */
const dayWords = /\p{Nd}{1,4}[^\n,.:()]{1,20}?\p{Nd}{4}/gu

const isSaid = ({ kind, outcome }: CallLine): boolean => kind === 'message' && outcome === 'taken'

/** The days that were saved, as they were shown when they were saved. */
const savedDays = ({ updates, calls }: Dealings, before: number): string[] =>
  updates
    .filter(({ choice, at }) => choice === 'save' && at < before)
    .flatMap((save) => calls.filter((call) => isSaid(call) && call.at > save.at && call.at < save.at + 8_000))
    .flatMap(({ text }) => text.match(dayWords) ?? [])

interface Hidden {
  readonly from: number
  readonly until: number
}

/** A call that was on its way when the person hid cannot be called back. */
const underWayMs = 1_000

const workedAt = (evidence: Evidence, update: UpdateLine): number | null => {
  if (!isHide(update)) return update.takenAt
  const { id } = evidence.store.known(update)
  return evidence.journal.commits.find(({ q, worked }) => q === 'inbox' && worked.includes(id))?.endAt ?? null
}

/** From hiding, or from the first word after thirty days of silence, until the own word. */
const hiddenTimes = (evidence: Evidence, { updates }: Dealings): Hidden[] => {
  const words = updates.flatMap((update, place) =>
    updates[place - 1]?.choice === 'word' && update.text !== null ? [update.text] : [],
  )
  const isWord = (text: string | null): boolean => text !== null && words.includes(text)
  return updates.flatMap((update, place): Hidden[] => {
    const before = updates[place - 1]
    const wasSilent =
      before !== undefined && simulated(evidence, update.at) - simulated(evidence, before.at) > silenceMs
    const from = workedAt(evidence, update)
    if (from === null || !(isHide(update) || wasSilent)) return []
    const back = updates.slice(place + 1).find(({ text }) => isWord(text))
    return [{ from: from + underWayMs, until: back?.at ?? Number.MAX_SAFE_INTEGER }]
  })
}

const shown = (evidence: Evidence, dealings: Dealings): Finding[] =>
  hiddenTimes(evidence, dealings).flatMap(({ from, until }) => {
    const days = savedDays(dealings, from)
    const tells = (text: string) => days.some((day) => text.includes(day))
    return dealings.calls.some(
      (call) => isSaid(call) && call.at > from && call.at < until && tells(call.text),
    )
      ? [{ person: dealings.person, what: 'a saved day of a hidden Contact was shown' }]
      : []
  })

/** On Telegram hiding takes back what both sides wrote in the last 48 hours; an hour is left for the clocks. */
const left = (evidence: Evidence): Finding[] => {
  const findings: Finding[] = []
  const hidden = new Map<string, Commit>()
  for (const [p, { seals }] of historiesOf(evidence)) {
    const seal = seals.find(({ q, sealed, passed }) => q === 'inbox' && sealed && passed.length === 0)
    if (seal) hidden.set(p, seal)
  }
  for (const { person, calls } of evidence.people.values()) {
    const taken = calls.filter(({ kind, outcome }) => kind === 'unsend' && outcome === 'taken')
    for (const call of calls) {
      const row = isSaid(call) && call.channel === 'telegram' ? evidence.rowOf(call) : null
      const seal = row ? hidden.get(row.p) : undefined
      if (
        !row ||
        !seal ||
        row.made === seal ||
        call.at > seal.at ||
        isAway(evidence, call.at, 6_000) ||
        call.lost
      )
        continue
      if (simulated(evidence, seal.at) - simulated(evidence, call.at) > 47 * hour) continue
      const isBack = taken.some(({ at, ids }) => at >= seal.at && ids.includes(call.messageId ?? ''))
      if (!isBack) findings.push({ person, what: 'a message stayed in the chat after hiding' })
    }
  }
  return findings
}

export const hidden: Check = {
  name: 'hidden',
  proves:
    'nothing of a hidden Contact was shown to whoever wrote, or left in a chat where it can be taken back',
  find: (evidence) => [
    ...[...evidence.people.values()].flatMap((dealings) => shown(evidence, dealings)),
    ...left(evidence),
  ],
}
