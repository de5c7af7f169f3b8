import type { Said } from './catalog.ts'
import { dayWords } from './day-words.ts'
import type { Outgoing } from './draft.ts'
import type { Arg, KeyText, SectionText, Spoken, Text } from './message.ts'
import type { World } from './world.ts'

/** A text was asked for that exists neither in the locale nor in the one chosen for such texts. */
export interface Missing {
  readonly type: 'missing'
  readonly text: Text
}
export interface Words {
  readonly type: 'words'
  readonly words: string
  readonly used: readonly { readonly id: string; readonly said: Said }[]
}

export interface Tongue {
  readonly locale: string
  /** The locale chosen for texts that the own one lacks; guarded texts never use it. */
  readonly fallback: string | null
}

/** The words of a Text in a locale. Guarded texts are said in that locale or not at all. */
export const words = (text: Text, tongue: Tongue, world: World): Words | Missing => {
  if ('plain' in text) return { type: 'words', words: text.plain, used: [] }
  if ('day' in text) return { type: 'words', words: dayWords(tongue.locale, text.day, text.form), used: [] }
  if ('join' in text) return joined(text.join, text.by ?? ' ', tongue, world)
  for (const locale of 'key' in text && text.locale ? [text.locale] : [tongue.locale, tongue.fallback]) {
    const found = locale === null ? null : lookUp(text, { ...tongue, locale }, world)
    if (found) return found
  }
  return { type: 'missing', text }
}

const joined = (texts: readonly Text[], between: string, tongue: Tongue, world: World): Words | Missing => {
  const parts: Words[] = []
  for (const text of texts) {
    const said = words(text, tongue, world)
    if (said.type === 'missing') return said
    parts.push(said)
  }
  return {
    type: 'words',
    words: parts.map((part) => part.words).join(between),
    used: parts.flatMap((part) => part.used),
  }
}

const lookUp = (text: KeyText | SectionText, tongue: Tongue, world: World): Words | Missing | null => {
  if ('stage' in text) {
    const said = world.catalog.section(tongue.locale, text.stage, text.section)
    return said && { type: 'words', words: said.words, used: usedBy(`${text.stage}/${text.section}`, said) }
  }
  const args = sayArgs(text.args ?? {}, tongue, world)
  if (args.type === 'missing') return args
  const said = world.catalog.key(tongue.locale, text.key, args.args)
  return (
    said && { type: 'words', words: said.words, used: [...usedBy(text.key, said, text.figure), ...args.used] }
  )
}

/** The text, and the figures in it or that its day was counted with. */
const usedBy = (id: string, said: Said, figure?: string): Words['used'] => [
  { id, said },
  ...[...said.figures, ...(figure === undefined ? [] : [figure])].map((fact) => ({
    id: `fact/${fact}`,
    said,
  })),
]

type Args = {
  readonly type: 'args'
  readonly args: Record<string, string | number>
  readonly used: Words['used']
}

const sayArgs = (given: Readonly<Record<string, Arg>>, tongue: Tongue, world: World): Args | Missing => {
  const args: Record<string, string | number> = {}
  const used: Words['used'][number][] = []
  for (const [name, arg] of Object.entries(given)) {
    if (typeof arg === 'object') {
      const said = words(arg, tongue, world)
      if (said.type === 'missing') return said
      args[name] = said.words
      used.push(...said.used)
    } else args[name] = arg
  }
  return { type: 'args', args, used }
}

/** One bubble in words, with the texts it used (for outbox rows of deadline and safety texts). */
export interface Speech {
  readonly type: 'speech'
  readonly spoken: Spoken
  readonly used: Words['used']
}

/** Puts a Message into words. */
export const speak = (outgoing: Outgoing, tongue: Tongue, world: World): Speech | Missing => {
  const own = { ...tongue, locale: outgoing.message.locale ?? tongue.locale }
  const used: Words['used'][number][] = []
  const paragraphs: string[] = []
  for (const text of outgoing.message.texts) {
    const said = words(text, own, world)
    if (said.type === 'missing') return said
    paragraphs.push(said.words)
    used.push(...said.used)
  }
  const choices: { id: string; label: string }[] = []
  for (const choice of outgoing.message.choices) {
    const said = words(choice.label, own, world)
    if (said.type === 'missing') return said
    choices.push({ id: choice.id, label: said.words })
  }
  const body = paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')
  return { type: 'speech', spoken: { ...shape(outgoing, own, world), body, choices }, used }
}

const shape = (outgoing: Outgoing, tongue: Tongue, world: World): Omit<Spoken, 'body' | 'choices'> => ({
  dir: world.catalog.locales.find((locale) => locale.tag === tongue.locale)?.dir ?? 'ltr',
  locale: tongue.locale,
  asking: outgoing.asking?.id ?? null,
  page: outgoing.asking?.page ?? 0,
  silent: false,
  frame: {
    listButton: frameWord('list-button', tongue, world),
    pageNext: frameWord('page-next', tongue, world),
    pageBack: frameWord('page-back', tongue, world),
    typeNumber: frameWord('type-number', tongue, world),
  },
})

/** A word of the frame, which every locale has. @throws Error when it is missing: a fault of structure. */
export const frameWord = (key: string, tongue: Tongue, world: World): string => {
  const said = world.catalog.key(tongue.locale, `frame:${key}`, {})
  if (!said)
    throw new Error(`locales/${tongue.locale}/frame.json lacks "${key}". Every locale needs the whole frame.`)
  return said.words
}
