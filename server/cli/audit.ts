import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const usage = `npm run audit

Asks the package registry whether weaknesses are known in the packages of production. Exit code 0: none is known;
1: some are, and they are named; 3: the registry could not be asked, so nothing is known either way.`

const Report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), range: z.string(), fixAvailable: z.unknown() }),
  ),
})

/** What `npm audit` printed, or null when it could not ask. */
const ask = (): Promise<string | null> =>
  new Promise((resolve) => {
    const words = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000']
    const options = { cwd: fileURLToPath(new URL('../../', import.meta.url)), maxBuffer: 16 * 1024 * 1024 }
    // npm leaves with 1 both when something was found and when it could not ask: its JSON tells.
    execFile('npm', words, options, (_fault, said) => resolve(said === '' ? null : said))
  })

const reportOf = (said: string | null) => {
  try {
    return said === null ? null : (Report.safeParse(JSON.parse(said)).data ?? null)
  } catch {
    return null
  }
}

/** Prints the verdict. @returns the exit code */
export const runAudit = async (argv: readonly string[], print: (line: string) => void): Promise<number> => {
  if (argv.length > 0) {
    print(usage)
    return argv[0] === '--help' || argv[0] === '-h' ? 0 : 2
  }
  const report = reportOf(await ask())
  if (!report) {
    print(
      'The registry could not be asked, so nothing is known about weaknesses. Try again where it can be reached.',
    )
    return 3
  }
  const found = Object.entries(report.vulnerabilities)
  for (const [name, { severity, range, fixAvailable }] of found)
    print(
      `${`${name} ${range}`.trim()}: ${severity}. ${fixAvailable ? 'A newer version mends it.' : 'No version mends it yet.'}`,
    )
  if (found.length === 0) print('No weakness is known in the packages of production.')
  return found.length === 0 ? 0 : 1
}

if (process.argv[1]?.endsWith('cli/audit.ts'))
  process.exitCode = await runAudit(process.argv.slice(2), console.log)
