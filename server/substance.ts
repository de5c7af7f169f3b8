/** Hashes of source texts that say the same in substance; the last one is the text that an editor marked last. */
export type Same = readonly string[]

/** A translation of the text `named` still says what the text `now` says. */
export const isSame = (now: string, named: string | undefined, same: Same = []): boolean =>
  named === now || (named !== undefined && same.includes(now) && same.includes(named))

/** The change from `before` to `now` changed no meaning. */
export const asMinor = (now: string, before: string, same: Same = []): Same =>
  now === before ? same : [...(same.includes(before) ? same.filter((hash) => hash !== now) : [before]), now]

/** From `now` on something else is said. */
export const asMajor = (now: string): Same => [now]

/** The ids of the facts that a text asserts, in order: its placeholders without their units. */
export const factsIn = (words: string): string[] =>
  [
    ...new Set([...words.matchAll(/\{\{([^}]+)\}\}/g)].map(([, name = '']) => name.replace('+unit', ''))),
  ].sort()
