/** What was looked at and how it stands. `wrong` is what ends the command with exit code 1. */
export interface Finding {
  readonly check: string
  readonly state: 'good' | 'look' | 'wrong'
  /** What was found, one sentence or two. */
  readonly found: string
  /** What to do; null where nothing is to be done. */
  readonly remedy: string | null
}

export const good = (check: string, found: string): Finding => ({ check, state: 'good', found, remedy: null })
export const look = (check: string, found: string, remedy: string): Finding => ({
  check,
  state: 'look',
  found,
  remedy,
})
export const wrong = (check: string, found: string, remedy: string): Finding => ({
  check,
  state: 'wrong',
  found,
  remedy,
})

export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'It failed for an unknown reason.'

/** 90 seconds -> "2 minutes"; rounded up, for people. */
export const spanOf = (ms: number): string => {
  const minutes = Math.ceil(ms / 60_000)
  if (ms < 60_000) return `${Math.ceil(ms / 1000)} seconds`
  if (minutes < 120) return `${minutes} minutes`
  return minutes < 2 * 24 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 60 / 24)} days`
}
