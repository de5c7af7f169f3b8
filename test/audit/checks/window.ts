import type { Evidence } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'
import { simulated } from '../time.ts'

/** While the moved clock steps, the platforms are ahead of us for a moment. */
const isTurning = ({ clocks }: Evidence, at: number): boolean =>
  clocks.some((clock) => at >= clock.at && at <= clock.until + 50)

const windowMs = 24 * 60 * 60 * 1000

/** No free words on WhatsApp, taken or only tried, later than a day after the person's own last message. */
const find = (evidence: Evidence): Finding[] => {
  const findings: Finding[] = []
  for (const { person, updates, calls } of evidence.people.values())
    for (const call of calls) {
      if (call.channel !== 'whatsapp' || call.kind !== 'message' || call.isTemplate) continue
      const heard = Math.max(0, ...updates.filter(({ at }) => at <= call.at).map(({ sentAt }) => sentAt))
      if (simulated(evidence, call.at) - heard > windowMs)
        findings.push({ person, what: 'free words were sent outside the 24 hours' })
      else if (call.code === 131047 && !call.scripted && !isTurning(evidence, call.at))
        findings.push({ person, what: 'WhatsApp refused: the window was closed (131047)' })
    }
  return findings
}

export const window: Check = {
  name: 'window',
  proves: 'no free words on WhatsApp outside 24 hours, not even tried',
  find,
}
