import { parseArgs } from 'node:util'
import { Temporal } from 'temporal-polyfill'
import { type Deadline, deadlineOf, ruleOn } from '../../bot/deadline.ts'
import type { DeadlineRule } from '../../bot/deadline-rule.ts'
import { type Deadlines, readDeadlines, sourceText } from '../deadlines.ts'

type Print = (line: string) => void

const help = `npm run deadline -- --rule NL-APPEAL-1W --date 2026-12-18 [--now 2026-12-20] [--json]
npm run deadline -- --list

  --rule    the rule, as --list shows it
  --date    the day that starts the term (for NL-NAREIS-3M the notification, not the grant); past or future
  --now     the day from which the safe day is seen; today in the Netherlands unless said
  --json    one object {"rule","date","last","safe","source"} and nothing else
  --list    every rule with its term, the day that starts it and its source
  --help    this text

"npm run --silent" leaves out the two lines that npm itself prints.
The letter and the lawyer win over every day shown here.`

const options = {
  rule: { type: 'string' },
  date: { type: 'string' },
  now: { type: 'string' },
  json: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** What is asked for goes to `print`, what was not understood to `complain`. Gives the exit code. */
export const main = (argv: readonly string[], print: Print, complain: Print): number => {
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false })
    if (values.help) print(help)
    else if (values.list) for (const line of listed(readDeadlines())) print(line)
    else print(answer(values, readDeadlines()))
    return 0
  } catch (error) {
    complain(error instanceof Error ? error.message : 'It failed for an unknown reason.')
    return 1
  }
}

interface Asked {
  readonly rule?: string | undefined
  readonly date?: string | undefined
  readonly now?: string | undefined
  readonly json: boolean
}

const answer = ({ rule: id, date, now, json }: Asked, deadlines: Deadlines): string => {
  if (id === undefined) throw new Error(`Say which rule: --rule NL-APPEAL-1W.\n\n${help}`)
  if (date === undefined) throw new Error(`Say from which day: --date 2026-12-18.\n\n${help}`)
  const trigger = day('--date', date)
  const today = now === undefined ? Temporal.Now.plainDateISO(deadlines.zone) : day('--now', now)
  const deadline = deadlineOf(ruleFor(id, trigger, deadlines), trigger, deadlines.calendar, today)
  return json ? asJson(deadline, deadlines) : inWords(deadline, deadlines, today)
}

const day = (option: string, text: string): Temporal.PlainDate => {
  const fault = new Error(`${option} wants a day such as 2026-12-18 and got "${text}".`)
  if (!/^(19|2\d)\d\d-\d\d-\d\d$/.test(text)) throw fault
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' })
  } catch {
    throw fault
  }
}

const ruleFor = (id: string, trigger: Temporal.PlainDate, { rules, uncounted }: Deadlines): DeadlineRule => {
  const rule = ruleOn(rules, id, trigger)
  if (rule) return rule
  const reason = uncounted.find((one) => one.id === id)
  if (reason) throw new Error(`${id}: ${reason.says}`)
  if (rules.some((one) => one.id === id))
    throw new Error(`${id} is no longer law on ${trigger}, and no rule follows it here. Ask a lawyer.`)
  throw new Error(`There is no rule "${id}". "npm run deadline -- --list" shows them.`)
}

const asJson = ({ rule, trigger, last, safe }: Deadline, { sources }: Deadlines): string =>
  JSON.stringify({
    rule: rule.id,
    date: trigger.toString(),
    last: last.toString(),
    safe: safe.toString(),
    source: sourceText(rule, sources),
  })

const inWords = (deadline: Deadline, { sources }: Deadlines, today: Temporal.PlainDate): string => {
  const { rule, trigger, last } = deadline
  const head = `${rule.id}, counted from ${spoken(trigger)}: ${rule.says}`
  const foot = `Source: ${sourceText(rule, sources)}, as of ${rule.asOf}, ${rule.status}. The letter and the lawyer win.`
  const early = deadline.early ? [`This rule holds from ${rule.validFrom}, after the day you gave.`] : []
  const what =
    rule.kind === 'earliest' ? `The first day is ${spoken(last)}.` : `The last day is ${spoken(last)}.`
  return [head, [what, ...acting(deadline, today)].join(' '), ...early, foot].join('\n')
}

const acting = ({ rule, safe, passed }: Deadline, today: Temporal.PlainDate): string[] => {
  if (rule.whose === 'authority') return ['It is a term of the authority; you need not act.']
  if (rule.kind === 'earliest') return []
  if (passed) return ['That day has passed: see a lawyer today, being late may be excused.']
  return [safe.equals(today) ? 'Act today.' : `Act by ${spoken(safe)}.`]
}

const spoken = (date: Temporal.PlainDate): string =>
  date.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

const listed = ({ rules, uncounted, sources }: Deadlines): string[] => [
  ...rules.map(
    (rule) =>
      `${rule.id.padEnd(20)} ${rule.term.amount} ${rule.term.unit}, ${rule.whose}, ${sourceText(rule, sources)}\n    from: ${rule.trigger}\n    what: ${rule.says}`,
  ),
  ...uncounted.map(({ id, says }) => `${id.padEnd(20)} not counted\n    why: ${says}`),
]

if (process.argv[1]?.endsWith('cli/deadline.ts'))
  process.exitCode = main(process.argv.slice(2), console.log, console.error)
