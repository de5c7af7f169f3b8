const looks = ['telegram', 'whatsapp', 'text']

/** Random and unguessable: whoever knows it sees the chat. */
export const randomId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/**
 * Which phone, app and language: kept behind the # of the address, which never leaves the browser.
 * @returns {{ chat: string, look: string, hint: string | null }}
 */
export const readPlace = () => {
  const kept = new URLSearchParams(location.hash.slice(1))
  const chat = kept.get('chat') ?? ''
  const look = kept.get('look') ?? ''
  return {
    chat: /^[A-Za-z0-9_-]{16,64}$/.test(chat) ? chat : randomId(),
    look: looks.includes(look) ? look : 'telegram',
    hint: kept.get('hint') || null,
  }
}

/** @param {{ chat: string, look: string, hint: string | null }} place */
export const keepPlace = ({ chat, look, hint }) => {
  const kept = new URLSearchParams({ chat, look, ...(hint ? { hint } : {}) })
  history.replaceState(null, '', `#${kept}`)
}
