import type { Evidence } from '../evidence.ts'
import type { Check, Finding } from '../finding.ts'

/** Refusals that a well-formed call may meet: blocked, unreachable, closed, too fast; a button that was pressed long ago. */
const fair = [403, 429, 131026, 131047, 130429, 131056]

const find = (evidence: Evidence): Finding[] =>
  [...evidence.people.values()].flatMap(({ person, calls }) =>
    calls
      .filter(({ outcome, scripted, code, kind }) => {
        const isFair = fair.includes(code ?? 0) || (code === 400 && (kind === 'ack' || kind === 'clear'))
        return outcome === 'refused' && !scripted && !isFair
      })
      .map(({ code, kind }) => ({ person, what: `a ${kind} was refused for its form (${code})` })),
  )

export const form: Check = {
  name: 'form',
  proves: 'no call was refused for what it was',
  find,
}
