import { goLiveFaults, type OperatorFile, readOperatorFile } from '../operator.ts'
import { type Finding, good, look, reasonOf, wrong } from './finding.ts'

const name = 'operator'
const example = 'Compare it with server/operator.example.yaml.'

/** Who runs this, and whether people may rely on it (P10). `today` is an ISO date. */
export const operatorFindings = (
  path: string | undefined,
  tags: readonly string[],
  today: string,
): { findings: Finding[]; file: OperatorFile | null } => {
  try {
    const file = readOperatorFile(path)
    return { findings: file ? fileFindings(file, tags, today) : [demo], file }
  } catch (error) {
    return { findings: [wrong(name, reasonOf(error), example)], file: null }
  }
}

const demo = look(
  name,
  'There is no operator file: people read the name of a made-up organisation, and TEST in every language.',
  'Copy server/operator.example.yaml, fill it in, and name it in OPERATOR_FILE.',
)

const fileFindings = (file: OperatorFile, tags: readonly string[], today: string): Finding[] => {
  const who = good(name, `Wegwijs runs for "${file.name}"; backups are kept for ${file.backupDays} days.`)
  const closed = file.closedOn.filter((day) => day >= today)
  const hours =
    file.staffed.length > 0 && closed.length === 0
      ? [look(name, 'No closed day is named from today on.', 'Add the coming holidays to closedOn.')]
      : []
  return [who, ...hours, ...goLiveFindings(file, tags, today)]
}

const monthsLater = (date: string, months: number): string => {
  const moment = new Date(`${date}T00:00:00Z`)
  moment.setUTCMonth(moment.getUTCMonth() + months)
  return moment.toISOString().slice(0, 10)
}

const goLiveFindings = (file: OperatorFile, tags: readonly string[], today: string): Finding[] => {
  const record = file.goLive
  if (record === null)
    return [
      look(
        'go-live',
        'There is no go-live record: every language says "TEST. Do not rely on this."',
        'Right, until a lawyer, native readers and a call to every number have signed; see server/operator.example.yaml.',
      ),
    ]
  const faults = goLiveFaults(file, tags).map((fault) =>
    wrong('go-live', fault, 'The server does not start so.'),
  )
  if (faults.length > 0) return faults
  const ahead = [record.date, record.numbersCalled].filter((date) => date > today)
  if (ahead.length > 0)
    return [
      wrong(
        'go-live',
        `The go-live record is dated ${ahead.join(' and ')}, which is still to come.`,
        'Leave goLive out until that day: people would rely on what nobody has signed.',
      ),
    ]
  const signed = good('go-live', `The go-live record was signed by ${record.lawyer} on ${record.date}.`)
  return [signed, ...agedFindings(record, today)]
}

const agedFindings = (record: NonNullable<OperatorFile['goLive']>, today: string): Finding[] => [
  ...(monthsLater(record.numbersCalled, 6) < today
    ? [
        look(
          'go-live',
          `The numbers were last called on ${record.numbersCalled}.`,
          'Call them all and write down the day.',
        ),
      ]
    : []),
  ...(monthsLater(record.date, 12) < today
    ? [
        look(
          'go-live',
          `The lawyer signed on ${record.date}, over a year ago.`,
          'Ask the lawyer to read again.',
        ),
      ]
    : []),
]
