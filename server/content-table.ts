import type { LocaleReport, Report } from './content-report.ts'
import { groupRows, type Row, type State } from './content-states.ts'

const shownWarnings = 5

/** A Report in lines; `all` shows each text and each warning. */
export const reportLines = (report: Report, all: boolean): string[] => {
  const { rows, locales, statuses, terms, directory, warnings, faults } = report
  const tags = locales.map(({ tag }) => tag)
  const shown = all ? warnings : warnings.slice(0, shownWarnings)
  const hidden = warnings.length - shown.length
  return [
    ...table(tags, all ? rows : groupRows(rows)),
    '',
    ...locales.map((locale) => `${locale.tag.padEnd(4)} ${inWords(locale)}`),
    '',
    `Sections: ${statuses.verified} verified, ${statuses.secondary} secondary, ${statuses.unverified} unverified (withheld once a go-live record exists).`,
    `Terms: ${terms.rules} rules and ${terms.letters} letters, ${terms.overdue} past review.`,
    `Directory: ${directory.entries} entries, ${directory.called} called, ${directory.overdue} past review.`,
    ...(warnings.length > 0 ? [`${warnings.length} warnings:`] : []),
    ...shown.map((warning) => `  ${warning}`),
    ...(hidden > 0 ? [`  and ${hidden} more: npm run content -- --all`] : []),
    ...faults,
    faults.length === 0 ? 'No fault.' : `${faults.length} faults.`,
  ]
}

const table = (tags: readonly string[], rows: readonly Row[]): string[] => {
  const cells = rows.map(({ text, states }) => [text, ...states.map(cell)])
  const lines = [['', ...tags], ...cells]
  const widths = ['', ...tags].map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)) + 2)
  return lines.map((line) =>
    line
      .map((word, at) => word.padEnd(widths[at] ?? 0))
      .join('')
      .trimEnd(),
  )
}

const cell = ({ current, stale, missing, overdue }: State): string =>
  [
    current > 0 ? String(current) : '',
    stale > 0 ? `s${stale}` : '',
    missing > 0 ? `-${missing}` : '',
    overdue > 0 ? `!${overdue}` : '',
  ].join('')

const inWords = ({ states, readOn, fullest, reading }: LocaleReport): string =>
  [
    `${states.current} current, ${states.stale} stale, ${states.missing} missing, ${states.overdue} past review`,
    readOn ? `read by a native reader on ${readOn}` : 'unread by a native reader',
    ...(reading ? [`${reading.average.toFixed(1)} words a sentence, the longest ${reading.longest}`] : []),
    ...(reading?.ease == null ? [] : [`reading ease ${Math.round(reading.ease)}`]),
    ...(fullest
      ? [
          `fullest ${fullest.words} words, ${fullest.characters} characters (${fullest.where}), ${fullest.bubble} with its lines`,
        ]
      : []),
  ].join('; ')
