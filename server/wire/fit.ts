const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

// From the best place to cut to the worst; Ethiopic stops often have no space behind them.
const boundaries = [/\n\s*\n/g, /\n/g, /[.!?…؟۔]["'»”)\]]*\s+|[።፧]\s*/g, /\s+/g]

/** Where each match of the boundary ends, ascending, over the whole text. */
const endsOf = (text: string, boundary: RegExp): number[] =>
  [...text.matchAll(boundary)].map((match) => match.index + match[0].length)

function lastGrapheme(text: string, limit: number): number {
  let end = 0
  for (const { index, segment } of graphemes.segment(text.slice(0, limit + 64))) {
    if (index + segment.length > limit) break
    end = index + segment.length
  }
  if (end > 0) return end
  // One grapheme longer than the limit: only a surrogate pair must stay whole.
  return (text.codePointAt(limit - 1) ?? 0) > 0xffff ? limit - 1 : limit
}

function cutAt(text: string, limit: number): number {
  const window = text.slice(0, limit)
  for (const boundary of boundaries) {
    const end = endsOf(window, boundary).at(-1) ?? 0
    if (end >= limit / 2) return end
  }
  return lastGrapheme(text, limit)
}

/** True where a person would see something; the platforms refuse a text of blanks and invisible marks. */
export const isVisible = (text: string): boolean =>
  /[^\s\p{Cc}\p{Cf}\p{Z}\u115f\u1160\u3164\u2800]/u.test(text)

/** Parts of at most `limit` UTF-16 units, cut at paragraphs, else sentences, words, graphemes. Blank parts go. */
export function split(text: string, limit: number): string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (rest.length > limit) {
    const end = cutAt(rest, limit)
    parts.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...parts, rest].filter(isVisible)
}

function graphemeFrom(text: string, from: number): number {
  const across = graphemes.segment(text).containing(from)
  const next = !across || across.index === from ? from : across.index + across.segment.length
  if (next < text.length) return next
  // One grapheme longer than the limit: only a surrogate pair must stay whole.
  return (text.codePointAt(from - 1) ?? 0) > 0xffff ? from + 1 : from
}

/**
 * Where an end piece of at most `limit` units may begin: at paragraphs first, then sentences, words, graphemes;
 * of each the shortest piece and the longest.
 */
export function tailStarts(text: string, limit: number): number[] {
  const from = text.length - limit
  const places = boundaries.flatMap((boundary) => {
    const starts = endsOf(text, boundary).filter((end) => end >= from && isVisible(text.slice(end)))
    return starts.length > 0 ? [starts.at(-1) ?? from, starts[0] ?? from] : []
  })
  return [...places, graphemeFrom(text, from)]
}

export interface Page {
  readonly start: number
  readonly end: number
  readonly back: boolean
  readonly next: boolean
}

/** The choices of one page when at most `limit` rows fit, the rows to turn pages included. A page out of range is the nearest. */
export function pageOf(count: number, limit: number, page: number): Page {
  let start = 0
  for (let index = 0; ; index += 1) {
    const room = limit - (index > 0 ? 1 : 0)
    const isLast = count - start <= room
    const end = isLast ? count : start + room - 1
    if (isLast || !(page > index)) return { start, end, back: index > 0, next: !isLast }
    start = end
  }
}

const askingBytes = 24

/** `<asking>.<choice>`. @throws RangeError when it takes over 24 bytes or cannot be read back. */
export function buttonId(asking: string | null, choice: string): string {
  if (!asking || asking.includes('.') || choice === '') {
    throw new RangeError('A Message with choices needs an asking without "." and choices with an id.')
  }
  const id = `${asking}.${choice}`
  if (Buffer.byteLength(id) <= askingBytes) return id
  throw new RangeError(
    `The button id "${id}" takes ${Buffer.byteLength(id)} bytes; at most ${askingBytes} fit.`,
  )
}

/** The label on one line. @throws RangeError naming label and limit when it is too long, blank, or said twice on a page. */
export function labelsOf(labels: readonly string[], limit: number, place: string): string[] {
  const said = labels.map((label) => label.toWellFormed().replace(/\s+/g, ' ').trim())
  for (const [index, label] of said.entries()) {
    if (!isVisible(label))
      throw new RangeError(`A label is blank in ${place}. Give the choice words or a sign.`)
    if (label.length > limit) {
      throw new RangeError(
        `The label "${label}" has ${label.length} UTF-16 units; ${place} takes at most ${limit}.`,
      )
    }
    if (said.indexOf(label) < index) throw new RangeError(`The label "${label}" stands twice on one page.`)
  }
  return said
}

/** Words from outside may hold half a surrogate pair, which no platform takes. */
export const wellFormed = (body: string): string => body.toWellFormed().trim()
