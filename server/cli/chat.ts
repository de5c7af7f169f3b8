import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Temporal } from 'temporal-polyfill'
import { type Channel, channels } from '../../bot/activity.ts'
import { normal, wholeNumber } from '../../bot/normal.ts'
import { flows } from '../../flows/index.ts'
import { buildCatalog } from '../catalog.ts'
import { readWhole } from '../content.ts'
import { readLaw } from '../deadlines.ts'
import { demoOperator } from '../operator.ts'
import { realChance, type Setting } from '../world.ts'
import { channelRender } from './channel-render.ts'
import { type ChatOptions, readOptions, usage } from './chat-options.ts'
import { createPlay, type Doing, type Play, type Played } from './play.ts'
import { showBubble } from './play-transcript.ts'
import type { Shown } from './shown.ts'
import { type Line, Mistake, showEvent, showLine, waitOf } from './transcript.ts'

type Print = (text: string) => void

const dim = (text: string): string => (process.stdout.isTTY ? `\u001b[2m${text}\u001b[22m` : text)

const chatSetting = (): Setting => {
  const layer = readWhole()
  return {
    catalog: buildCatalog([layer], { goLive: demoOperator.goLive }),
    operator: demoOperator,
    chance: realChance,
    law: readLaw(),
    zone: layer.pack?.zone ?? 'Europe/Amsterdam',
  }
}

/** What stands between two typed lines. */
interface Talk {
  readonly options: ChatOptions
  readonly play: Play
  readonly print: Print
  /** The buttons shown last. */
  shown: Shown | null
  /** The transcript so far, for --save. */
  readonly parts: string[]
  /** Own words that were typed. */
  readonly secrets: string[]
}

/** A typed line as what a person does: a special line, a button by label or number, or words. */
const lineOf = (typed: string, shown: Shown | null, channel: Channel): Line => {
  if (typed === '/voice' || typed === '/photo')
    return { type: 'media', kind: typed === '/voice' ? 'voice' : 'photo' }
  if (typed.startsWith('/wait')) return waitOf('/wait', typed.slice(5).trim(), 1)
  // A channel without buttons knows words only.
  const label = channel === 'text' ? null : labelIn(typed, shown)
  return label === null ? { type: 'text', text: typed } : { type: 'tap', label, isOld: false }
}

const labelIn = (typed: string, shown: Shown | null): string | null => {
  const bare = typed.replace(/^\[(.*)\]$/, '$1')
  const choices = shown?.choices ?? []
  const byLabel = choices.find(
    ({ label }) => label === bare || (normal(bare) !== '' && normal(label) === normal(bare)),
  )
  const number = wholeNumber(typed)
  return (byLabel ?? (number === null ? undefined : choices[number - 1]))?.label ?? null
}

const doingOf = (line: Line, shown: Shown | null): Doing | null => {
  if (line.type === 'text') return { type: 'text', text: line.text }
  if (line.type === 'media') return { type: 'media', kind: line.kind }
  const choice = line.type === 'tap' && shown?.choices.find(({ label }) => label === line.label)
  return choice && shown?.asking ? { type: 'tap', asking: shown.asking, choice: choice.id } : null
}

const take = (talk: Talk, typed: string): void => {
  const line = lineOf(typed, talk.shown, talk.options.channel)
  const doing = doingOf(line, talk.shown)
  const played = line.type === 'wait' ? talk.play.wait(line.duration) : doing && talk.play.give(doing)
  if (played) show(talk, played)
  if (!doing) talk.print(dim(`It is ${talk.play.now().toString()} now.`))
  const said = played ? [...played.bubbles.flatMap(showBubble), ...eventsOf(played)] : []
  if (played?.events.some(({ type }) => secretTypes.includes(type))) talk.secrets.push(typed.trim())
  talk.parts.push([showLine(line), ...said].join('\n'))
}

/** An own word is a secret: a saved talk does not hold it. */
const secretTypes: readonly string[] = ['word.set', 'word.tried', 'contact.found']
const withoutSecrets = ({ secrets }: Talk, text: string): string =>
  secrets.reduce((kept, secret) => kept.replaceAll(secret, '········'), text)

const eventsOf = ({ events }: Played): string[] => events.flatMap((event) => showEvent(event) ?? [])

const show = (talk: Talk, played: Played): void => {
  for (const { body, choices } of played.bubbles) {
    const buttons = choices.map(({ label }, index) => `${dim(`${index + 1}`)} [${label}]`).join('  ')
    talk.print(`\n${[body, buttons].filter((part) => part !== '').join('\n')}`)
  }
  if (talk.options.events) for (const event of eventsOf(played)) talk.print(dim(event))
  const asked = played.bubbles.findLast(({ choices }) => choices.length > 0)
  if (asked || played.out.length > 0) talk.shown = asked ?? null
}

const save = (talk: Talk): void => {
  const { options, parts } = talk
  if (options.save === null) return
  const head = [
    '> Saved by npm run chat. Say here in one sentence what this shows.',
    ...(options.locale ? [`locale: ${options.locale}`] : []),
    `channel: ${options.channel}`,
    `now: ${options.now.toString()}`,
  ]
  const whole = withoutSecrets(talk, [head.join('\n'), ...parts].join('\n\n'))
  writeFileSync(options.save, `${whole}\n`, { mode: 0o600 })
}

/** One line must not end the talk: what does not fit is said, and the next one is read. */
const takeSafely = (talk: Talk, typed: string): void => {
  try {
    take(talk, typed)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    talk.print(error.message)
  }
}

const converse = async (talk: Talk): Promise<void> => {
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdin.isTTY === true,
  })
  lines.setPrompt('> ')
  if (process.stdin.isTTY) lines.prompt()
  for await (const typed of lines) {
    if (typed.trim() === '/quit') break
    takeSafely(talk, typed)
    if (process.stdin.isTTY) lines.prompt()
  }
  lines.close()
  save(talk)
}

/** Gives the exit code: 0 done, 2 not understood. */
export const main = async (argv: readonly string[], print: Print): Promise<number> => {
  if (argv.includes('--help')) {
    print(usage(channels))
    return 0
  }
  const setting = chatSetting()
  const options = readOptions(
    argv,
    setting.catalog.locales.map(({ tag }) => tag),
    Temporal.Now.instant(),
  )
  if ('fault' in options) {
    print(options.fault)
    return 2
  }
  const { channel, now, locale } = options
  const play = createPlay({ setting, flows, channel, now, hint: locale, render: channelRender(channel) })
  if (process.stdin.isTTY) print(dim('Say something. /wait 3d  /voice  /photo  /quit'))
  await converse({ options, play, print, shown: null, parts: [], secrets: [] })
  return 0
}

// run.mjs names the file as `cli/chat.ts`, so `import.meta.main` does not tell.
if (process.argv[1]?.endsWith('cli/chat.ts'))
  process.exitCode = await main(process.argv.slice(2), console.log)
