import { parseArgs } from 'node:util'
import { answered } from './checks/answered.ts'
import { erased } from './checks/erased.ts'
import { form } from './checks/form.ts'
import { hidden } from './checks/hidden.ts'
import { order } from './checks/order.ts'
import { repeats } from './checks/repeats.ts'
import { traces } from './checks/traces.ts'
import { unprompted } from './checks/unprompted.ts'
import { waits } from './checks/waits.ts'
import { window } from './checks/window.ts'
import { worked } from './checks/worked.ts'
import { type Evidence, gather } from './evidence.ts'
import type { Check, Finding } from './finding.ts'

export const checks: readonly Check[] = [
  worked,
  answered,
  repeats,
  order,
  window,
  waits,
  unprompted,
  hidden,
  erased,
  traces,
  form,
]

export interface Verdict {
  readonly check: Check
  readonly findings: readonly Finding[]
}

export const audit = (evidence: Evidence): Verdict[] =>
  checks.map((check) => ({ check, findings: check.find(evidence) }))

const shownAtMost = 10

/** One line a check; below it what was found. */
export const tableOf = (verdicts: readonly Verdict[]): string =>
  verdicts
    .flatMap(({ check, findings }) => [
      `${findings.length === 0 ? 'holds ' : 'BROKEN'}  ${check.name.padEnd(11)} ${check.proves}`,
      ...findings.slice(0, shownAtMost).map(({ person, what }) => `          ${person}: ${what}`),
      ...(findings.length > shownAtMost ? [`          … and ${findings.length - shownAtMost} more`] : []),
    ])
    .join('\n')

const usage = `node test/audit/audit.ts --folder <ledgers, journals, logs> --store <SQLite file or REDIS_URL> --key <DATA_KEY> [--number <phone number id>]
Reads what a campaign left and says what holds; ends with 1 where something does not.`

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      store: { type: 'string' },
      key: { type: 'string' },
      number: { type: 'string', default: '106540352240001' },
    },
  })
  const { folder, store, key, number } = values
  if (!folder || !store || !key) {
    console.error(usage)
    return 2
  }
  const verdicts = audit(await gather({ folder, store, key, phoneNumberId: number }))
  console.log(tableOf(verdicts))
  return verdicts.some(({ findings }) => findings.length > 0) ? 1 : 0
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main()
