import { readFileSync } from 'node:fs'

type Environment = Readonly<Record<string, string | undefined>>

/** What may stand in a file of its own (`DATA_KEY_FILE=/run/secrets/data-key`), so that no list of processes shows it. */
export const secretNames = [
  'DATA_KEY',
  'REDIS_URL',
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_WEBHOOK_SECRET',
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
  'WHATSAPP_PIN',
  'MICROSOFT_APP_PASSWORD',
  'METRICS_TOKEN',
] as const

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

/** The environment with each `…_FILE` of a secret replaced by what the file holds; what cannot be is left for `faultsOfFiles`. */
export const withSecretFiles = (given: Environment): Environment => {
  const all: Record<string, string | undefined> = { ...given }
  for (const name of secretNames) {
    const path = given[`${name}_FILE`]
    if (!path || given[name]) continue
    const secret = read(path)
    if (!secret) continue
    all[name] = secret
    delete all[`${name}_FILE`]
  }
  return all
}

/** A sentence for each file that was named and could not be used. */
export const faultsOfFiles = (left: Environment): string[] =>
  secretNames
    .filter((name) => left[`${name}_FILE`])
    .map((name) =>
      left[name]
        ? `${name} and ${name}_FILE are both set. Leave one of them out.`
        : `${name}_FILE names a file that is empty or cannot be read by this user. Correct the path or the rights.`,
    )
