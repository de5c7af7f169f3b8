import { type Logger, pino } from 'pino'

/** What must never stand in a log line, whoever writes it: a last net under the rule that nobody passes it in. */
const personal = [
  'text',
  'to',
  'from',
  'payload',
  'token',
  'body',
  'raw',
  'name',
  'address',
  'messageId',
  'url',
]

/** Structured lines with ids and codes only. Errors are named, never printed: their texts may quote a provider. */
export const openLog = (level: string, destination?: { write(line: string): void }): Logger => {
  const options = {
    level,
    base: undefined,
    redact: { paths: personal, remove: true },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  }
  return destination ? pino(options, destination) : pino(options)
}

/** A fault by its class: codes, no words. */
export const faultOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')
