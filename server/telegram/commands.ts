import type { Api } from 'grammy'

/** The kinds of Update we ask for, by webhook and by polling. */
export const allowedUpdates = ['message', 'callback_query', 'my_chat_member', 'edited_message'] as const

export interface CommandList {
  /** BCP 47 tag; null is the list for everyone else. */
  readonly locale: string | null
  /** Neutral words only (P11): they stand in the menu of a phone that others may see. */
  readonly commands: readonly { readonly command: string; readonly description: string }[]
}

const name = /^[a-z0-9_]{1,32}$/
const descriptionLimit = 256

function check({ locale, commands }: CommandList): void {
  if (commands.length > 100)
    throw new RangeError(`${commands.length} commands in ${locale}; Telegram takes 100.`)
  for (const { command, description } of commands) {
    if (!name.test(command))
      throw new RangeError(`The command "${command}" is not 1 to 32 of a–z, 0–9 and _.`)
    if (description.trim() === '' || description.length > descriptionLimit) {
      throw new RangeError(
        `The description of "${command}" in ${locale} is not 1 to ${descriptionLimit} long.`,
      )
    }
  }
}

type Language = NonNullable<Parameters<Api['raw']['setMyCommands']>[0]['language_code']>

// Telegram knows languages by two letters alone (ISO 639-1).
const isLanguage = (code: string): code is Language => /^[a-z]{2}$/.test(code)

/**
 * Sets the command list of private chats per language; the first locale of a language counts. Locales that Telegram
 * cannot name (`ckb`, `prs`) come back as `skipped`. @throws RangeError for a list that Telegram would refuse.
 */
export async function setCommands(
  api: Api,
  lists: readonly CommandList[],
): Promise<{ readonly skipped: readonly string[] }> {
  lists.forEach(check)
  const done = new Set<string>()
  const skipped: string[] = []
  for (const { locale, commands } of lists) {
    const language = (locale ?? '').split('-')[0]?.toLowerCase() ?? ''
    const list = { commands: [...commands], scope: { type: 'all_private_chats' as const } }
    if (done.has(language) || (locale !== null && !isLanguage(language))) skipped.push(locale ?? 'default')
    else if (isLanguage(language)) await api.raw.setMyCommands({ ...list, language_code: language })
    else await api.raw.setMyCommands(list)
    done.add(language)
  }
  return { skipped }
}
