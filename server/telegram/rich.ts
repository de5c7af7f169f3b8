// RichMessage of Bot API 10.3: blocks within blocks, and in them marked words within words.
const blockKeys = ['summary', 'text', 'blocks', 'items', 'cells', 'caption', 'credit']
const deepest = 24

/** Words of one line, whatever marks them. */
function lineOf(words: unknown, depth: number): string {
  if (typeof words === 'string') return words
  if (typeof words !== 'object' || words === null || depth > deepest) return ''
  if (Array.isArray(words)) return words.map((one) => lineOf(one, depth + 1)).join('')
  if ('text' in words) return lineOf(words.text, depth + 1)
  return 'alternative_text' in words ? lineOf(words.alternative_text, depth + 1) : ''
}

function linesOf(block: unknown, depth: number): string[] {
  if (typeof block === 'string') return [block]
  if (typeof block !== 'object' || block === null || depth > deepest) return []
  if (Array.isArray(block)) return block.flatMap((one) => linesOf(one, depth + 1))
  return blockKeys.flatMap((key) => {
    const part: unknown = Reflect.get(block, key)
    return key === 'text' ? [lineOf(part, depth + 1)] : linesOf(part, depth + 1)
  })
}

/** The words of a rich message, a line for each block; empty where it has none. Never throws. */
export const wordsOf = (rich: unknown): string =>
  linesOf(rich, 0)
    .filter((line) => line.trim() !== '')
    .join('\n')
    .trim()
