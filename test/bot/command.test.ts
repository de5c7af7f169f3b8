import { expect, test } from 'vitest'
import { type Command, commands } from '../../bot/catalog.ts'
import { commandIn } from '../../bot/command.ts'
import { normal } from '../../bot/normal.ts'
import { readWhole } from '../../server/content.ts'
import { setting, talk } from '../support/bot.ts'

const { catalog } = setting()
const layer = readWhole()

/** Labels that mean what the command means. */
const means: Readonly<Record<string, Command>> = {
  'frame:menu.help': 'help',
  'frame:menu.person': 'person',
  'frame:menu.language': 'language',
  'frame:button.menu': 'menu',
  'frame:button.back': 'back',
  'frame:button.cancel': 'back',
  'frame:button.hide': 'hide',
  'frame:media-person': 'person',
  'frame:media-danger': 'help',
  'frame:page-back': 'back',
}

interface Label {
  readonly key: string
  readonly words: string
}

const leaves = (value: unknown, key: string): Label[] =>
  typeof value === 'string'
    ? [{ key, words: value }]
    : Object.entries(value ?? {}).flatMap(([name, inner]) =>
        leaves(inner, `${key}${key.endsWith(':') ? '' : '.'}${name}`),
      )

/** Every label of every choice of every flow, and of the frame, in a locale. */
const labelsOf = (tag: string): Label[] => {
  const texts = Object.entries(layer.texts[tag] ?? {}).flatMap(([flow, tree]) => leaves(tree, `${flow}:`))
  const isLabel = ({ key }: Label) =>
    /^(frame:(menu|button|media|page)|consent:(yes|no|more)|data:choice|safety:choice|where:(who-|lodged-|phase-of|again-|section|child-section|not-right-))/.test(
      key,
    ) && key !== 'frame:media'
  const stages = Object.entries(layer.stageTexts).map(([stage, text]) => ({
    key: `${stage}/short`,
    words: text[tag]?.texts.short ?? '',
  }))
  return [
    ...texts.filter(isLabel),
    ...stages,
    ...catalog.locales.map(({ name }) => ({ key: 'name', words: name })),
  ]
}

test.each(catalog.locales.map(({ tag }) => tag))('no command is a label of something else in %s', (tag) => {
  const clashes = labelsOf(tag).flatMap(({ key, words }) => {
    const command = words === '' ? null : commandIn(words, catalog)
    return command && means[key] !== command.command
      ? [`${key} "${words}" is the command ${command.command}`]
      : []
  })
  expect(clashes).toEqual([])
})

test.each(catalog.locales.map(({ tag }) => tag))('every command of %s works in every locale', (tag) => {
  for (const command of commands)
    for (const phrase of layer.commands[tag]?.[command] ?? [])
      expect(catalog.command(normal(phrase))?.command, phrase).toBe(command)
})

test('commands work at any step, and as a whole message only', () => {
  const person = talk({ hint: 'en' })
  person.say('hello')
  for (const choice of ['en', 'yes', '@menu', 'where', 'me']) person.tap(choice)
  person.say('where can I find the menu')
  expect(person.state()?.conversation.at.flow).not.toBe('menu')
  person.say('القائمة')
  expect(person.state()?.conversation.at.flow).toBe('menu')
})
