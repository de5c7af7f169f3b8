const root = '/simulator'

/**
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<{ ok: boolean, error: string | null, answer: any }>}
 */
const post = async (path, body) => {
  try {
    const response = await fetch(`${root}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = response.status === 204 ? {} : await response.json()
    return { ok: response.ok, error: response.ok ? null : (answer.error ?? 'That did not work.'), answer }
  } catch {
    return { ok: false, error: 'The server does not answer. Is it still running?', answer: null }
  }
}

/** @param {{ chat: string }} place @param {object} update */
export const sendUpdate = ({ chat }, update) => post(`/chats/${chat}/updates`, update)
/** @param {number} hours */
export const forwardClock = (hours) => post('/clock', { hours })
/** @param {{ chat: string, look: string }} place @param {string} fault */
export const failNext = ({ chat, look }, fault) => post(`/chats/${chat}/faults`, { look, fault })

/**
 * Listens to one chat; the browser comes back by itself when the line breaks.
 * @param {{ chat: string, look: string }} place
 * @param {{ hello(news: any): void, entry(news: any): void, ready(): void, clock(news: any): void, broken(): void }} hear
 * @returns {() => void}
 */
export const listen = ({ chat, look }, hear) => {
  const source = new EventSource(`${root}/chats/${chat}/feed?look=${look}`)
  source.addEventListener('hello', (event) => hear.hello(JSON.parse(event.data)))
  source.addEventListener('entry', (event) => hear.entry(JSON.parse(event.data)))
  source.addEventListener('clock', (event) => hear.clock(JSON.parse(event.data)))
  source.addEventListener('ready', () => hear.ready())
  source.addEventListener('error', () => hear.broken())
  return () => source.close()
}
