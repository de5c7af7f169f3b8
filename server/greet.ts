import type { Operator } from '../bot/world.ts'
import type { OpenChannel } from './channels.ts'
import type { Config } from './config.ts'

interface Greeting {
  readonly config: Config
  readonly port: number
  readonly operator: Operator
  readonly channels: readonly OpenChannel[]
  readonly engine: string
  readonly madeKey: boolean
  readonly print: (line: string) => void
}

/** What a newcomer reads after `npm start`: what is on, where to click, what to do next. */
export const greet = ({ config, port, operator, channels, engine, madeKey, print }: Greeting): void => {
  const root = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  print(
    `Wegwijs runs for "${operator.name}". On: ${channels.map(({ name }) => name).join(', ') || 'no channel'}.`,
  )
  print(`Store: ${engine}`)
  if (madeKey)
    print(
      `A development key was made in ${config.dataDir}. For anything real set DATA_KEY and keep it elsewhere.`,
    )
  if (!operator.goLive) print('There is no go-live record: every language says "TEST. Do not rely on this."')
  if (config.simulator) print(`Talk to it in your browser: ${root}/simulator`)
  if (!config.telegram)
    print('For Telegram: get a token from @BotFather and start with TELEGRAM_BOT_TOKEN=… npm start')
  if (channels.length === 0)
    print(
      'No channel is on, so nobody can write to it. Set TELEGRAM_BOT_TOKEN, the four WHATSAPP_… values, or SIMULATOR=on.',
    )
}
