/** A value of a front matter: a word, a list of words, or words by name. */
export type Front = Record<string, string | string[] | Record<string, string>>

const plain = /^[^\s&*!|>%@`{}[\],'"#?:-](?:(?!: | #).)*$/u
// What YAML takes for something else than words.
const special = /^(?:true|false|null|yes|no|on|off|~|[-+.\d].*)$/i
const quoted = /^'((?:[^']|'')*)'$/
const doubly = /^"([^"\\]*)"$/

const scalar = (text: string): string | null => {
  const single = quoted.exec(text)?.[1]
  if (single !== undefined) return single.replaceAll("''", "'")
  const double = doubly.exec(text)?.[1]
  if (double !== undefined) return double
  return plain.test(text) && !special.test(text) && !text.endsWith(':') ? text.trimEnd() : null
}

/**
 * Reads the plain kind of front matter that nearly all texts have, twenty times faster than YAML: over eight hundred
 * files make the difference between a start in half a second and in two. Null for anything else: then YAML reads it.
 */
export const readFront = (text: string): Front | null => {
  const front: Front = {}
  let open = ''
  for (const line of text.split('\n')) {
    const item = /^ +- (.+)$/.exec(line)?.[1]
    const [, indent, key, value] = /^( *)([a-z][a-z-]*):(?: (.+))?$/.exec(line) ?? []
    const word = scalar(item ?? value ?? '')
    const into = front[open]
    if (item !== undefined && word !== null && Array.isArray(into)) into.push(word)
    else if (item !== undefined && word !== null && open !== '' && into === undefined) front[open] = [word]
    else if (key !== undefined && indent === '' && value === undefined) open = key
    else if (key !== undefined && indent === '' && word !== null) front[key] = word
    else if (
      key !== undefined &&
      word !== null &&
      open !== '' &&
      !Array.isArray(into) &&
      typeof into !== 'string'
    )
      front[open] = { ...into, [key]: word }
    else return null
  }
  return front
}
