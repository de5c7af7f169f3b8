/** The words as a person reads them: marks of direction are not seen, what keeps a line together is a space or a hyphen. */
export const asRead = (text: string): string =>
  text
    .replace(/[\u200f\u2066-\u2069]/gu, '')
    .replaceAll('\u00a0', ' ')
    .replaceAll('\u2011', '-')
