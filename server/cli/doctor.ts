import { parseArgs } from 'node:util'
import { type Config, environment, parseConfig } from '../config.ts'
import { readWhole } from '../content.ts'
import { type Finding, good, look, reasonOf, wrong } from '../doctor/finding.ts'
import { backupFindings, diskFindings, nodeFinding } from '../doctor/machine.ts'
import { operatorFindings } from '../doctor/operator.ts'
import { storeFindings } from '../doctor/store.ts'
import { telegramFindings } from '../doctor/telegram.ts'
import { textFindings } from '../doctor/texts.ts'
import { whatsappFindings } from '../doctor/whatsapp.ts'

type Env = Readonly<Record<string, string | undefined>>
type Print = (line: string) => void

const usage = `npm run doctor [-- --json] [--backups <folder>] [--now 2026-12-18T09:00:00Z]

Looks at everything an operator has to see to, and says in a sentence what it found and what to do: settings, Node, keys,
store and its persistence, disk, queues, parked updates, Telegram, WhatsApp, tokens, clock, operator file, go-live record,
the guarded texts of every language, review dates, crisis numbers. It changes nothing and sends nothing to anyone.

  --json      one object: { ok, findings: [{ check, state, found, remedy }] }; state is good, look or wrong
  --backups   also looks whether the newest backup in this folder is of today, and whether old ones were deleted
  --now       the moment from which everything is counted
  --help      this text

Exit code 0: nothing is wrong (there may be things to look at). 1: something is wrong. 2: not understood.
It reads the same environment as the server.`

interface Args {
  readonly json: boolean
  readonly backups: string | undefined
  readonly now: () => number
}

/** @returns a sentence where the words are not understood, an empty one for --help */
const readArgs = (argv: readonly string[]): Args | string => {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        json: { type: 'boolean' },
        backups: { type: 'string' },
        now: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
    if (values.help) return ''
    const at = values.now === undefined ? null : Date.parse(values.now)
    if (Number.isNaN(at)) return `--now wants a moment such as 2026-12-18T09:00:00Z and got "${values.now}".`
    const began = Date.now()
    const now = at === null ? Date.now : () => at + Date.now() - began
    return { json: values.json ?? false, backups: values.backups, now }
  } catch {
    return `"${argv.join(' ')}" is not understood.`
  }
}

/** Everything, in the order in which it is to be mended. Nothing is thrown. */
export const examine = async (env: Env, { backups, now }: Args): Promise<Finding[]> => {
  const config = settings(env)
  if (typeof config === 'string')
    return config.split('\n').map((fault) => wrong('settings', fault, 'See "Settings" in README.md.'))
  const today = new Date(now()).toISOString().slice(0, 10)
  const layer = readTexts()
  const tags = typeof layer === 'string' ? [] : (layer.locales ?? []).map(({ tag }) => tag)
  const { findings, file } = operatorFindings(config.operatorFile, tags, today)
  return [
    nodeFinding(process.versions.node),
    settingsFinding(config),
    ...diskFindings(config),
    ...(await storeFindings(config, now())),
    ...(backups === undefined
      ? []
      : backupFindings(backups, file?.backupDays ?? 30, now(), config.redisUrl !== null)),
    ...(await telegramFindings(config, now)),
    ...(await whatsappFindings(config, now)),
    ...findings,
    ...(typeof layer === 'string'
      ? [wrong('texts', layer, 'Take the files of the release again. The server does not start so.')]
      : textFindings(layer, today, (file?.goLive ?? null) !== null)),
  ]
}

const settings = (env: Env): Config | string => {
  try {
    return parseConfig(env)
  } catch (error) {
    return reasonOf(error)
  }
}

const readTexts = (): ReturnType<typeof readWhole> | string => {
  try {
    return readWhole()
  } catch (error) {
    return reasonOf(error)
  }
}

const settingsFinding = (config: Config): Finding => {
  if (!config.telegram && !config.whatsapp && !config.botFramework && !config.simulator)
    return wrong(
      'settings',
      'No channel is on: nobody can write to the bot.',
      'Set TELEGRAM_BOT_TOKEN, the four WHATSAPP_… or the MICROSOFT_APP_… values.',
    )
  return config.metrics.token === null && !config.metrics.open
    ? look(
        'settings',
        'METRICS_TOKEN is not set: nobody can watch this server.',
        'Set it, and load server/monitoring.',
      )
    : good('settings', 'The environment fits.')
}

const signs = { good: 'good ', look: 'LOOK ', wrong: 'WRONG' } as const

const linesOf = (findings: readonly Finding[]): string[] => {
  const lines = findings.flatMap(({ check, state, found, remedy }) => [
    `${signs[state]} ${check}: ${found.split('\n').join(' ')}`,
    ...(remedy === null ? [] : [`      ${remedy}`]),
  ])
  const counted = (state: Finding['state']): number => findings.filter((one) => one.state === state).length
  return [...lines, `${counted('wrong')} wrong, ${counted('look')} to look at, ${counted('good')} good.`]
}

/** Runs it; lines go to `print`. Gives the exit code: 0 nothing wrong, 1 something wrong, 2 not understood. */
export const main = async (argv: readonly string[], env: Env, print: Print): Promise<number> => {
  const args = readArgs(argv)
  if (typeof args === 'string') {
    print(args === '' ? usage : `${args}\n\n${usage}`)
    return args === '' ? 0 : 2
  }
  const hide = hiding(env)
  const findings = await examine(env, args)
  const ok = !findings.some(({ state }) => state === 'wrong')
  if (args.json) print(hide(JSON.stringify({ ok, findings }, null, 2)))
  else for (const line of linesOf(findings)) print(hide(line))
  return ok ? 0 : 1
}

const secretNames = /TOKEN|SECRET|PASSWORD|DATA_KEY|REDIS_URL/

/** What a provider says back may quote a token. */
const hiding = (env: Env): ((text: string) => string) => {
  const secrets = Object.entries(env).flatMap(([name, value]) =>
    secretNames.test(name) && value !== undefined && value.length > 5 ? [value] : [],
  )
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text)
}

// run.mjs names the file as `cli/doctor.ts`, so `import.meta.main` does not tell.
if (process.argv[1]?.endsWith('cli/doctor.ts')) {
  process.exitCode = await main(process.argv.slice(2), environment, console.log)
}
