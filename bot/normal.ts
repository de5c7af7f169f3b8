/**
 * Brings typed words to one form for comparing: compatibility forms, case, marks and vowel signs, letter variants of the
 * Arabic script, digits of every script, punctuation, emoji and control characters all fold away.
 */
export const normal = (text: string): string =>
  foldDigits(text.slice(0, 4096))
    .normalize('NFKD')
    .replace(/[\p{Mn}\p{Me}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[ىيیې]/gu, 'ی')
    .replace(/[كک]/gu, 'ک')
    .replace(/[ةهە]/gu, 'ه')
    .replace(/ı/gu, 'i')
    .replace(/[ሐ-ሗኀ-ኇሠ-ሧዐ-ዖፀ-ፆ]/gu, sameSound)
    .replace(/['’‘`ʼ]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Ethiopic letters of one sound, which Amharic writes either way: each row of eight is moved onto its like. */
const rows: readonly (readonly [from: number, to: number])[] = [
  [0x1210, 0x1200],
  [0x1280, 0x1200],
  [0x1220, 0x1230],
  [0x12d0, 0x12a0],
  [0x1340, 0x1338],
]

const sameSound = (letter: string): string => {
  const code = letter.codePointAt(0) ?? 0
  const row = rows.find(([from]) => code >= from && code < from + 8)
  return row ? String.fromCodePoint(code - row[0] + row[1]) : letter
}

/**
 * As `normal`, and further for words of danger alone, where what sounds alike is one: letters of Sorani and Pashto as
 * their likes, a letter typed twice as one, Tigrinya's ቐ and ኸ, the Farsi prefix nemi- written apart;
 * an elided French word stands apart.
 */
export const heard = (text: string): string =>
  normal(
    text
      .replace(/(^|\s)(نم[یي])\s+(?=\p{L})/gu, '$1$2')
      .replace(/(^|[\s(])([cdjlmnst]|qu)['’](?=\p{L})/giu, '$1$2 '),
  )
    .replace(/[ھەۀێۍےئؤۆۇڕړڵټډږښڅځڼګڭءـґቐ-ቖኸ-ኾኣሃ]/gu, alike)
    .replace(/(\p{L})\1+/gu, '$1')

/** As `heard`, and Ethiopic letters without their vowels: verbs change these from form to form. */
export const bare = (text: string): string =>
  heard(text).replace(/[\u1200-\u1357]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) & ~7))

const likes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ه: 'ھەۀ',
    ی: 'ێۍےئ',
    و: 'ؤۆۇ',
    ر: 'ڕړ',
    ل: 'ڵ',
    ت: 'ټ',
    د: 'ډ',
    ژ: 'ږ',
    ش: 'ښ',
    س: 'څ',
    ز: 'ځ',
    ن: 'ڼ',
    گ: 'ګڭ',
    '': 'ءـ',
    г: 'ґ',
    አ: 'ኣ',
    ሀ: 'ሃ',
  }).flatMap(([like, letters]) => [...letters].map((letter) => [letter, like])),
)

/** ቐ and ኸ stand two rows behind ቀ and ከ. */
const alike = (letter: string): string =>
  likes.get(letter) ?? String.fromCodePoint((letter.codePointAt(0) ?? 0) - 16)

/** Digits of every script as 0–9: each decimal digit block of Unicode starts at a multiple of its zero. */
export const foldDigits = (text: string): string =>
  text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    let zero = code
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
    return String(code - zero)
  })

const ethiopic = '፩፪፫፬፭፮፯፰፱'
const circled = '①②③④⑤⑥⑦⑧⑨⑩'

/** Also 1st, 2e, 3de, 4ème, 5º: how people write the place in a list. */
const ordinal = /^[0-9]{1,6}(st|nd|rd|th|e|de|ste|er|re|ère|ème|o|a|й|я|е)?$/iu

/** The whole number a short text consists of; in any digit script, keycap emoji, `2.`, `(2)`, Ethiopic and circled numerals. */
export const wholeNumber = (text: string): number | null => {
  const bare = text
    .slice(0, 64)
    .replace(/[\p{Cf}\p{Mn}\p{Me}\s.)(،,:#-]/gu, '')
    .normalize('NFC')
  if (bare === '🔟' || bare === '፲') return 10
  for (const signs of [ethiopic, circled]) {
    const at = [...signs].indexOf(bare)
    if (at >= 0) return at + 1
  }
  const digits = foldDigits(bare)
  return ordinal.exec(digits) ? Number.parseInt(digits, 10) : null
}
